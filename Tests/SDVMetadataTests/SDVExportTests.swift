import Metadata
import SDVMetadata
import Testing

@Suite struct SDVExportTests {
  private static func column(
    _ name: String,
    _ sdtype: SDType,
    _ type: String = "int4",
    form: ColumnType.Form = .base,
    isNullable: Bool = false
  ) -> Column {
    Column(
      name: name,
      position: 1,
      type: ColumnType(declaration: type, baseName: type, form: form),
      isNullable: isNullable,
      sdtype: sdtype
    )
  }

  private static func id(_ name: String, schema: String = "shop") -> TableID {
    TableID(schema: schema, name: name)
  }

  private static func key(
    _ child: String,
    _ columns: [String],
    _ parent: String,
    _ others: [String]
  ) -> ForeignKey {
    ForeignKey(
      name: "\(child)_\(columns.joined())",
      child: id(child),
      childColumns: columns,
      parent: id(parent),
      parentColumns: others
    )
  }

  /// A circle of cities and countries, employees with bosses, orders by a code, lines of a composite key, and two tables
  /// of one name.
  private static let database = DatabaseMetadata(tables: [
    Table(
      id: id("country"),
      columns: [
        column("code", .categorical, "bpchar"), column("capital", .id, isNullable: true),
        column("name", .pii("country"), "text"),
      ],
      primaryKey: UniqueKey(name: "p", columns: ["code"], isPrimary: true),
      uniqueKeys: [UniqueKey(name: "u", columns: ["name"])],
      foreignKeys: [key("country", ["capital"], "city", ["id"])]
    ),
    Table(
      id: id("city"),
      columns: [column("id", .id), column("country", .categorical, "bpchar")],
      primaryKey: UniqueKey(name: "p", columns: ["id"], isPrimary: true),
      foreignKeys: [key("city", ["country"], "country", ["code"])]
    ),
    Table(
      id: id("employee"),
      columns: [
        column("id", .id, "uuid"), column("boss", .id, "uuid", isNullable: true),
        column("badge", .id), column("worked", .numerical, "interval"),
        column("born", .datetime, "date"), column("pay", .numerical, "int8"),
        column(
          "grade",
          .categorical,
          "grade",
          form: .enumeration(labels: ["junior", "senior"])
        ),
      ],
      primaryKey: UniqueKey(name: "p", columns: ["id"], isPrimary: true),
      uniqueKeys: [UniqueKey(name: "u", columns: ["badge"])],
      foreignKeys: [key("employee", ["boss"], "employee", ["id"])]
    ),
    Table(
      id: id("line"),
      columns: [column("badge", .id), column("a", .id), column("b", .datetime, "date")],
      foreignKeys: [
        key("line", ["badge"], "employee", ["badge"]),
        key("line", ["a", "b"], "slot", ["a", "b"]),
      ]
    ),
    Table(
      id: id("slot"),
      columns: [column("a", .id), column("b", .datetime, "date")],
      primaryKey: UniqueKey(name: "p", columns: ["a", "b"], isPrimary: true)
    ),
    Table(id: id("slot", schema: "old"), columns: [column("a", .numerical)]),
  ])

  private let export = SDVExport(database)

  @Test func whatIsExportedIsValid() throws {
    #expect(export.metadata.problems == [])
    #expect(try SDVMetadata(reading: export.metadata.json).problems == [])
  }

  @Test func columnsKeepWhatV1HasWordsFor() throws {
    let employee = try #require(export.metadata["employee"])
    #expect(employee["pay"]?["computer_representation"] == .string("Int64"))
    #expect(employee["born"]?["datetime_format"] == .string("%Y-%m-%d"))
    #expect(employee["grade"]?["order"] == .array([.string("junior"), .string("senior")]))
    #expect(employee["worked"]?.sdtype == "unknown")
    #expect(employee["id"]?["regex_format"] != nil)
    #expect(employee.alternateKeys == ["badge"])
    #expect(export.metadata["country"]?["name"]?.sdtype == "country")
  }

  @Test func keysAreIdentifiersOnBothSides() throws {
    let slot = try #require(export.metadata["shop.slot"])
    #expect(slot.primaryKey == ["a", "b"] && slot["b"]?.sdtype == "id")
    #expect(export.metadata["line"]?["b"]?.sdtype == "id")
    #expect(export.metadata["city"]?["country"]?.sdtype == "id")
    #expect(export.metadata["old.slot"]?["a"]?.sdtype == "numerical")
  }

  @Test func referencesWithoutAWordAreNamed() {
    #expect(
      Set(export.warnings) == [
        "shop.employee (boss) → shop.employee: SDV has no tables that refer to themselves",
        "shop.line (badge) → shop.employee: SDV has no references to anything but the primary key",
        "shop.country (capital) → shop.city: SDV has no tables that refer to each other in a circle",
      ]
    )
    // Of a circle the key that may be empty is left out.
    #expect(export.warnings.contains { $0.hasPrefix("shop.country (capital)") })
    #expect(Set(export.metadata.relationships.map(\.child)) == ["city", "line"])
    #expect(!export.metadata.json.contains("x_pgsynth"))
    let whole = SDVExport(Self.database, withExtras: true).metadata
    #expect(whole.json.contains("\"x_pgsynth\"") && whole.json.contains("\"capital\""))
  }

  @Test func aFileAsExportedChangesNothing() throws {
    for withExtras in [false, true] {
      let exported = SDVExport(Self.database, withExtras: withExtras).metadata
      let file = try SDVMetadata(reading: exported.json)
      #expect(try file.edits(of: Self.database, isPart: false) == SDVMetadata.Edits())
    }
  }

  @Test func editsAreFound() throws {
    var file = export.metadata
    func change(_ table: String, _ column: String, _ sdtype: String) throws {
      let place = try #require(file.tables.firstIndex { $0.name == table })
      let index = try #require(file.tables[place].columns.firstIndex { $0.name == column })
      file.tables[place].columns[index].sdtype = sdtype
    }
    try change("employee", "pay", "categorical")
    try change("old.slot", "a", "phone_number")
    file.relationships.append(
      SDVRelationship(parent: "city", parentKey: ["id"], child: "old.slot", childKey: ["a"])
    )
    let edits = try file.edits(of: Self.database, isPart: false)
    #expect(
      edits.sdtypes == [
        ColumnID(table: Self.id("employee"), name: "pay"): .categorical,
        ColumnID(table: Self.id("slot", schema: "old"), name: "a"): .pii("phone_number"),
      ]
    )
    #expect(edits.relationships.map(\.child) == [Self.id("slot", schema: "old")])
    #expect(edits.relationships.map(\.parent) == [Self.id("city")])
  }

  @Test func whatIsNotThereIsNamed() throws {
    let file = SDVMetadata(tables: [
      SDVTable(name: "nothing", columns: []), SDVTable(name: "slot", columns: []),
      SDVTable(
        name: "city",
        columns: [
          SDVColumn(name: "mayor", sdtype: "name"), SDVColumn(name: "id", sdtype: "datetime"),
        ]
      ),
    ])
    let error = #expect(throws: SDVMetadataError.self) {
      _ = try file.edits(of: Self.database, isPart: false)
    }
    #expect(
      error?.problems == [
        "nothing: there is no such table",
        "slot: in several schemas; write old.slot or shop.slot",
        "city.mayor: shop.city has no such column", "city.id: int4 is not datetime",
      ]
    )
    let part = SDVMetadata(tables: [SDVTable(name: "nothing", columns: [])])
    #expect(try part.edits(of: Self.database, isPart: true) == SDVMetadata.Edits())
  }
}
