import Metadata
import TableData

/// A value on its way to the clone.
enum OutputCell {
  case null
  case integer(Int64)
  case real(Double)
  /// Position in the column's fixed labels.
  case label(Int32)
  case text(String)
}

/// How a column's values are stored.
enum StorageForm {
  case integers
  case reals
  case text

  init(_ kind: ValueKind) {
    switch ColumnValues(emptyFor: kind).storage {
    case .integers: self = .integers
    case .reals: self = .reals
    case .text: self = .text
    }
  }
}

/// Collects cells of one column into ``ColumnValues``.
struct OutputColumn {
  private let form: StorageForm
  private let labels: [String]
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var codes: [Int32] = []
  private var texts: [String] = []
  private var nulls: [Bool] = []

  /// - `labels`: texts that ``OutputCell/label(_:)`` refers to.
  init(kind: ValueKind, labels: [String]) {
    form = StorageForm(kind)
    self.labels = labels
  }

  /// Makes room for a block, so that it does not move as it grows.
  private mutating func reserve() {
    nulls.reserveCapacity(OutputBlock.rowLimit)
    switch form {
    case .integers: integers.reserveCapacity(OutputBlock.rowLimit)
    case .reals: reals.reserveCapacity(OutputBlock.rowLimit)
    case .text: codes.reserveCapacity(OutputBlock.rowLimit)
    }
  }

  mutating func append(_ cell: OutputCell) {
    var isNull = false
    switch form {
    case .integers:
      switch cell {
      case .integer(let value): integers.append(value)
      case .real(let value): integers.append(Self.integer(value))
      case .null, .label, .text:
        integers.append(0)
        isNull = true
      }
    case .reals:
      switch cell {
      case .integer(let value): reals.append(Double(value))
      case .real(let value): reals.append(value)
      case .null, .label, .text:
        reals.append(0)
        isNull = true
      }
    case .text:
      switch cell {
      case .label(let label): codes.append(label)
      case .text(let text):
        codes.append(Int32(labels.count + texts.count))
        texts.append(text)
      case .null, .integer, .real:
        codes.append(0)
        isNull = true
      }
    }
    nulls.append(isNull)
  }

  /// Model numbers as stored integers; infinities are the ends of the range.
  static func integer(_ value: Double) -> Int64 {
    if value >= 0x1p63 { return .max }
    if value <= -0x1p63 { return .min }
    return Int64(value.rounded())
  }

  /// Takes what was collected.
  mutating func take() -> ColumnValues {
    defer {
      integers = []
      reals = []
      codes = []
      texts = []
      nulls = []
      reserve()
    }
    switch form {
    case .integers: return ColumnValues(storage: .integers(integers), isNull: nulls)
    case .reals: return ColumnValues(storage: .reals(reals), isNull: nulls)
    case .text:
      let dictionary = texts.isEmpty ? labels : labels + texts
      // Null rows point at entry 0, which must exist.
      return ColumnValues(
        storage: .text(codes: codes, dictionary: dictionary.isEmpty ? [""] : dictionary),
        isNull: nulls
      )
    }
  }
}

/// Collects the rows of one table into blocks.
struct OutputBlock {
  static let rowLimit = 8_192
  /// Bytes of text in a block, from which on it is full whatever its number of rows.
  private static let textLimit = 16 << 20

  let table: TableID
  let names: [String]
  private var columns: [OutputColumn]
  private(set) var rowCount = 0
  private var textBytes = 0

  init(table: TableID, columns: [Column], labels: [[String]]) {
    self.table = table
    names = columns.map(\.name)
    self.columns = zip(columns, labels).map {
      OutputColumn(kind: $0.type.valueKind, labels: $1)
    }
  }

  mutating func append(_ cells: [OutputCell]) {
    columns.withUnsafeMutableBufferPointer { columns in
      cells.withUnsafeBufferPointer { cells in
        for column in columns.indices {
          columns[column].append(cells[column])
          if case .text(let text) = cells[column] { textBytes += text.utf8.count }
        }
      }
    }
    rowCount += 1
  }

  var isFull: Bool { rowCount >= Self.rowLimit || textBytes >= Self.textLimit }

  mutating func take() -> TableRows {
    let values = columns.indices.map { columns[$0].take() }
    defer {
      rowCount = 0
      textBytes = 0
    }
    return TableRows(table: table, columnNames: names, columns: values, rowCount: rowCount)
  }
}
