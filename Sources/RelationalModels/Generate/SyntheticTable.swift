import Metadata
import Statistics
import TableData

/// What is kept of a generated table for the tables that come after it.
struct SyntheticTable {
  var rowCount = 0
  /// Features that later tables see.
  var store = FeatureStore()
  /// Values of columns that others refer to, by name.
  var retained: [String: RetainedColumn] = [:]
  /// Chosen parent rows of every key.
  var parents: [[Int32]] = []
  /// The key whose parents the rows are grouped by; nil for none.
  var contextKey: Int?
  /// What the rows of child tables came to, by column.
  var aggregates: [String: [AggregateCollector.Value]] = [:]
  /// Why there are fewer rows than planned.
  var shortfall: String?
}

extension SyntheticTable {
  /// Takes the values of a column from the rows of a child table.
  mutating func take(_ collector: AggregateCollector) {
    let name = collector.aggregate.column.name
    let values = collector.values
    aggregates[name] = values
    if let drawn = retained[name] { retained[name] = drawn.replaced(by: values) }
  }

  /// Finished rows of which later tables see nothing but keys.
  init(
    _ rows: TableRows,
    retaining retained: Set<ColumnID>,
    keyCount: Int,
    shortfall: String?
  ) {
    self.shortfall = shortfall
    rowCount = rows.rowCount
    parents = [[Int32]](repeating: [Int32](repeating: -1, count: rows.rowCount), count: keyCount)
    for column in retained where column.table == rows.table {
      if let values = rows[column.name] { self.retained[column.name] = RetainedColumn(values) }
    }
  }
}

/// Generated values of one column that other tables need: keys, and bases of derived values.
struct RetainedColumn {
  private let form: StorageForm
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var texts: [String] = []
  private var nulls: [Bool] = []

  init(kind: ValueKind) { form = StorageForm(kind) }

  private init(form: StorageForm) { self.form = form }

  /// The column with the values that the rows of a child table give.
  func replaced(by values: [AggregateCollector.Value]) -> RetainedColumn {
    var column = RetainedColumn(form: form)
    for (row, value) in values.enumerated() {
      column.append(value.cell(drawn: self[row], isIntegral: form == .integers), labels: [])
    }
    return column
  }

  var count: Int { nulls.count }

  /// All values of a kept column.
  init(_ values: ColumnValues) {
    nulls = values.isNull
    switch values.storage {
    case .integers(let numbers):
      form = .integers
      integers = numbers
    case .reals(let numbers):
      form = .reals
      reals = numbers
    case .text(let codes, let dictionary):
      form = .text
      texts = codes.map { dictionary.isEmpty ? "" : dictionary[Int($0)] }
    }
  }

  mutating func append(_ cell: OutputCell, labels: [String]) {
    var isNull = false
    if case .null = cell { isNull = true }
    nulls.append(isNull)
    switch form {
    case .integers:
      switch cell {
      case .integer(let value): integers.append(value)
      case .real(let value): integers.append(OutputColumn.integer(value))
      default: integers.append(0)
      }
    case .reals:
      switch cell {
      case .integer(let value): reals.append(Double(value))
      case .real(let value): reals.append(value)
      default: reals.append(0)
      }
    case .text:
      switch cell {
      case .label(let label): texts.append(labels[Int(label)])
      case .text(let text): texts.append(text)
      default: texts.append("")
      }
    }
  }

  subscript(row: Int) -> OutputCell {
    if nulls[row] { return .null }
    switch form {
    case .integers: return .integer(integers[row])
    case .reals: return .real(reals[row])
    case .text: return .text(texts[row])
    }
  }

  /// The value as the model sees it, or nil for null and texts.
  func number(_ row: Int) -> Double? {
    if nulls[row] { return nil }
    switch form {
    case .integers:
      let value = integers[row]
      return value == .max ? .infinity : value == .min ? -.infinity : Double(value)
    case .reals: return reals[row]
    case .text: return nil
    }
  }

  /// The hash of a row with this column alone, as ``RowHasher/hash(row:)`` computes it.
  func rowHash(_ row: Int) -> UInt64? { hash(row).map { RowHasher.combine(0, $0) } }

  /// The hash of a value as ``RowHasher`` computes it, or nil for null.
  func hash(_ row: Int) -> UInt64? {
    if nulls[row] { return nil }
    switch form {
    case .integers: return RowHasher.hash(integers[row])
    case .reals: return RowHasher.hash(reals[row])
    case .text: return CounterGenerator.hash(texts[row])
    }
  }
}
