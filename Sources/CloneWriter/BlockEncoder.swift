import Metadata
import TableData

/// Turns blocks of columns into the rows of a COPY stream.
///
/// Works column by column: each column's cells are encoded first, then the cells are laid out row by row,
/// so that no decision is taken for each value.
struct BlockEncoder: Sendable {
  struct TargetColumn: Sendable {
    var name: String
    var type: ColumnType
    /// Where the blocks have the column.
    var position: Int
  }

  /// Encoded at a time; bounds the memory whatever the size of the blocks.
  static let rowsAtOnce = 8192

  let table: TableID
  let columns: [TargetColumn]
  let columnNames: [String]
  let format: Format

  /// What COPY reads.
  enum Format: Sendable {
    case binary
    case text
    case csv
  }

  /// - `format`: nil for binary, or text where a column has no binary form here.
  init(_ table: Table, columnNames: [String], format: Format? = nil) throws(CloneWriterError) {
    self.table = table.id
    self.columnNames = columnNames
    var columns: [TargetColumn] = []
    for (position, name) in columnNames.enumerated() {
      guard let column = table.column(name) else {
        throw CloneWriterError(.valuesUnfit, "table \(table.id) has no column \(name)")
      }
      guard !column.isGenerated else { continue }
      columns.append(TargetColumn(name: name, type: column.type, position: position))
    }
    self.columns = columns
    self.format =
      format ?? (columns.allSatisfy { BinaryForm($0.type) != nil } ? .binary : .text)
  }

  var isBinary: Bool { format == .binary }

  /// What the stream starts with.
  var beginning: [UInt8] {
    // `PGCOPY\n\377\r\n\0`, no flags, no extension.
    isBinary ? [80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 0] : []
  }

  /// What the stream ends with.
  var ending: [UInt8] { isBinary ? [255, 255] : [] }

  func encode(_ block: TableRows, rows: Range<Int>) throws(CloneWriterError) -> [UInt8] {
    guard block.columnNames == columnNames else {
      throw CloneWriterError(.valuesUnfit, "the blocks of table \(table) have different columns")
    }
    var cells: [EncodedColumn] = []
    cells.reserveCapacity(columns.count)
    for column in columns {
      let values = block.columns[column.position]
      let encoded =
        isBinary
        ? BinaryForm(column.type)?.encode(values, rows: rows)
        : TextForm(column.type, isQuoted: format == .csv).encode(values, rows: rows)
      guard let encoded else {
        throw CloneWriterError(
          .valuesUnfit,
          "a value for \(table).\(column.name) does not fit type \(column.type.declaration)"
        )
      }
      cells.append(encoded)
    }
    switch format {
    case .binary: return RowLayout.binary(cells, rowCount: rows.count)
    case .text:
      return RowLayout.text(cells, rowCount: rows.count, separator: "\t", null: Array("\\N".utf8))
    case .csv: return RowLayout.text(cells, rowCount: rows.count, separator: ",", null: [])
    }
  }
}

/// Rows as COPY takes them.
package struct EncodedBlock: Sendable {
  let encoder: BlockEncoder
  let rowCount: Int
  let chunks: [[UInt8]]
}

/// The encoded cells of one column of some rows.
struct EncodedColumn {
  enum Layout {
    /// Every cell takes so many bytes.
    case fixed(Int)
    /// Where each row's cell ends; it starts where the one before ends.
    case rows(ends: [Int])
    /// The code of each row, and where the cell of each code lies.
    case codes([Int32], starts: [Int], ends: [Int])
  }

  var bytes: [UInt8]
  var layout: Layout
  var isNull: ArraySlice<Bool>

