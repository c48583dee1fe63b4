import Statistics

/// Who stands behind the rows of a table, and how many of them a shown value needs.
package struct Protection: Sendable {
  /// The fewest units behind anything that is stored.
  package let minimumUnits: Int
  /// The unit of each real row; nil where every row is a unit of its own.
  package let unitOfRow: [Int32]?

  package init(minimumUnits: Int, unitOfRow: [Int32]? = nil) {
    self.minimumUnits = max(1, minimumUnits)
    self.unitOfRow = unitOfRow
  }

  /// As many as a model needs.
  package static func standard(units: Int, unitOfRow: [Int32]? = nil) -> Protection {
    Protection(minimumUnits: Statistics.minimumUnits(of: units), unitOfRow: unitOfRow)
  }
}
