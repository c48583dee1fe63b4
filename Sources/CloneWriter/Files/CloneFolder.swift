import Foundation
package import Metadata
package import SchemaDDL
package import TableData

/// Writes a clone as files: rows that COPY reads, and scripts that make the schema around them with psql.
///
/// The folder has its name once it is complete; `abandon` leaves none behind.
package final class CloneFolder {
  /// What rows are written as.
  package enum Format: String, Sendable, CaseIterable {
    /// Comma-separated values with a header, as RFC 4180 and COPY know them.
    case csv
    /// The text format of COPY.
    case copy

    var encoding: BlockEncoder.Format { self == .csv ? .csv : .text }

    var options: String { self == .csv ? "WITH (FORMAT csv, HEADER true)" : "" }
  }

  private let place: URL
  private let draft: URL
  private let format: Format
  private let scripts: CloneScripts
  private let tables: [TableID: Table]
  /// The file of each table, with its columns in the order of the file.
  private var files: [TableID: (name: String, columns: [String])] = [:]
  private var open: (table: TableID, encoder: BlockEncoder, file: FileHandle)?

  /// - `schemas`: names of schemas in the clone by those in the source.
  package init(
    path: String,
    format: Format,
    script: SchemaScript,
    metadata: DatabaseMetadata,
    schemas: [String: String]
  ) throws(CloneWriterError) {
    place = URL(fileURLWithPath: path)
    draft = place.deletingLastPathComponent()
      .appendingPathComponent(".\(place.lastPathComponent).\(UUID().uuidString)")
    self.format = format
    scripts = CloneScripts(script: script, schemas: schemas)
    tables = Dictionary(uniqueKeysWithValues: metadata.tables.map { ($0.id, $0) })
    let found = try? FileManager.default.contentsOfDirectory(atPath: place.path)
    guard found?.isEmpty ?? !FileManager.default.fileExists(atPath: place.path) else {
      throw CloneWriterError(
        .targetInUse,
        "\(path) is there already",
        hint: "Name another folder, or remove it"
      )
    }
    try Self.trying(path) {
      try FileManager.default.createDirectory(at: draft, withIntermediateDirectories: true)
    }
  }

  /// Appends a block; the blocks of a table may come in several pieces.
  package func write(_ table: TableID, _ block: TableRows) throws(CloneWriterError) {
    let (encoder, file) = try opened(table, block)
    for start in stride(from: 0, to: block.rowCount, by: BlockEncoder.rowsAtOnce) {
      let end = min(block.rowCount, start + BlockEncoder.rowsAtOnce)
      let bytes = try encoder.encode(block, rows: start..<end)
      try Self.trying(place.path) { try file.write(contentsOf: Data(bytes)) }
    }
  }

  private func opened(
    _ table: TableID,
    _ block: TableRows
  ) throws(CloneWriterError) -> (BlockEncoder, FileHandle) {
    if let open, open.table == table { return (open.encoder, open.file) }
    try close()
    guard let description = tables[table] else {
      throw CloneWriterError(.valuesUnfit, "table \(table) is not part of the clone")
    }
    let encoder = try BlockEncoder(
      description,
      columnNames: block.columnNames,
      format: format.encoding
    )
    let isNew = files[table] == nil
    let name = files[table]?.name ?? freeName(for: table)
    files[table] = (name, encoder.columns.map(\.name))
    let url = draft.appendingPathComponent(name)
    let file = try Self.trying(place.path) {
      if isNew {
        let header = format == .csv ? Self.header(encoder.columns.map(\.name)) : []
        try Data(header).write(to: url)
      }
      let file = try FileHandle(forWritingTo: url)
      try file.seekToEnd()
      return file
    }
    open = (table, encoder, file)
    return (encoder, file)
  }

  private static func header(_ names: [String]) -> [UInt8] {
    Array(
      names.map { "\"\($0.replacing("\"", with: "\"\""))\"" }.joined(separator: ",").utf8
    ) + [UInt8(ascii: "\n")]
  }

  private func close() throws(CloneWriterError) {
    guard let file = open?.file else { return }
    open = nil
    try Self.trying(place.path) { try file.close() }
  }

  /// A name that every file system and psql take.
  private func freeName(for table: TableID) -> String {
    let plain = scripts.name(of: table).description.map { character in
      character.isASCII && (character.isLetter || character.isNumber || "._-".contains(character))
        ? character : "_"
    }
    let taken = Set(files.values.map { $0.name.lowercased() })
    var name = String(plain) + ".\(format.rawValue)"
    var number = 2
    while taken.contains(name.lowercased()) {
      name = String(plain) + "-\(number).\(format.rawValue)"
      number += 1
    }
    return name
  }

  /// Writes the scripts and gives the folder its name.
  package func finish() throws(CloneWriterError) {
    try close()
    let rows = files.sorted { $0.value.name < $1.value.name }.map { table, file in
      scripts.copy(table, columns: file.columns, file: file.name, options: format.options)
    }
    let texts = [
      "schema.sql": scripts.definitions, "constraints.sql": scripts.constraints,
      "load.sql": scripts.load(rows),
    ]
    try Self.trying(place.path) {
      for (name, text) in texts {
        try Data(text.utf8).write(to: draft.appendingPathComponent(name))
      }
      // An empty folder may be replaced.
      try? FileManager.default.removeItem(at: place)
      try FileManager.default.moveItem(at: draft, to: place)
    }
  }

  /// Removes what was written.
  package func abandon() {
    try? open?.file.close()
    open = nil
    try? FileManager.default.removeItem(at: draft)
  }

  private static func trying<Result>(
    _ path: String,
    _ work: () throws -> Result
  ) throws(CloneWriterError) -> Result {
    do {
      return try work()
    } catch {
      throw CloneWriterError(
        .permissionDenied,
        "\(path) cannot be written",
        hint: "Check the folder above it, its permissions and the room on the disk"
      )
    }
  }
}
