import ColumnTransforms
import Metadata
import Statistics
import TableData

/// Finds texts that are put together from other columns of the row.
struct CompositionFinder {
  /// Share of the rows that templates must explain; the others keep texts of their own.
  private static let minimumShare = 0.3
  /// Likewise for parts of documents, whose other rows are told more by the document.
  private static let minimumShareOfParts = 0.8
  /// A number in a text is the key's where it is written with noughts, that many digits at least, in all rows and
  /// with nothing else that varies: any other text would come out with its key.
  private static let minimumDigits = 6
  private static let sampleRows = 2_000
  /// Shorter texts occur in others by chance.
  private static let minimumLength = 3
  private static let maximumPieces = 12

  struct Finding {
    var composition: TextComposition
    /// Rows that were looked at and hold a text, and those of them that follow no template.
    var rows: Int
    var exceptions: Int
  }

  private struct Source {
    var column: Int
    var values: ColumnValues
    var isNumber: Bool

    /// The text of a row; nil for null.
    func text(at row: Int) -> String? {
      guard !values.isNull[row] else { return nil }
      return isNumber ? values.number(at: row).map { String(Int64($0)) } : values.text(at: row)
    }
  }

  private typealias Template = TextComposition.Template

  let frame: TableFrame
  let fit: FitColumns

  /// How the column is composed, or nil.
  ///
  /// - `isPart`: whether it is part of a column that holds others.
  func composition(of column: Int, from others: [Int], isPart: Bool) -> Finding? {
    guard case .text = fit.codecs[column], let goal = frame.rows[fit.columns[column].name] else {
      return nil
    }
    let texts = others.compactMap { other -> Source? in
      guard other != column, fit.columns[other].type.valueKind == .text else { return nil }
      return frame.rows[fit.columns[other].name].map {
        Source(column: other, values: $0, isNumber: false)
      }
    }
    let share = isPart ? Self.minimumShareOfParts : Self.minimumShare
    if !texts.isEmpty, let found = composition(goal, texts, minimumShare: share) { return found }
    guard !isPart else { return nil }
    // Numbers that are there before any column is drawn: `Customer#000000042`.
    let numbers = fit.roles.indices.compactMap { other -> Source? in
      guard fit.columns[other].type.valueKind == .integer, fit.roles[other].isKnownFirst else {
        return nil
      }
      return frame.rows[fit.columns[other].name].map {
        Source(column: other, values: $0, isNumber: true)
      }
    }
    guard !numbers.isEmpty, let found = composition(goal, numbers, minimumShare: 1),
      found.composition.choices.values.allSatisfy({ choice in
        choice.allSatisfy { $0.template.isNumbered }
      })
    else { return nil }
    return found
  }

  private func composition(
    _ goal: ColumnValues,
    _ sources: [Source],
    minimumShare: Double
  ) -> Finding? {
    let stride = max(1, frame.rowCount / Self.sampleRows)
    var found: [(row: Int, set: Set<Int>, template: Template?)] = []
    for row in Swift.stride(from: 0, to: frame.rowCount, by: stride) {
      guard !goal.isNull[row], let text = goal.text(at: row) else { continue }
      let texts = sources.compactMap { source in
        source.text(at: row).map { (source.column, $0, source.isNumber) }
      }
      found.append((row, Set(texts.map(\.0)), template(of: text, from: texts)))
    }
    guard found.count >= RuleEvidence.minimumRows else { return nil }
    generalize(&found)
    // Literals, such as the name of a host, are only repeated when k units share them.
    var units: [Template: Set<Int32>] = [:]
    for case (let row, _, let template?) in found {
      units[template, default: []].insert(frame.units[row])
    }
    let kept = Set(units.filter { $0.value.count >= frame.k }.keys)
    explain(&found, by: kept, goal: goal, sources: sources)
    let columns = Set(kept.flatMap(\.columns))
    let explained = found.reduce(0) { $0 + ($1.template.map(kept.contains) == true ? 1 : 0) }
    guard Double(explained) >= minimumShare * Double(found.count) else { return nil }
    var counts: [Set<Int>: (rows: Int, templates: [Template: Int])] = [:]
    for (_, set, template) in found {
      let known = set.intersection(columns)
      counts[known, default: (0, [:])].rows += 1
      if let template, kept.contains(template) {
        counts[known, default: (0, [:])].templates[template, default: 0] += 1
      }
    }
    let choices = counts.mapValues { count in
      count.templates.sorted { ($1.value, "\($0.key)") < ($0.value, "\($1.key)") }
        .map {
          TextComposition.Choice(
            template: $0.key,
            share: Double($0.value) / Double(count.rows)
          )
        }
    }
    return Finding(
      composition: TextComposition(
        choices: choices,
        columns: columns.sorted(),
        nullShare: Double(goal.nullCount) / Double(max(1, goal.count))
      ),
      rows: found.count,
      exceptions: found.count - explained
    )
  }

