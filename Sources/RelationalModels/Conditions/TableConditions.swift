import Metadata
import SQLExpressions

/// The CHECKs of a table and of its columns' domains.
struct TableConditions {
  /// Conditions that can be evaluated here; the others are left to PostgreSQL.
  let understood: [RowCondition]
  /// What all conditions, understood or not, say about single columns.
  let domains: [String: ColumnDomain]
  private let kinds: [CellKind]

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
    domains = ColumnDomain.domains(of: expressions, now: now)
    kinds = columns.map { CellKind($0.type) }
  }

  /// Those that hold for existing rows, too, as far as their grammar is understood.
  private static func expressions(_ table: Table, columns: [Column]) -> [SQLExpression] {
    let checks = table.checks.filter(\.isValidated).compactMap { SQLExpression($0.expression) }
    let domains = columns.flatMap { column in
      column.type.domainChecks.compactMap {
        SQLExpression($0)?.renaming("value", to: column.name)
      }
    }
    return checks + domains
  }

  /// Positions of the columns that decide about the conditions that a row violates; empty when it violates none.
  func violatedColumns(_ cells: [OutputCell], labels: [[String]]) -> [Int] {
    understood.first { condition in
      condition.verdict { cells[$0].value(kinds[$0], labels: labels[$0]) } == .violated
    }?.columns ?? []
  }

  /// Whether a row violates a condition.
  func areViolated(by cells: [OutputCell], labels: [[String]]) -> Bool {
    !violatedColumns(cells, labels: labels).isEmpty
  }
}

/// How the cells of a column are read by conditions.
struct CellKind: Sendable {
  private let kind: ValueKind
  /// Element type of an array.
  private let element: String?
  private let isPadded: Bool
  private let ignoresCase: Bool

  init(_ type: ColumnType) {
    kind = type.valueKind
    element = if case .array(let name) = type.form { name } else { nil }
    isPadded = type.baseName == "bpchar"
    ignoresCase = type.baseName == "citext"
  }

  func value(integer: Int64) -> SQLValue {
    switch kind {
    case .boolean: .boolean(integer != 0)
    case .date: .date(integer)
    case .timestamp: .instant(integer)
    case .time, .interval: .span(integer)
    default: .number(Double(integer))
    }
  }

  func value(real: Double) -> SQLValue {
    switch kind {
    case .real, .decimal: .number(real)
    default: value(integer: OutputColumn.integer(real))
    }
  }

  func value(text: String) -> SQLValue {
    switch kind {
    case .text:
      if ignoresCase { return .text(text.lowercased()) }
      return isPadded ? SQLValue.text(text).cast(to: "bpchar") ?? .opaque : .text(text)
    case .enumeration, .uuid, .json: return .text(text)
    case .array: return SQLValue.text(text).cast(to: "\(element ?? "")[]") ?? .opaque
    default: return .opaque
    }
  }
}

extension OutputCell {
  /// The cell as conditions see it.
  func value(_ kind: CellKind, labels: [String]) -> SQLValue {
    switch self {
    case .null: .null
    case .integer(let value): kind.value(integer: value)
    case .real(let value): kind.value(real: value)
    case .label(let label): kind.value(text: labels[Int(label)])
    case .text(let text): kind.value(text: text)
    }
  }
}
