import Metadata
import TableData

/// A column with its values, as tests write it down.
struct SampleColumn {
  var column: Column
  var values: ColumnValues

  static func integers(_ name: String, _ values: [Int64?], type: String = "int4") -> SampleColumn {
    SampleColumn(
      column: sampleColumn(name, type, sdtype: .numerical),
      values: ColumnValues(
        storage: .integers(values.map { $0 ?? 0 }),
        isNull: values.map { $0 == nil }
      )
    )
  }

  static func reals(_ name: String, _ values: [Double?]) -> SampleColumn {
    SampleColumn(
      column: sampleColumn(name, "float8", sdtype: .numerical),
      values: ColumnValues(
        storage: .reals(values.map { $0 ?? 0 }),
        isNull: values.map { $0 == nil }
      )
    )
  }

  static func texts(_ name: String, _ values: [String?]) -> SampleColumn {
    let dictionary = Array(Set(values.compactMap(\.self))).sorted()
    let positions = Dictionary(
      uniqueKeysWithValues: dictionary.enumerated().map { ($1, Int32($0)) }
    )
    return SampleColumn(
      column: sampleColumn(name, "text", sdtype: .categorical),
      values: ColumnValues(
        storage: .text(
          codes: values.map { $0.flatMap { positions[$0] } ?? 0 },
          dictionary: dictionary
        ),
        isNull: values.map { $0 == nil }
      )
    )
  }
}

private func sampleColumn(_ name: String, _ type: String, sdtype: SDType) -> Column {
  Column(
    name: name,
    position: 1,
    type: ColumnType(declaration: type, baseName: type),
    isNullable: true,
    sdtype: sdtype
  )
}

let sampleTable = TableID(schema: "public", name: "orders")

/// The table that has these columns.
func table(of columns: [SampleColumn]) -> Table {
  Table(id: sampleTable, columns: columns.map(\.column))
}

/// The rows of these columns.
func rows(of columns: [SampleColumn]) -> TableRows {
  TableRows(
    table: sampleTable,
    columnNames: columns.map(\.column.name),
    columns: columns.map(\.values),
    rowCount: columns.first?.values.count ?? 0
  )
}

/// Repeatable numbers from 0 to 1 for tests.
struct SampleNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
