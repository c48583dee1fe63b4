import Metadata
import SQLExpressions

/// The CHECKs of a table and of its columns' domains.
struct TableConditions {
  /// Conditions that can be evaluated here; the others are left to PostgreSQL.
  let understood: [RowCondition]
  /// What all conditions, understood or not, say about single columns; for a partitioned table once for each
  /// partition.
  let domains: [[String: ColumnDomain]]
  /// What says that a row belongs into some partition; nil where that is not understood.
  private let placement: RowCondition?
  private let readers: [ValueReader]

  /// - Parameters:
  ///   - table: whose conditions.
  ///   - columns: its stored columns.
  ///   - open: columns that have no value yet, so that nothing can be said about them.
  ///   - now: microseconds since 2000-01-01 UTC.
  init(_ table: Table, columns: [Column], open: Set<String> = [], now: Int64) {
    let expressions = Self.expressions(table, columns: columns)
    let positions = Dictionary(uniqueKeysWithValues: columns.enumerated().map { ($1.name, $0) })
      .filter { !open.contains($0.key) }
    understood = expressions.compactMap { RowCondition($0, positions: positions, now: now) }
    let bounds = table.partitionBounds.compactMap { SQLExpression($0) }
    placement = Self.placement(table).flatMap {
      RowCondition($0, positions: positions, now: now)
    }
    domains =
      bounds.isEmpty
      ? [ColumnDomain.domains(of: expressions, now: now)]
      : bounds.map { ColumnDomain.domains(of: expressions + [$0], now: now) }
    readers = columns.map { ValueReader($0.type) }
  }

  /// Those that hold for existing rows, too, as far as their grammar is understood.
  private static func expressions(_ table: Table, columns: [Column]) -> [SQLExpression] {
    let checks = table.checks.filter(\.isValidated).compactMap { SQLExpression($0.expression) }
    let domains = columns.flatMap { column in
      column.type.domainChecks.compactMap {
        SQLExpression($0)?.renaming("value", to: column.name)
      }
    }
    return checks + domains + (placement(table).map { [$0] } ?? [])
  }

  private static func placement(_ table: Table) -> SQLExpression? {
    let bounds = table.partitionBounds.compactMap { SQLExpression($0) }
    // A row is of one partition; where the bounds of one are not understood, any row may be of it.
    let isKnown = !bounds.isEmpty && bounds.count == table.partitionBounds.count
    return isKnown ? .call("or", bounds) : nil
  }

  /// Positions of the columns that decide about the conditions that a row violates; empty when it violates none.
  func violatedColumns(_ cells: [OutputCell], labels: [[String]]) -> [Int] {
    understood.first { condition in
      condition.verdict { cells[$0].value(readers[$0], labels: labels[$0]) } == .violated
    }?.columns ?? []
  }

  /// A column of a row as conditions see it.
  func value(_ column: Int, of cells: [OutputCell], labels: [[String]]) -> SQLValue {
    cells[column].value(readers[column], labels: labels[column])
  }

  /// Whether no partition takes a row, which cannot even be loaded then.
  func isWithoutPartition(_ cells: [OutputCell], labels: [[String]]) -> Bool {
    guard let placement else { return false }
    return placement.verdict { cells[$0].value(readers[$0], labels: labels[$0]) } == .violated
  }

  /// Whether a row violates a condition.
  func areViolated(by cells: [OutputCell], labels: [[String]]) -> Bool {
    !violatedColumns(cells, labels: labels).isEmpty
  }
}

extension OutputCell {
  /// The cell as conditions see it.
  func value(_ reader: ValueReader, labels: [String]) -> SQLValue {
    switch self {
    case .null: .null
    case .integer(let value): reader.value(integer: value)
    case .real(let value):
      reader.isReal
        ? reader.value(real: value) : reader.value(integer: OutputColumn.integer(value))
    case .label(let label): reader.value(text: labels[Int(label)])
    case .text(let text): reader.value(text: text)
    }
  }
}
