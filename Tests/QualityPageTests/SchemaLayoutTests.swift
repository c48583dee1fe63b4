import Metadata
@testable import QualityPage
import Testing

@Suite struct SchemaLayoutTests {
  private func table(_ name: String) -> TableID { TableID(schema: "s", name: name) }

  private func key(_ child: String, _ parent: String) -> ForeignKey {
    ForeignKey(
      name: "\(child)_\(parent)",
      child: table(child),
      childColumns: ["x"],
      parent: table(parent),
      parentColumns: ["id"]
    )
  }

  private func layout(_ tables: String, _ keys: [(String, String)]) -> SchemaLayout {
    SchemaLayout(
      tables: tables.map { table("\($0)") },
      relationships: keys.map { key($0.0, $0.1) }
    )
  }

  @Test func parentsAreToTheLeft() {
    let layout = layout("abcd", [("b", "a"), ("c", "b"), ("d", "b")])
    #expect(layout.columns.count == 3)
    #expect(layout.columns[0] == [.table(table("a"))])
    #expect(layout.columns[1] == [.table(table("b"))])
    #expect(Set(layout.columns[2]) == [.table(table("c")), .table(table("d"))])
  }

  @Test func arrowsOverSeveralLayersHaveAPlaceInEach() {
    let layout = layout("abc", [("b", "a"), ("c", "b"), ("c", "a")])
    let way = SchemaLayout.Node.way(to: table("a"), column: 1)
    #expect(layout.columns[1].contains(way))
    #expect(
      layout.stops(from: table("c"), to: table("a")) == [
        .table(table("c")), way, .table(table("a")),
      ]
    )
  }

  @Test func cyclesShareAColumnAndLoneTablesStandApart() {
    let layout = layout("abx", [("a", "b"), ("b", "a"), ("x", "x")])
    #expect(layout.columns.count == 1 && layout.columns[0].count == 2)
    #expect(layout.lone == [table("x")])
    #expect(layout.stops(from: table("a"), to: table("b")).count == 2)
  }

  @Test func manyChildrenTakeSeveralColumns() {
    let names = (0..<30).map { "c\($0)" }
    let layout = SchemaLayout(
      tables: [table("p")] + names.map(table),
      relationships: names.map { key($0, "p") }
    )
    #expect(layout.columns.count == 4)
    #expect(layout.columns.allSatisfy { $0.count <= 13 })
  }
}
