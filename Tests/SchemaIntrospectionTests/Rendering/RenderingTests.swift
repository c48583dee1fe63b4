import Foundation
import Metadata
import Testing

@testable import SchemaIntrospection

@Suite struct RenderingTests {
  private let metadata: DatabaseMetadata = {
    let parent = TableID(schema: "s", name: #"a "b" <c>"#)
    let child = TableID(schema: "s", name: "child")
    func column(
      _ name: String,
      _ position: Int,
      _ type: String,
      nullable: Bool = false,
      sdtype: SDType
    ) -> Column {
      Column(
        name: name,
        position: position,
        type: ColumnType(declaration: type, baseName: type),
        isNullable: nullable,
        sdtype: sdtype
      )
    }
    return DatabaseMetadata(
      tables: [
        Table(
          id: parent,
          columns: [column("größe #1", 1, "int4", sdtype: .id)],
          primaryKey: UniqueKey(name: "pk", columns: ["größe #1"], isPrimary: true),
          rowCount: 12345
        ),
        Table(
          id: child,
          columns: [
            column("parent_id", 1, "int4", nullable: true, sdtype: .id),
            column("mail", 2, "text", sdtype: .pii("email")),
          ],
          uniqueKeys: [UniqueKey(name: "u", columns: ["mail"], predicate: "(mail <> ''::text)")],
          foreignKeys: [
            ForeignKey(
              name: "fk",
              child: child,
              childColumns: ["parent_id"],
              parent: parent,
              parentColumns: ["größe #1"]
            )
          ],
          checks: [CheckConstraint(name: "c", expression: "(mail > 'a')", columns: ["mail"])],
          estimatedRowCount: 1
        ),
        Table(id: TableID(schema: "t", name: "new\nline"), columns: []),
      ],
      omissions: [.init(kind: "foreign table", name: "s.f", reason: "far away")]
    )
  }()

  @Test func text() {
    #expect(
      MetadataText.render(metadata) == #"""
        s.a "b" <c>, 12,345 rows
          größe #1  int4  id  PK, not null
          primary key (größe #1)

        s.child, about 1 row
          parent_id  int4  id     FK
          mail       text  email  not null
          unique u (mail), where (mail <> ''::text)
          foreign key (parent_id) → s.a "b" <c> (größe #1)
          check c: (mail > 'a')

        t.new\nline
          (no columns)

        3 tables, 1 relationship
        Generation order, parents first:
          1. s.a "b" <c>
          2. s.child
          3. t.new\nline
        Left out:
          foreign table s.f: far away

        """#
    )
  }

  @Test func mermaid() {
    #expect(
      MermaidDiagram.render(metadata) == #"""
        erDiagram
          t1["s.a #quot;b#quot; #lt;c#gt;"] {
            int4 gr__e__1 PK "größe #35;1"
          }
          t2["s.child"] {
            int4 parent_id FK
            text mail
          }
          t3["t.new line"] {
          }
          t1 |o--o{ t2 : "parent_id"

        """#
    )
  }

  @Test func dot() {
    let dot = DotDiagram.render(metadata)
    #expect(dot.contains(#""s.child" -> "s.a \"b\" <c>" [label="parent_id", style=dashed];"#))
    #expect(dot.contains("<B>s.a &quot;b&quot; &lt;c&gt;</B>"))
    #expect(dot.contains(#""t.new line" [label="#))
  }

  @Test func json() throws {
    let text = try MetadataJSON.render(metadata)
    let document = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
    )
    #expect(document.keys.sorted() == ["generation_order", "omissions", "relationships", "tables"])
    let tables = try #require(document["tables"] as? [[String: Any]])
    #expect(tables.map { $0["name"] as? String } == [#"a "b" <c>"#, "child", "new\nline"])
    #expect(tables[0]["row_count"] as? Int == 12345)
    let columns = try #require(tables[1]["columns"] as? [[String: Any]])
    #expect(columns[1]["sdtype"] as? String == "email")
    #expect(columns[1]["nullable"] as? Bool == false)
    #expect(try MetadataJSON.render(metadata) == text)
  }
}
