import Metadata
import PostgresClient
import TestSupport
import Testing

@testable import SchemaIntrospection

@Suite struct SchemaIntrospectorTests {
  private func metadata(
    of database: ScratchDatabase,
    _ selection: TableSelection = TableSelection()
  ) throws -> DatabaseMetadata {
    try SchemaIntrospector(database.connection()).metadata(of: selection)
  }

  private func table(_ name: String, in metadata: DatabaseMetadata) throws -> Table {
    try #require(metadata[TableID(schema: "zoo", name: name)])
  }

  @Test func theZooIsDescribed() throws {
    try withScratchDatabase { database in
      try database.run(Zoo.schema)
      let metadata = try metadata(of: database)
      let names = metadata.tables.map(\.id.description)
      #expect(
        Set(names) == [
          "other.shop", "zoo.animal", "zoo.dog", "zoo.kinds", "zoo.nothing", "zoo.region",
          "zoo.sale", "zoo.shop", "zoo.\(Zoo.oddName)", "zoo.\(Zoo.longName)",
        ]
      )
      try checkTypes(try table("kinds", in: metadata))
      try checkColumns(try table("kinds", in: metadata))
      try checkKeys(metadata)
      try checkPartitions(try table("sale", in: metadata))

      #expect(try table("dog", in: metadata).inheritedFrom.map(\.name) == ["animal"])
      #expect(try table("dog", in: metadata).columns.map(\.name) == ["id", "name", "breed"])
      #expect(try table("nothing", in: metadata).columns.isEmpty)
      let odd = try table(Zoo.oddName, in: metadata)
      #expect(odd.columns.map(\.name) == [#"a "b"#, "ü ß", "camelCase", "x,{y}"])
      #expect(odd.primaryKey?.columns == ["x,{y}"])
      #expect(try table(Zoo.longName, in: metadata).foreignKeys.map(\.parent) == [odd.id])
    }
  }

  private func checkTypes(_ kinds: Table) throws {
    func type(_ name: String) throws -> ColumnType { try #require(kinds.column(name)).type }
    #expect(try type("a_numeric").declaration == "numeric(10,2)")
    #expect(try [type("a_numeric").precision, type("a_numeric").scale] == [10, 2])
    #expect(try type("a_numeric").valueKind == .decimal)
    #expect(try type("an_integral_numeric").valueKind == .integer)
    #expect(try type("a_free_numeric").precision == nil)
    #expect(
      try [type("a_varchar").length, type("a_char").length, type("a_bit").length] == [17, 5, 3]
    )
    #expect(
      try type("a_mood").form == .enumeration(labels: ["sad", "calm", "ok", #"happy, "very""#])
    )
    #expect(try type("some_moods").form == .array(element: "mood"))
    #expect(try type("some_varchars").form == .array(element: "varchar"))
    #expect(try type("some_varchars").length == 9)
    #expect(try type("a_point").form == .composite)
    #expect(try type("a_span").form == .range)
    #expect(try type("a_multirange").form == .multirange)
    #expect(try type("a_vector").form == .base)
    #expect(try type("some_tags").form == .array(element: "text"))
    let strictly = try type("a_strictly")
    #expect(strictly.declaration == "zoo.strictly")
    #expect(strictly.domains == ["strictly", "positive"])
    #expect(strictly.domainChecks == ["(VALUE > (0)::numeric)"])
    #expect(try type("a_point").parts.map(\.name) == ["x", "y", "z"])
    #expect(try type("some_moods").parts.first?.type.form == type("a_mood").form)
    #expect(try type("some_varchars").parts.first?.type.length == 9)
    #expect(try type("some_tags").parts.map(\.type.baseName) == ["text"])
    #expect(try type("a_span").parts.map(\.type.baseName) == ["float8"])
    #expect(try type("a_multirange").parts.map(\.type.baseName) == ["date"])
    #expect(strictly.baseName == "numeric")
    #expect([strictly.precision, strictly.scale] == [8, 3])
    #expect(try type("a_timestamp").declaration == "timestamp(0) without time zone")
  }

  private func checkColumns(_ kinds: Table) throws {
    func column(_ name: String) throws -> Column { try #require(kinds.column(name)) }
    #expect(kinds.comment == "every kind")
    #expect(kinds.column("a_time_with_zone") == nil)
    #expect(try column("a_text").comment == "a remark")
    #expect(try column("a_text").isNullable)
    #expect(try !column("a_smallint").isNullable)
    #expect(try !column("a_strictly").isNullable, "by its domain")
    #expect(try column("a_numeric").defaultExpression == "1.5")
    #expect(try column("doubled").isGenerated)
    #expect(try column("doubled").defaultExpression == nil)
    #expect(try column("doubled").generationExpression == "(a_numeric * (2)::numeric)")
    #expect(try column("identity_always").identity == .always)
    #expect(try column("identity_default").identity == .byDefault)
    #expect(
      kinds.columns.filter(\.isSequenceBacked).map(\.name)
        == ["id", "identity_always", "identity_default", "by_nextval"]
    )
    #expect(kinds.primaryKey?.columns == ["id"])
    #expect(kinds.estimatedRowCount == 2)
    #expect(try column("id").statistics?.distinctCount == 2)
    #expect(try column("a_text").statistics?.nullFraction == 1)
    #expect(kinds.checks.map(\.name) == ["loose", "ordered"])
    #expect(kinds.checks[0].isValidated == false)
    #expect(kinds.checks[1].columns == ["by_nextval", "a_smallint"])
    #expect(kinds.checks[1].expression == "(a_smallint < by_nextval)")
  }

  private func checkKeys(_ metadata: DatabaseMetadata) throws {
    let region = try table("region", in: metadata)
    #expect(region.primaryKey?.columns == ["code", "country"])
    let parent = try #require(region.foreignKeys.first)
    #expect(parent.isSelfReference && parent.isDeferrable && parent.isMatchFull)
    #expect(parent.childColumns == ["parent_code", "parent_country"])
    #expect(parent.parentColumns == ["code", "country"])
    #expect(parent.onDelete == .setNull)

    let shop = try table("shop", in: metadata)
    #expect(shop.uniqueKeys.map(\.name) == ["shop_email", "shop_pair"])
    #expect(shop.uniqueKeys[0].columns == ["email"])
    #expect(shop.uniqueKeys[0].hasExpressions)
    #expect(shop.uniqueKeys[0].predicate == "(closed_at IS NULL)")
    #expect(shop.uniqueKeys[1].columns == ["id", "region_label"], "without INCLUDE columns")
    let keys = shop.foreignKeys
    #expect(keys.map(\.name) == ["late", "shop_region_label_fkey"])
    #expect(keys.map(\.isValidated) == [false, true])
    #expect(keys[1].parentColumns == ["label"])
    #expect(keys[1].onDelete == .cascade)
    #expect(shop.column("region_label")?.sdtype == .id)
    #expect(shop.column("email")?.sdtype == .pii("email"))
  }

  private func checkPartitions(_ sale: Table) throws {
    #expect(sale.kind == .partitioned)
    #expect(sale.estimatedRowCount == 3)
    #expect(sale.foreignKeys.map(\.childColumns) == [["shop_id"]])
    #expect(sale.foreignKeys.map(\.child.name) == ["sale"])
    #expect(sale.uniqueKeys.map(\.columns) == [["n", "at", "shop_id"]])
    #expect(sale.column("n")?.statistics?.distinctCount == 3)
  }

  @Test func nullsNotDistinctIsSeenWhereItExists() throws {
    try withScratchDatabase { database in
      guard try database.connection().serverVersion >= 150_000 else { return }
      try database.run("CREATE TABLE t (a int UNIQUE NULLS NOT DISTINCT, b int UNIQUE)")
      let keys = try #require(try metadata(of: database).tables.first).uniqueKeys
      #expect(keys.map(\.nullsNotDistinct) == [true, false])
    }
  }

  @Test func rowsAreCountedWithoutChildrenButWithPartitions() throws {
    try withScratchDatabase { database in
      try database.run(Zoo.schema)
      let introspector = SchemaIntrospector(try database.connection())
      let metadata = try introspector.countingRows(of: introspector.metadata())
      #expect(try table("animal", in: metadata).rowCount == 1)
      #expect(try table("dog", in: metadata).rowCount == 1)
      #expect(try table("sale", in: metadata).rowCount == 3)
      #expect(try table("nothing", in: metadata).rowCount == 2)
    }
  }

  @Test func theNumberOfQueriesDoesNotDependOnTheNumberOfTables() throws {
    try withScratchDatabase { database in
      func queries() throws -> Int {
        var count = 0
        _ = try SchemaIntrospector(database.connection()) { _ in count += 1 }.metadata()
        return count
      }
      try database.run("CREATE TABLE t0 (id int PRIMARY KEY)")
      let few = try queries()
      let tables = (1...60).map {
        "CREATE TABLE t\($0) (id int PRIMARY KEY REFERENCES t\($0 - 1), x text CHECK (x <> ''));"
      }
      try database.run(tables.joined(separator: "\n"))
      #expect(try queries() == few)
      #expect(few == CatalogQuery.allCases.count)
    }
  }

  @Test func schemasAndTablesAreChosen() throws {
    try withScratchDatabase { database in
      try database.run(Zoo.schema)
      let other = try metadata(of: database, TableSelection(schemas: ["other"]))
      #expect(other.tables.map(\.id.description) == ["other.shop"])
      let some = try metadata(
        of: database,
        TableSelection(included: ["zoo.s*", "shop"], excluded: ["other.*"])
      )
      #expect(some.tables.map(\.id.description) == ["zoo.sale", "zoo.shop"])
      let shop = try table("shop", in: some)
      #expect(shop.foreignKeys.count == 2, "keys to tables that were left out are still known")
      #expect(some.relationships.map(\.child.name) == ["sale"], "but are no relationships")
    }
  }

  @Test func earlierClonesAreLeftOutUnlessMeant() throws {
    try withScratchDatabase { database in
      try database.run(
        """
        CREATE SCHEMA twin;
        CREATE TABLE twin.plain (id int);
        COMMENT ON SCHEMA twin IS 'Ours. Synthetic data made by pgsynth (1 objects, digest 0123)';
        CREATE SCHEMA scores;
        CREATE TABLE scores.runs (id int);
        COMMENT ON SCHEMA scores IS 'pgsynth: quality of the synthetic clones in this database. …';
        """
      )
      #expect(try metadata(of: database).tables.map(\.id.description) == ["twin.plain"])
      try database.run("CREATE TABLE public.plain (id int)")
      let source = try metadata(of: database)
      #expect(source.tables.map(\.id.description) == ["public.plain"])
      #expect(source.omissions.map(\.name) == ["twin"])
      let twin = try metadata(of: database, TableSelection(schemas: ["twin"]))
      #expect(twin.tables.map(\.id.description) == ["twin.plain"])
    }
  }

  @Test func whatCannotBeClonedIsListed() throws {
    try withScratchDatabase { database in
      try database.run(
        """
        CREATE TABLE plain (id int);
        CREATE FOREIGN DATA WRAPPER w;
        CREATE SERVER s FOREIGN DATA WRAPPER w;
        CREATE FOREIGN TABLE remote (id int) SERVER s;
        CREATE TEMP TABLE passing (id int);
        CREATE TABLE pgsynth_scratch_x (id int);
        CREATE SCHEMA parts;
        CREATE TABLE whole (id int) PARTITION BY LIST (id);
        CREATE TABLE parts.part PARTITION OF whole DEFAULT;
        """
      )
      let all = try metadata(of: database)
      #expect(all.tables.map(\.id.name) == ["plain", "whole"])
      #expect(all.omissions.map(\.name) == ["public.remote"])
      try database.run("CREATE TABLE parts.own (id int)")
      let parts = try metadata(of: database, TableSelection(schemas: ["parts"]))
      #expect(parts.tables.map(\.id.name) == ["own"])
      #expect(parts.omissions.map(\.reason) == ["it belongs to public.whole, which is not chosen"])
    }
  }
}
