import Metadata
import Statistics
import TableData

@testable import RelationalModels

/// A column with its values, as tests write it down.
struct SampleColumn {
  var column: Column
  var values: ColumnValues

  static func integers(
    _ name: String,
    _ values: [Int64?],
    type: String = "int8",
    nullable: Bool? = nil
  ) -> SampleColumn {
    SampleColumn(
      column: column(name, type, isNullable: nullable ?? values.contains(nil)),
      values: ColumnValues(
        storage: .integers(values.map { $0 ?? 0 }),
        isNull: values.map { $0 == nil }
      )
    )
  }

  static func reals(
    _ name: String,
    _ values: [Double?],
    type: String = "numeric",
    scale: Int? = nil
  ) -> SampleColumn {
    var column = column(name, type, isNullable: values.contains(nil))
    column.type.scale = scale
    return SampleColumn(
      column: column,
      values: ColumnValues(
        storage: .reals(values.map { $0 ?? 0 }),
        isNull: values.map { $0 == nil }
      )
    )
  }

  static func texts(
    _ name: String,
    _ values: [String?],
    type: String = "text",
    length: Int? = nil
  ) -> SampleColumn {
    let dictionary = Array(Set(values.compactMap(\.self))).sorted()
    let positions = Dictionary(
      uniqueKeysWithValues: dictionary.enumerated().map { ($1, Int32($0)) }
    )
    var column = column(name, type, isNullable: values.contains(nil))
    column.type.length = length
    return SampleColumn(
      column: column,
      values: ColumnValues(
        storage: .text(
          codes: values.map { $0.flatMap { positions[$0] } ?? 0 },
          dictionary: dictionary
        ),
        isNull: values.map { $0 == nil }
      )
    )
  }

  /// The numbers from 1.
  static func serial(_ name: String, _ count: Int) -> SampleColumn {
    integers(name, (0..<count).map { Int64($0 + 1) })
  }

  private static func column(_ name: String, _ type: String, isNullable: Bool) -> Column {
    Column(
      name: name,
      position: 1,
      type: ColumnType(declaration: type, baseName: type),
      isNullable: isNullable
    )
  }
}

/// A table with its rows, as tests write it down.
struct SampleTable {
  var table: Table
  var rows: TableRows

  init(
    _ name: String,
    _ columns: [SampleColumn],
    primaryKey: [String] = ["id"],
    unique: [UniqueKey] = [],
    references: [(columns: [String], parent: String, parentColumns: [String])] = [],
    rowCount: Int? = nil
  ) {
    let id = tableID(name)
    let count = rowCount ?? columns.first?.values.count ?? 0
    var table = Table(
      id: id,
      columns: columns.enumerated().map { position, sample in
        var column = sample.column
        column.position = position + 1
        return column
      },
      uniqueKeys: unique,
      foreignKeys: references.map { reference in
        ForeignKey(
          name: "\(name)_\(reference.columns.joined(separator: "_"))_fkey",
          child: id,
          childColumns: reference.columns,
          parent: tableID(reference.parent),
          parentColumns: reference.parentColumns
        )
      },
      rowCount: count
    )
    if primaryKey.allSatisfy({ table.column($0) != nil }), !primaryKey.isEmpty {
      table.primaryKey = UniqueKey(name: "\(name)_pkey", columns: primaryKey, isPrimary: true)
    }
    self.table = table
    rows = TableRows(
      table: id,
      columnNames: columns.map(\.column.name),
      columns: columns.map(\.values),
      rowCount: count
    )
  }
}

func tableID(_ name: String) -> TableID { TableID(schema: "public", name: name) }

/// A foreign key of one column to the `id` of the parent.
func reference(
  _ column: String,
  _ parent: String
) -> (columns: [String], parent: String, parentColumns: [String]) {
  ([column], parent, ["id"])
}

/// Tables with rows, from which a plan, a model and a clone are made without a database.
struct SampleDatabase {
  var metadata: DatabaseMetadata
  var data: [TableID: TableRows]

  init(_ tables: SampleTable...) {
    metadata = DatabaseMetadata(tables: tables.map(\.table))
    data = Dictionary(uniqueKeysWithValues: tables.map { ($0.table.id, $0.rows) })
  }

  func plan(_ change: (inout PlanOptions) -> Void = { _ in }) -> GenerationPlan {
    var options = PlanOptions()
    // Without optimisation boosting takes seconds a table; its own tests ask for it.
    options.effort = .fast
    change(&options)
    return GenerationPlan.make(metadata: metadata, data: data, options: options)
  }

  func fit(
    jobs: Int = 1,
    seed: UInt64 = 1,
    rules: RuleChoices = RuleChoices(),
    _ change: (inout PlanOptions) -> Void = { _ in }
  ) throws -> FittedDatabase {
    try FittedDatabase.fit(
      plan(change),
      metadata: metadata,
      data: data,
      rules: rules,
      seed: seed,
      jobs: jobs,
      progress: { _ in }
    )
  }

  func clone(
    jobs: Int = 1,
    seed: UInt64 = 1,
    _ change: (inout PlanOptions) -> Void = { _ in }
  ) throws -> SampleClone {
    try SampleClone(fit(jobs: jobs, seed: seed, change), seed: seed, metadata: metadata)
  }

  /// The source itself, to compare a clone with.
  var source: SampleClone { SampleClone(metadata: metadata, blocks: data.mapValues { [$0] }) }
}
