package import Metadata
import TableData

/// What SDMetrics sees in a column by its sdtype; identifiers, personal data and unknown types are ignored.
package enum SDMetricsColumnKind: Hashable, Sendable {
  /// Numerical and datetime.
  case continuous
  /// Categorical and boolean.
  case discrete

  package init?(_ column: Column) {
    switch column.sdtype {
    case .numerical, .datetime:
      guard column.type.valueKind.isNumeric else { return nil }
      self = .continuous
    case .categorical, .boolean: self = .discrete
    case .id, .unknown, .pii: return nil
    }
  }
}

/// A column that SDMetrics' metrics look at.
package struct SDMetricsColumn: Sendable {
  package let name: String
  package let kind: SDMetricsColumnKind
  package let valueKind: ValueKind

  /// Nil for columns that SDMetrics ignores.
  package init?(_ column: Column) {
    guard let kind = SDMetricsColumnKind(column) else { return nil }
    name = column.name
    self.kind = kind
    valueKind = column.type.valueKind
  }
}

extension ComparedTable {
  /// The columns that both sides have and SDMetrics does not ignore, in table order.
  package var sdMetricsColumns: [SDMetricsColumn] {
    table.columns.compactMap { column in
      real[column.name] == nil || clone[column.name] == nil ? nil : SDMetricsColumn(column)
    }
  }

  /// Both sides of such a column, as rows are near to each other in it.
  func point(_ column: SDMetricsColumn) -> PointColumn? {
    guard let real = real[column.name], let clone = clone[column.name] else { return nil }
    switch column.kind {
    case .discrete: return .categories(SharedCodes(real: real, clone: clone))
    case .continuous:
      return .numbers(
        real: real.numbers(kind: column.valueKind),
        clone: clone.numbers(kind: column.valueKind)
      )
    }
  }
}