  /// Calls back with each row and the place of its cell, or nil for NULL.
  @inline(__always)
  func forEachCell(_ body: (_ row: Int, _ start: Int, _ count: Int) -> Void) {
    isNull.withUnsafeBufferPointer { nulls in
      switch layout {
      case .fixed(let width):
        for row in nulls.indices { body(row, row * width, nulls[row] ? -1 : width) }
      case .rows(let ends):
        var start = 0
        for row in nulls.indices {
          body(row, start, nulls[row] ? -1 : ends[row] - start)
          start = ends[row]
        }
      case .codes(let codes, let starts, let ends):
        for row in nulls.indices {
          guard !nulls[row] else {
            body(row, 0, -1)
            continue
          }
          let code = Int(codes[row])
          body(row, starts[code], ends[code] - starts[code])
        }
      }
    }
  }
}

/// Puts cells side by side into rows.
enum RowLayout {
  static func binary(_ columns: [EncodedColumn], rowCount: Int) -> [UInt8] {
    lay(columns, rowCount: rowCount, rowHead: 2, cellHead: 4, nullBytes: 0) {
      target,
      starts,
      cursors in
      let count = UInt16(columns.count)
      for row in starts.indices {
        target[starts[row]] = UInt8(count >> 8)
        target[starts[row] + 1] = UInt8(truncatingIfNeeded: count)
        cursors[row] = starts[row] + 2
      }
      for column in columns {
        column.bytes.withUnsafeBytes { source in
          column.forEachCell { row, start, count in
            let cursor = cursors[row]
            target.storeBytes(
              of: Int32(truncatingIfNeeded: count).bigEndian,
              toByteOffset: cursor,
              as: Int32.self
            )
            guard count > 0 else {
              cursors[row] = cursor + 4
              return
            }
            copy(source, start, count, target, cursor + 4)
            cursors[row] = cursor + 4 + count
          }
        }
      }
    }
  }

  static func text(
    _ columns: [EncodedColumn],
    rowCount: Int,
    separator: Unicode.Scalar,
    null: [UInt8]
  ) -> [UInt8] {
    // Each cell is followed by a separator, or by the end of the line.
    lay(columns, rowCount: rowCount, rowHead: 0, cellHead: 1, nullBytes: null.count) {
      target,
      starts,
      cursors in
      for row in starts.indices { cursors[row] = starts[row] }
      for (index, column) in columns.enumerated() {
        let separator = UInt8(ascii: index == columns.count - 1 ? "\n" : separator)
        column.bytes.withUnsafeBytes { source in
          column.forEachCell { row, start, count in
            var cursor = cursors[row]
            if count < 0 {
              for byte in null {
                target[cursor] = byte
                cursor += 1
              }
            } else {
              copy(source, start, count, target, cursor)
              cursor += count
            }
            target[cursor] = separator
            cursors[row] = cursor + 1
          }
        }
      }
    }
  }

  @inline(__always)
  private static func copy(
    _ source: UnsafeRawBufferPointer,
    _ start: Int,
    _ count: Int,
    _ target: UnsafeMutableRawBufferPointer,
    _ offset: Int
  ) {
    guard count > 0, let from = source.baseAddress, let to = target.baseAddress else { return }
    (to + offset).copyMemory(from: from + start, byteCount: count)
  }

  /// Measures the rows, makes room, and lets `write` fill it.
  private static func lay(
    _ columns: [EncodedColumn],
    rowCount: Int,
    rowHead: Int,
    cellHead: Int,
    nullBytes: Int,
    _ write: (UnsafeMutableRawBufferPointer, [Int], inout [Int]) -> Void
  ) -> [UInt8] {
    var starts = [Int](repeating: rowHead + columns.count * cellHead, count: rowCount)
    starts.withUnsafeMutableBufferPointer { sizes in
      for column in columns {
        column.forEachCell { row, _, count in sizes[row] += count < 0 ? nullBytes : count }
      }
    }
    var total = 0
    for row in starts.indices {
      let size = starts[row]
      starts[row] = total
      total += size
    }
    return [UInt8](unsafeUninitializedCapacity: total) { buffer, count in
      var cursors = starts
      write(UnsafeMutableRawBufferPointer(buffer), starts, &cursors)
      count = total
    }
  }
}
