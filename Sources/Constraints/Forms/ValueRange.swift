import Metadata

/// A column lies between two others of its row, or between constants.
struct ValueRange: ConstraintForm {
  static let type = "range"

  var table: String
  var column: String
  /// Columns, or constants where no column is called so; nil for an open end.
  var low: String?
  var high: String?
  var isStrict: Bool

  init(_ fields: inout ConstraintFields) throws {
    table = try fields.text("table")
    column = try fields.text("column")
    low = try fields.optionalText("low")
    high = try fields.optionalText("high")
    isStrict = try fields.flag("strict")
    guard low != nil || high != nil else {
      throw ConstraintProblem("low or high is missing", .malformed)
    }
  }

  init(table: String, column: String, low: String?, high: String?, isStrict: Bool) {
    (self.table, self.column, self.isStrict) = (table, column, isStrict)
    (self.low, self.high) = (low, high)
  }

  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    let table = try schema.table(table)
    let middle = try schema.column(column, of: table)
    let symbol = isStrict ? "<" : "<="
    var constraint = schema.constraint(
      Self.self,
      of: table,
      [low, column, high].compactMap(\.self).joined(separator: " \(symbol) ")
    )
    var parts: [ConstraintSQL] = []
    var columns = [column]
    for (end, isLow) in [(low, true), (high, false)] {
      guard let end else { continue }
      let value: ConstraintSQL
      if let other = table.column(end) {
        try schema.checkComparable([middle, other], of: table)
        value = "\(column: end)"
        columns.append(end)
        constraint.rules.append(
          Orders.rule(column, (isLow ? ">" : "<") + (isStrict ? "" : "="), end)
        )
        constraint.facts.append(
          isLow
            ? .order(low: end, high: column, isStrict: isStrict)
            : .order(low: column, high: end, isStrict: isStrict)
        )
      } else {
        value = try constant(end, for: middle, of: table)
      }
      parts.append(
        isLow
          ? "\(column: column) \(raw: isStrict ? ">" : ">=") \(value)"
          : "\(column: column) \(raw: symbol) \(value)"
      )
    }
    if let low, let high, table.column(low) != nil, table.column(high) != nil {
      // Also where the value between them is missing.
      parts.append("\(column: low) \(raw: symbol) \(column: high)")
      constraint.facts.append(.order(low: low, high: high, isStrict: isStrict))
    }
    constraint.condition = .init(expression: parts.joined(by: " AND "), columns: columns)
    return constraint
  }

  private func constant(_ text: String, for column: Column, of table: Table) throws -> ConstraintSQL
  {
    let kind = column.type.valueKind
    if kind.isPlainNumber, let number = Double(text), number.isFinite { return "\(raw: text)" }
    let type: String? =
      switch kind {
      case .date: "date"
      case .time: "time"
      case .timestamp: column.type.baseName
      case .interval: "interval"
      default: nil
      }
    guard let type else {
      throw ConstraintProblem(
        """
        \(text) is neither a column of \(table.id) nor a constant that \(column.name) \
        (\(column.type.declaration)) can be compared with
        """
      )
    }
    return "\(literal: text)::\(raw: type)"
  }
}
