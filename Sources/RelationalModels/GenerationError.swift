package import Metadata

/// Why a clone could not be generated.
///
/// Never holds values.
package struct GenerationError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// A column that must be filled has no model and no neutral value.
    case noValue
    /// Rows are asked for that are not drawn.
    case notDrawn
    case cancelled
  }

  package let code: Code
  package let table: TableID
  package let description: String

  package init(code: Code, table: TableID, description: String) {
    self.code = code
    self.table = table
    self.description = description
  }
}
