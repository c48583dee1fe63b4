package import Metadata
package import SQLExpressions
package import Statistics

/// Makes values for a column that has none to learn from, of its type, conditions and name alone.
///
/// Values are meant to be valid, not to be true: no source is looked at.
package struct ExampleColumn: Sendable {
  /// Draws of a value until it is within the column's domain.
  private static let attempts = 20
  /// Share of NULLs where they are allowed, and of columns for what most rows do not have.
  private static let nullShare = 0.15
  /// Texts of so many characters at most are codes where they must differ.
  private static let shortText = 6
  /// Levels of types within types that get values.
  private static let deepest = 2
  private static let rareNullShare = 0.8
  /// Share of the constant that is the column's default, and of constants that conditions name.
  private static let defaultShare = 0.4
  private static let hintShare = 0.3

  private let column: Column
  private let domain: ColumnDomain
  private let isUnique: Bool
  private let reader: ValueReader
  private let now: Int64
  private let number: ExampleNumber
  private let moment: ExampleMoment
  private let text: ExampleText
  private let allowed: [ExampleCell]?
  private let hints: [ExampleCell]
  private let defaultCell: ExampleCell?
  private let samplers: [RegexSampler]
  private let parts: [ExampleColumn]
  private let isRarelySet: Bool
  private let nullShare: Double

  /// - Parameters:
  ///   - column: its name, type and default steer the values.
  ///   - domain: what conditions say about it.
  ///   - isUnique: whether values should all be different.
  ///   - now: microseconds since 2000-01-01 UTC.
  package init(_ column: Column, domain: ColumnDomain, isUnique: Bool, now: Int64) {
    self.init(column, domain: domain, isUnique: isUnique, now: now, depth: 0)
  }

  /// - `depth`: how many types the value is a part of.
  private init(
    _ column: Column,
    domain: ColumnDomain,
    isUnique: Bool,
    now: Int64,
    depth: Int
  ) {
    self.column = column
    self.domain = domain
    self.isUnique = isUnique
    self.now = now
    let type = column.type
    reader = ValueReader(type)
    number = ExampleNumber(column, domain: domain)
    moment = ExampleMoment(column, domain: domain, now: now)
    text = ExampleText(column.name, sdtype: column.sdtype)
    allowed = domain.allowed.map { $0.compactMap { ExampleCell($0, of: type) } }
      .flatMap { $0.isEmpty ? nil : $0 }
    hints = domain.hints.compactMap { ExampleCell($0, of: type) }
    // The default of a time is mostly the time of the insert, which all rows would share.
    let isTime = [.date, .time, .timestamp, .interval].contains(type.valueKind)
    defaultCell =
      isTime
      ? nil
      : column.defaultExpression.flatMap { SQLExpression($0)?.constant(now: now) }
        .flatMap { ExampleCell($0, of: type) }
    samplers = domain.patterns.compactMap { RegexSampler($0.regularExpression) }
    parts = type.parts.map { part in
      let inner = Column(
        name: part.name.isEmpty ? column.name : part.name,
        position: 0,
        type: part.type,
        isNullable: part.isNullable && !part.name.isEmpty
      )
      let conditions = part.type.domainChecks.compactMap { SQLExpression($0) }
      let domain = ColumnDomain.domains(of: conditions, now: now)["value"]
      return ExampleColumn(
        inner,
        domain: domain ?? ColumnDomain(),
        isUnique: false,
        now: now,
        depth: depth + 1
      )
    }
    // Types of types of types say less with each level, and take twice the text.
    let isDeep = depth >= Self.deepest && !type.parts.isEmpty
    nullShare = isDeep ? 1 : Self.nullShare
    isRarelySet = !ExampleMoment.rareWords.isDisjoint(with: ColumnNameWords(column.name).words)
  }

  /// A value for a row.
  package func cell(
    _ row: ExampleRow,
    using generator: inout CounterGenerator
  ) -> ExampleCell {
    if column.isNullable, !domain.isRequired,
      generator.uniform() < max(nullShare, isRarelySet ? Self.rareNullShare : 0)
    {
      return .null
    }
    var cell = ExampleCell.null
    for _ in 0..<Self.attempts {
      cell = draw(row, using: &generator)
      if domain.contains(value(cell)) { break }
    }
    return cell
  }

  private func value(_ cell: ExampleCell) -> SQLValue {
    switch cell {
    case .null: .null
    case .integer(let value): reader.value(integer: value)
    case .real(let value): reader.value(real: value)
    case .text(let text): reader.value(text: text)
    }
  }

  private func draw(_ row: ExampleRow, using generator: inout CounterGenerator) -> ExampleCell {
    if let allowed {
      return isUnique ? allowed[row.number % allowed.count] : allowed.pickEarly(using: &generator)
    }
    if !hints.isEmpty, generator.uniform() < Self.hintShare { return hints.pick(using: &generator) }
    if !isUnique, let defaultCell, generator.uniform() < Self.defaultShare { return defaultCell }
    switch column.type.valueKind {
    case .boolean: return .integer(generator.uniform() < 0.5 ? 1 : 0)
    case .integer:
      let value = isUnique ? number.distinct(row.number) : nil
      return .integer(Int64(value ?? number.value(using: &generator)))
    case .real, .decimal:
      let value = isUnique ? number.distinct(row.number) : nil
      return .real(value ?? number.value(using: &generator))
    case .date, .time, .timestamp, .interval:
      return .integer(moment.value(row, using: &generator))
    case .text: return .text(drawText(row, using: &generator))
    case .enumeration:
      guard case .enumeration(let labels) = column.type.form, !labels.isEmpty else { return .null }
      return .text(
        isUnique ? labels[row.number % labels.count] : labels.pickEarly(using: &generator)
      )
    case .uuid: return .text(Self.uuid(using: &generator))
    case .json: return .text(json(row, using: &generator))
    case .binary: return .text("\\x" + Self.hex(generator.next()))
    case .array: return .text(array(row, using: &generator))
    case .other: return .text(structured(row, using: &generator))
    }
  }

  // MARK: - Texts

  private var longest: Int {
    min(
      column.type.length ?? (column.type.baseName == "name" ? 63 : .max),
      domain.maximumLength ?? .max,
      column.type.baseName == "char" ? 1 : .max
    )
  }

  private func drawText(_ row: ExampleRow, using generator: inout CounterGenerator) -> String {
    if !samplers.isEmpty { return samplers.pick(using: &generator).text(using: &generator) }
    let room = longest
    if isUnique, room <= Self.shortText { return shortCode(row.number, room) }
    var (stem, ending) = text.text(row, using: &generator)
    let mark = isUnique ? (stem.contains(" ") ? " " : "") + String(row.number + 1) : ""
    if stem.count + mark.count + ending.count > room {
      if mark.count + ending.count >= room { ending = "" }
      stem = String(stem.prefix(max(0, room - mark.count - ending.count)))
      return String((stem + mark + ending).suffix(room))
    }
    var result = stem + mark + ending
    while result.unicodeScalars.count < min(domain.minimumLength ?? 0, room) {
      result += String(result.unicodeScalars.count % 10)
    }
    return result
  }

  /// A letter and a number of fixed width, so that no two are the same.
  private func shortCode(_ number: Int, _ room: Int) -> String {
    let digits = String(number + 1, radix: 36).uppercased()
    let width = room - 1
    guard digits.count <= width else { return String(digits.suffix(room)) }
    return column.name.prefix(1).uppercased() + String(repeating: "0", count: width - digits.count)
      + digits
  }

  // MARK: - Types with parts

  private func json(_ row: ExampleRow, using generator: inout CounterGenerator) -> String {
    let isArray =
      defaultCell == .text("[]") || domain.hints.contains(.text("array"))
    let name = ExampleWords.adjectives.pick(using: &generator)
    let object =
      "{\"\(ExampleWords.nouns.pick(using: &generator))\": \"\(name)\", \"count\": "
      + "\(generator.integer(below: 100))}"
    return isArray ? "[\(object)]" : object
  }

  private func array(_ row: ExampleRow, using generator: inout CounterGenerator) -> String {
    guard let element = parts.first else { return "{}" }
    let count = 1 + generator.integer(below: 3)
    let items = (0..<count).map { _ in
      Self.quoted(element.literal(row, using: &generator) ?? "NULL", special: "{}")
    }
    // Elements of type box are the only ones that a semicolon divides.
    return "{" + items.joined(separator: element.column.type.baseName == "box" ? ";" : ",") + "}"
  }

  private func structured(_ row: ExampleRow, using generator: inout CounterGenerator) -> String {
    switch column.type.form {
    case .composite:
      let fields = parts.map { part in
        part.literal(row, using: &generator).map { Self.quoted($0, special: "()") } ?? ""
      }
      return "(" + fields.joined(separator: ",") + ")"
    case .range: return range(row, using: &generator)
    case .multirange: return "{" + range(row, using: &generator) + "}"
    case .base, .enumeration, .array:
      return ExampleTypeText.text(column.type, using: &generator)
    }
  }

  /// A range of two values in the order of the type.
  private func range(_ row: ExampleRow, using generator: inout CounterGenerator) -> String {
    guard let bound = parts.first else { return "empty" }
    var cells = [bound.cell(row, using: &generator), bound.cell(row, using: &generator)]
    cells.sort { left, right in
      switch (left, right) {
      case (.integer(let left), .integer(let right)): left < right
      case (.real(let left), .real(let right)): left < right
      // The order of texts is the collation's: a range from a value to itself is valid in any.
      default: false
      }
    }
    let kind = bound.column.type.valueKind
    guard let from = cells[0].literal(kind) else { return "empty" }
    if case .text = cells[0] { cells[1] = cells[0] }
    let to = cells[1].literal(kind) ?? from
    return "[\(Self.quoted(from, special: "[]()")),\(Self.quoted(to, special: "[]()"))]"
  }

  private func literal(_ row: ExampleRow, using generator: inout CounterGenerator) -> String? {
    cell(row, using: &generator).literal(column.type.valueKind)
  }

  /// A part in double quotes where the form of the whole needs them.
  private static func quoted(_ text: String, special: String) -> String {
    let needsQuotes =
      text.isEmpty
      || text.contains { $0 == "," || $0 == "\"" || $0 == "\\" || $0 == " " || $0 == ";" }
      || text.contains(where: special.contains)
    guard needsQuotes else { return text }
    var quoted = "\""
    for scalar in text.unicodeScalars {
      if scalar == "\"" || scalar == "\\" { quoted += "\\" }
      quoted.unicodeScalars.append(scalar)
    }
    return quoted + "\""
  }

  // MARK: - Random bytes

  private static func hex(_ word: UInt64) -> String {
    let digits = String(word, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// A random UUID of version 4 (RFC 9562).
  private static func uuid(using generator: inout CounterGenerator) -> String {
    var digits = Array(hex(generator.next()) + hex(generator.next()))
    digits[12] = "4"
    digits[16] = "89ab".randomElement(using: &generator) ?? "8"
    let parts = [0..<8, 8..<12, 12..<16, 16..<20, 20..<32].map { String(digits[$0]) }
    return parts.joined(separator: "-")
  }
}
