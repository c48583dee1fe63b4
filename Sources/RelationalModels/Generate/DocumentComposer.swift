import ColumnTransforms
import Metadata
import TableData

/// Puts the documents of a table's generated blocks together again.
struct DocumentComposer {
  private let documents: [DocumentColumn]
  private let salt: UInt64
  private var firstRow = 0

  init(_ generator: TableGenerator) {
    documents = generator.model.documents
    var random = generator.generator("documents")
    salt = random.next()
  }

  /// A block, which must follow the one before, with documents instead of their parts.
  mutating func composed(_ block: TableRows) -> TableRows {
    defer { firstRow += block.rowCount }
    guard !documents.isEmpty else { return block }
    let parts = Set(documents.flatMap { $0.parts.map(\.name) })
    let places = block.columnNames.indices.filter { !parts.contains(block.columnNames[$0]) }
    return TableRows(
      table: block.table,
      columnNames: places.map { block.columnNames[$0] } + documents.map(\.column.name),
      columns: places.map { block.columns[$0] }
        + documents.map { document in
          document.compose(
            document.parts.compactMap { block[$0.name] },
            rowCount: block.rowCount,
            firstRow: firstRow,
            salt: salt
          )
        },
      rowCount: block.rowCount
    )
  }
}
