import Metadata
import TableData
import Testing

@testable import RelationalModels

/// Rows of a clone in the order in which they were emitted.
struct SampleClone {
  let metadata: DatabaseMetadata
  private let blocks: [TableID: [TableRows]]

  init(_ model: FittedDatabase, seed: UInt64, metadata: DatabaseMetadata) throws {
    var blocks: [TableID: [TableRows]] = [:]
    try model.generate(seed: seed, now: 0) { blocks[$0, default: []].append($1) }
    self.init(metadata: metadata, blocks: blocks)
  }

  init(metadata: DatabaseMetadata, blocks: [TableID: [TableRows]]) {
    self.metadata = metadata
    self.blocks = blocks
  }

  func rowCount(_ table: String) -> Int {
    (blocks[tableID(table)] ?? []).reduce(0) { $0 + $1.rowCount }
  }

  func numbers(_ table: String, _ column: String) -> [Double?] {
    values(table, column) { $0.number(at: $1) }
  }

  func texts(_ table: String, _ column: String) -> [String?] {
    values(table, column) { $0.text(at: $1) }
  }

  /// Any value as text; nil for null.
  func cells(_ table: String, _ column: String) -> [String?] {
    values(table, column) { column, row in
      column.text(at: row) ?? column.number(at: row).map { String($0) }
    }
  }

  private func values<Value>(
    _ table: String,
    _ column: String,
    _ value: (ColumnValues, Int) -> Value?
  ) -> [Value?] {
    (blocks[tableID(table)] ?? []).flatMap { block -> [Value?] in
      guard let column = block[column] else { return [] }
      return (0..<block.rowCount).map { value(column, $0) }
    }
  }

  /// Rows as lists of the named columns' values; nil where one of them is null.
  func keys(_ table: String, _ columns: [String]) -> [[String]?] {
    let cells = columns.map { self.cells(table, $0) }
    return (0..<rowCount(table)).map { row in
      let key = cells.compactMap { $0[row] }
      return key.count == columns.count ? key : nil
    }
  }

  /// Values of a column by the row's value of another one, in order.
  func groups(_ table: String, _ column: String, by key: String) -> [String: [String?]] {
    var groups: [String: [String?]] = [:]
    for (key, value) in zip(cells(table, key), cells(table, column)) {
      groups[key ?? "", default: []].append(value)
    }
    return groups
  }

  /// The whole clone as text, to compare clones.
  var text: [String] {
    metadata.tables.flatMap { table in
      table.storedColumns.map { column in
        "\(column.name): "
          + cells(table.id.name, column.name).map { $0 ?? "∅" }
          .joined(separator: "|")
      }
    }
  }

  /// Records an issue for every foreign key, unique key and NOT NULL that does not hold.
  func expectIntegrity(sourceLocation: SourceLocation = #_sourceLocation) {
    for table in metadata.tables {
      let name = table.id.name
      for column in table.storedColumns where !column.isNullable {
        #expect(
          !cells(name, column.name).contains(nil),
          "null in \(name).\(column.name)",
          sourceLocation: sourceLocation
        )
      }
      for key in table.allKeys where key.predicate == nil {
        let values = keys(name, key.columns).compactMap(\.self)
        #expect(
          Set(values).count == values.count,
          "\(key.name) is not unique",
          sourceLocation: sourceLocation
        )
      }
      for key in table.foreignKeys {
        let parents = Set(keys(key.parent.name, key.parentColumns).compactMap(\.self))
        let children = Set(keys(name, key.childColumns).compactMap(\.self))
        #expect(
          children.isSubset(of: parents),
          "\(key.name) refers to nothing",
          sourceLocation: sourceLocation
        )
      }
    }
  }
}

/// Share of the elements that satisfy a condition.
func share<Element>(_ elements: [Element], _ holds: (Element) -> Bool) -> Double {
  Double(elements.reduce(0) { $0 + (holds($1) ? 1 : 0) }) / Double(max(1, elements.count))
}
