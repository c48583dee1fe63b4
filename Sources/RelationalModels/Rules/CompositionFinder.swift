import ColumnTransforms
import Metadata
import TableData

/// Finds texts that are put together from other columns of the row.
struct CompositionFinder {
  /// Share of the rows that templates must explain.
  private static let minimumShare = 0.8
  private static let sampleRows = 600
  /// Shorter texts occur in others by chance.
  private static let minimumLength = 3
  private static let maximumPieces = 12

  let frame: TableFrame
  let fit: FitColumns

  /// How the column is composed, or nil.
  func composition(of column: Int, from others: [Int]) -> TextComposition? {
    guard case .text = fit.codecs[column], let goal = frame.rows[fit.columns[column].name] else {
      return nil
    }
    let sources = others.compactMap { other -> (column: Int, values: ColumnValues)? in
      guard other != column, fit.columns[other].type.valueKind == .text else { return nil }
      return frame.rows[fit.columns[other].name].map { (other, $0) }
    }
    guard !sources.isEmpty else { return nil }
    // An initial also occurs by chance, so names in full are tried first.
    return composition(goal, sources, withInitials: false)
      ?? composition(goal, sources, withInitials: true)
  }

  private func composition(
    _ goal: ColumnValues,
    _ sources: [(column: Int, values: ColumnValues)],
    withInitials: Bool
  ) -> TextComposition? {
    let stride = max(1, frame.rowCount / Self.sampleRows)
    var rows: [TextComposition.Template: (rows: Int, units: Set<Int32>)] = [:]
    var present = 0
    for row in Swift.stride(from: 0, to: frame.rowCount, by: stride) {
      guard !goal.isNull[row], let text = goal.text(at: row) else { continue }
      present += 1
      let texts = sources.compactMap { source in
        source.values.isNull[row] ? nil : source.values.text(at: row).map { (source.column, $0) }
      }
      guard let template = template(of: text, from: texts, withInitials: withInitials) else {
        continue
      }
      rows[template, default: (0, [])].rows += 1
      rows[template, default: (0, [])].units.insert(frame.units[row])
    }
    guard present >= RuleEvidence.minimumRows else { return nil }
    // Literals, such as the name of a host, are only repeated when k units share them.
    let kept = rows.filter { $0.value.units.count >= frame.k }
      .sorted { ($1.value.rows, "\($0.key)") < ($0.value.rows, "\($1.key)") }
    let share = Double(kept.reduce(0) { $0 + $1.value.rows }) / Double(present)
    guard share >= Self.minimumShare else { return nil }
    return TextComposition(
      templates: kept.map { ($0.key, Double($0.value.rows) / Double(present)) },
      nullShare: Double(goal.nullCount) / Double(max(1, goal.count))
    )
  }

  /// The text as pieces of the sources and what lies between; nil where no source occurs.
  private func template(
    of text: String,
    from sources: [(column: Int, text: String)],
    withInitials: Bool
  ) -> TextComposition.Template? {
    let goal = Array(text)
    var candidates: [(piece: TextComposition.Piece, characters: [Character])] = []
    for (column, source) in sources where source.count >= Self.minimumLength {
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

  /// Runs of digits vary from row to row; other literals stand as they are.
  private static func literals(_ text: String) -> [TextComposition.Piece] {
    var pieces: [TextComposition.Piece] = []
    var run = ""
    var digits = 0
    for character in text {
      if character.isASCII && character.isNumber {
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