  /// Finds the template of rows in which a name is too short to be seen, or is seen in another place, too.
  private func explain(
    _ found: inout [(row: Int, set: Set<Int>, template: Template?)],
    by kept: Set<Template>,
    goal: ColumnValues,
    sources: [Source]
  ) {
    let whole = kept.filter(\.isWithoutDigits).sorted { "\($0)" < "\($1)" }
    var random = CounterGenerator()
    for index in found.indices where found[index].template.map(kept.contains) != true {
      let row = found[index].row
      let text = goal.text(at: row)
      found[index].template =
        whole.first { template in
          template.text(using: &random) { column in
            sources.first { $0.column == column }.flatMap { $0.text(at: row) }
          } == text
        } ?? found[index].template
    }
  }

  /// Writes a column in one form where a template's other one is the same for most values: `muller` tells how
  /// `smith` is written.
  private func generalize(_ found: inout [(row: Int, set: Set<Int>, template: Template?)]) {
    var forms: [Int: [TextComposition.Form: Int]] = [:]
    for case .column(let column, let form) in found.flatMap({ $0.template?.pieces ?? [] }) {
      forms[column, default: [:]][form, default: 0] += 1
    }
    let general = forms.mapValues { counts in
      counts.keys.filter { form in counts[form, default: 0] >= frame.k }
    }
    for index in found.indices {
      guard let template = found[index].template else { continue }
      found[index].template = Template(
        pieces: template.pieces.map { piece in
          guard case .column(let column, let form) = piece,
            let other = (general[column] ?? []).filter({ form.isSpecialCase(of: $0) })
              .min(by: { (forms[column]?[$1] ?? 0, "\($0)") < (forms[column]?[$0] ?? 0, "\($1)") })
          else { return piece }
          return .column(column, other)
        }
      )
    }
  }

  /// The text as pieces of the sources and what lies between; nil where no source occurs.
  private func template(
    of text: String,
    from sources: [(column: Int, text: String, isNumber: Bool)]
  ) -> Template? {
    // Most texts hold none of the others, which a look at their bytes tells.
    let plain = Self.plainBytes(text)
    guard sources.contains(where: { Self.mayOccur($0.text, in: plain) }) else { return nil }
    // An initial also occurs by chance, so names in full are tried first, and a single letter before them.
    let inFull = template(of: text, from: sources, withInitials: false)
    return inFull?.beginsWithLetter == false
      ? inFull : template(of: text, from: sources, withInitials: true)
  }

  /// The bytes of a text in lower case; nil where it has other characters than those of ASCII.
  private static func plainBytes(_ text: String) -> [UInt8]? {
    var bytes = Array(text.utf8)
    for place in bytes.indices {
      guard bytes[place] < 0x80 else { return nil }
      if UInt8(ascii: "A")...UInt8(ascii: "Z") ~= bytes[place] { bytes[place] |= 0x20 }
    }
    return bytes
  }

