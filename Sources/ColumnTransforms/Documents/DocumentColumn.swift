package import Metadata
import ModelEncoding
package import TableData

/// A column of a type that holds others, taken apart into columns that the model understands.
///
/// What depends on what, inside the values and between them and the table's other columns, is then learnt
/// as between any columns; `compose` puts the generated parts together again.
package struct DocumentColumn: Sendable, Codable {
  package let column: Column
  package let parts: [Column]
  private let form: DocumentForm
  private let root: DocumentNode
  private let texts: DocumentTexts

  /// Values that cannot be read make a column unfit from this share on.
  private static let unreadableShare = 0.2
  /// Other rows that lend their parts where those of a row do not fit together.
  private static let attempts = 16

  /// Takes a column apart.
  ///
  /// - Parameters:
  ///   - column: a column whose values are not keys.
  ///   - values: its values.
  ///   - rowUnits: the protected unit of every row, non-decreasing.
  ///   - k: units that must stand behind anything that is repeated.
  ///   - taken: names that parts must not have.
  /// - Returns: the column and the values of its parts; nil where the type holds no others, or nothing can be
  ///   learnt about its values.
  package static func fit(
    _ column: Column,
    values: ColumnValues,
    units rowUnits: [Int32],
    k: Int,
    taken: Set<String>
  ) -> (column: DocumentColumn, values: [ColumnValues])? {
    guard let texts = DocumentTexts(column.type, values) else { return nil }
    var form = texts.form
    let (codes, dictionary) = texts.read(values)
    let entries = DistinctEntries(
      codes,
      isNull: values.isNull,
      units: rowUnits,
      count: dictionary.count
    )
    if case .json = form, column.type.baseName == "json" {
      let style = entries.order.lazy.prefix(100).compactMap { JSONStyle(of: dictionary[$0]) }.first
      form = .json(style ?? .spaced)
    }
    let documents = entries.order.map { form.read(dictionary[$0]) }
    let unreadable = zip(documents, entries.tally.rows).reduce(0) { $0 + ($1.0 == nil ? $1.1 : 0) }
    let filled = entries.tally.rows.reduce(0, +)
    guard filled > 0, Double(unreadable) < unreadableShare * Double(filled) else { return nil }
    var learner = DocumentLearner(tally: entries.tally, k: k, prefix: column.name, taken: taken)
    guard
      let root = learner.node(
        documents,
        path: "",
        form: form,
        isOptional: unreadable > 0 || values.isNull.contains(true)
      )
    else { return nil }
    if !column.isNullable { learner.requireRoot(root) }
    let rows = entries.rows(of: learner.values, codes: codes, isNull: values.isNull)
    return (
      DocumentColumn(column: column, parts: learner.parts, form: form, root: root, texts: texts),
      rows
    )
  }

  /// The values of the column for generated parts.
  ///
  /// - Parameters:
  ///   - parts: a block of rows of every part, in order.
  ///   - rowCount: rows of the block; a column that is always the same has no parts.
  ///   - firstRow: where the block starts in the table; with `salt` it decides about what parts leave open.
  ///   - salt: differs from table to table and run to run.
  /// - Returns: the values; NULL where even the parts of other rows would not fit together.
  package func compose(
    _ parts: [ColumnValues],
    rowCount: Int,
    firstRow: Int,
    salt: UInt64
  ) -> ColumnValues {
    let parts = DocumentParts(columns: parts, rowCount: rowCount)
    let hash = mixed(salt ^ stableHash(column.name))
    return texts.values(
      (0..<rowCount).map { row in
        var random = TextRandom(seed: mixed(hash ^ UInt64(firstRow + row)))
        return text(row, parts, &random)
      }
    )
  }

  private func text(_ row: Int, _ parts: DocumentParts, _ random: inout TextRandom) -> String? {
    guard let document = root.compose(row, parts, &random) else {
      return column.isNullable ? nil : spare(parts, &random)
    }
    return form.write(document) ?? spare(parts, &random)
  }

  /// A value made of the parts of another row.
  private func spare(_ parts: DocumentParts, _ random: inout TextRandom) -> String? {
    for _ in 0..<Self.attempts {
      let row = random.below(parts.rowCount)
      if let text = root.compose(row, parts, &random).flatMap(form.write) { return text }
    }
    return column.isNullable ? nil : NeutralValue.of(column.type)
  }
}

/// The entries of a dictionary that occur, in order of the first unit that holds each.
private struct DistinctEntries {
  let order: [Int]
  let tally: DocumentTally

  init(_ codes: [Int32], isNull: [Bool], units: [Int32], count: Int) {
    var rows = [Int](repeating: 0, count: count)
    var unitCounts = rows
    var first = [Int32](repeating: 0, count: count)
    var last = [Int32](repeating: -1, count: count)
    for row in codes.indices where !isNull[row] {
      let entry = Int(codes[row])
      if rows[entry] == 0 { first[entry] = units[row] }
      rows[entry] += 1
      if last[entry] != units[row] {
        last[entry] = units[row]
        unitCounts[entry] += 1
      }
    }
    order = rows.indices.filter { rows[$0] > 0 }.sorted { (first[$0], $0) < (first[$1], $1) }
    tally = DocumentTally(
      rows: order.map { rows[$0] },
      units: order.map { unitCounts[$0] },
      firstUnit: order.map { first[$0] }
    )
  }

  /// Values of entries spread over the rows that hold them.
  func rows(of entries: [ColumnValues], codes: [Int32], isNull: [Bool]) -> [ColumnValues] {
    var place = [Int](repeating: 0, count: (order.max() ?? 0) + 1)
    for (position, entry) in order.enumerated() { place[entry] = position }
    let positions = codes.indices.map { isNull[$0] ? 0 : place[Int(codes[$0])] }
    return entries.map { values in
      var rows = values.selecting(positions)
      for row in isNull.indices where isNull[row] { rows.isNull[row] = true }
      return rows
    }
  }
}

extension DocumentColumn: SelfChecking {
  package var problem: String? {
    root.isSpread(over: parts.count) ? nil : "documents are made of parts that are not there"
  }
}
