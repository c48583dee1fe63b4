import Metadata
import Testing

@Suite struct RelationshipGraphTests {
  private func graph(_ tables: String, _ keys: (String, String)...) -> [String] {
    func id(_ name: some StringProtocol) -> TableID { TableID(schema: "s", name: String(name)) }
    let relationships = keys.map { child, parent in
      ForeignKey(
        name: "\(child)_\(parent)",
        child: id(child),
        childColumns: ["x"],
        parent: id(parent),
        parentColumns: ["id"]
      )
    }
    return RelationshipGraph(tables: tables.map { id(String($0)) }, relationships: relationships)
      .components.map { $0.map(\.name).joined() }
  }

  @Test func parentsComeBeforeChildren() {
    #expect(graph("abc", ("a", "b"), ("b", "c")) == ["c", "b", "a"])
    #expect(graph("abcd", ("d", "b"), ("d", "c"), ("b", "a"), ("c", "a")) == ["a", "b", "c", "d"])
  }

  @Test func tablesWithoutKeysKeepTheirOrder() {
    #expect(graph("abc") == ["a", "b", "c"])
    #expect(graph("") == [])
  }

  @Test func cyclesAreGroupsAndSelfReferencesAreNot() {
    #expect(graph("abcd", ("a", "b"), ("b", "a"), ("c", "a"), ("a", "d")) == ["d", "ab", "c"])
    #expect(graph("a", ("a", "a")) == ["a"])
    #expect(graph("abc", ("a", "b"), ("b", "c"), ("c", "a")) == ["abc"])
  }

  @Test func parallelKeysAndUnknownTablesDoNoHarm() {
    #expect(graph("ab", ("a", "b"), ("a", "b"), ("a", "z"), ("z", "b")) == ["b", "a"])
  }

  @Test func longChainsNeedNoRecursion() {
    let ids = (0..<20_000).map { TableID(schema: "s", name: "t\($0)") }
    let keys = (1..<ids.count).map {
      ForeignKey(
        name: "k",
        child: ids[$0 - 1],
        childColumns: ["x"],
        parent: ids[$0],
        parentColumns: ["id"]
      )
    }
    let components = RelationshipGraph(tables: ids, relationships: keys).components
    #expect(components.map { $0[0] } == ids.reversed())
  }

  @Test func relationshipsNeedBothTables() {
    let a = TableID(schema: "s", name: "a")
    let b = TableID(schema: "s", name: "b")
    let key = ForeignKey(
      name: "k",
      child: a,
      childColumns: ["x"],
      parent: b,
      parentColumns: ["id"]
    )
    let child = Table(id: a, columns: [], foreignKeys: [key])
    #expect(DatabaseMetadata(tables: [child]).relationships.isEmpty)
    let both = DatabaseMetadata(tables: [child, Table(id: b, columns: [])])
    #expect(both.relationships == [key])
    #expect(both.children(of: b) == [key])
    #expect(RelationshipGraph(both).cycles.isEmpty)
  }
}