  /// Whether a source can be part of a text in any form but an initial.
  ///
  /// Every form has the letters and digits that the source begins with, in upper or lower case. Where either is not plain,
  /// true.
  private static func mayOccur(_ source: String, in goal: [UInt8]?) -> Bool {
    guard let goal, let source = plainBytes(source) else { return true }
    func isLetterOrDigit(_ byte: UInt8) -> Bool {
      UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte || UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte
    }
    guard let first = source.firstIndex(where: isLetterOrDigit) else { return true }
    let start = source[first...].prefix(minimumLength).prefix(while: isLetterOrDigit)
    guard goal.count >= start.count else { return false }
    return (0...(goal.count - start.count)).contains { place in
      goal[place] == source[first] && goal[place..<(place + start.count)].elementsEqual(start)
    }
  }

  private func template(
    of text: String,
    from sources: [(column: Int, text: String, isNumber: Bool)],
    withInitials: Bool
  ) -> Template? {
    let goal = Array(text)
    var candidates: [(piece: TextComposition.Piece, characters: [Character])] = []
    for (column, source, isNumber) in sources where isNumber {
      for width in Self.digitRuns(goal) where width >= max(Self.minimumDigits, source.count) {
        let form = TextComposition.Form.padded(width)
        candidates.append((.column(column, form), Array(form.text(source))))
      }
    }
    for (column, source, isNumber) in sources
    where !isNumber && source.count >= Self.minimumLength {
      for form in TextComposition.Form.all {
        let written = Array(form.text(source))
        guard written.count >= Self.minimumLength || withInitials && form.isInitial,
          written.count <= goal.count
        else { continue }
        // Forms that come to the same are told apart by their order in the list.
        if candidates.contains(where: { candidate in
          if case .column(column, _) = candidate.piece {
            candidate.characters == written
          } else {
            false
          }
        }) {
          continue
        }
        candidates.append((.column(column, form), written))
      }
    }
    var pieces: [TextComposition.Piece] = []
    var literal = ""
    func flush() {
      guard !literal.isEmpty else { return }
      pieces += Self.literals(literal)
      literal = ""
    }
    var place = 0
    var found = false
    while place < goal.count {
      let best = candidates.filter { candidate in
        let written = candidate.characters
        guard goal.count - place >= written.count,
          goal[place..<(place + written.count)].elementsEqual(written)
        else { return false }
        return written.count >= Self.minimumLength || place == 0
      }.max { $0.characters.count < $1.characters.count }
      if let best {
        flush()
        pieces.append(best.piece)
        found = found || best.characters.count >= Self.minimumLength
        place += best.characters.count
      } else {
        literal.append(goal[place])
        place += 1
      }
    }
    flush()
    return found && pieces.count <= Self.maximumPieces ? .init(pieces: pieces) : nil
  }

  /// Lengths of the runs of digits, each once.
  private static func digitRuns(_ text: [Character]) -> Set<Int> {
    Set(text.split { !$0.isASCIIDigit }.map(\.count))
  }

  /// Runs of digits vary from row to row; other literals stand as they are.
  private static func literals(_ text: String) -> [TextComposition.Piece] {
    var pieces: [TextComposition.Piece] = []
    var run = ""
    var digits = 0
    for character in text {
      if character.isASCIIDigit {
        if !run.isEmpty { pieces.append(.literal(run)) }
        run = ""
        digits += 1
      } else {
        if digits > 0 { pieces.append(.digits(digits)) }
        digits = 0
        run.append(character)
      }
    }
    if !run.isEmpty { pieces.append(.literal(run)) }
    if digits > 0 { pieces.append(.digits(digits)) }
    return pieces
  }
}

extension ColumnRole {
  /// Whether the value is there before those that are drawn.
  fileprivate var isKnownFirst: Bool {
    switch self {
    case .key, .ordinal, .foreignKey: true
    case .generated, .empty, .numeric, .category, .text, .opaque: false
    }
  }
}

extension TextComposition.Template {
  /// Whether a single letter stands before all else.
  fileprivate var beginsWithLetter: Bool {
    if case .literal(let text)? = pieces.first { text.count == 1 } else { false }
  }

  /// Whether it is one number between literals.
  fileprivate var isNumbered: Bool { columns.count == 1 && isWithoutDigits }

  /// Whether the columns say all of it.
  fileprivate var isWithoutDigits: Bool {
    pieces.allSatisfy { if case .digits = $0 { false } else { true } }
  }
}
