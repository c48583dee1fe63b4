/// The protected units of a table, and which of them no model has seen.
package struct UnitSplit: Sendable {
  /// The unit of every row as read; rows of one unit hang together in all tables below it.
  package let unitOfRow: [Int32]
  /// Units of the table and of its context parents; one more than the largest number in `unitOfRow` at least.
  package let unitCount: Int
  /// One flag a row; empty where everything was fitted.
  package let isHeldOut: [Bool]

  package init(unitOfRow: [Int32], unitCount: Int, isHeldOut: [Bool]) {
    self.unitOfRow = unitOfRow
    self.unitCount = unitCount
    self.isHeldOut = isHeldOut
  }

  /// Units that have rows in the table.
  package var presentUnits: Int {
    var isPresent = [Bool](repeating: false, count: unitCount)
    for unit in unitOfRow { isPresent[Int(unit)] = true }
    return isPresent.count { $0 }
  }

  /// The same units, none of which is held out.
  package var holdingNothingOut: UnitSplit {
    UnitSplit(unitOfRow: unitOfRow, unitCount: unitCount, isHeldOut: [])
  }

  /// Positions of the rows to learn from.
  package var fittedRows: [Int] {
    isHeldOut.isEmpty ? Array(unitOfRow.indices) : isHeldOut.indices.filter { !isHeldOut[$0] }
  }
}
