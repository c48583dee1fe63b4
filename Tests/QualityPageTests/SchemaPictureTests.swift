import Foundation
import Metadata
import QualityPage
import Testing

#if canImport(FoundationXML)
  import FoundationXML
#endif

@Suite struct SchemaPictureTests {
  /// Counts the elements of a file that is well-formed.
  private final class Elements: NSObject, XMLParserDelegate {
    var counts: [String: Int] = [:]

    func parser(
      _ parser: XMLParser,
      didStartElement name: String,
      namespaceURI: String?,
      qualifiedName: String?,
      attributes: [String: String]
    ) {
      counts[name, default: 0] += 1
    }
  }

  @Test func isAnSVGFileOfAllTablesAndKeys() throws {
    func id(_ name: String) -> TableID { TableID(schema: "s", name: name) }
    func table(_ name: String, _ parents: String...) -> Table {
      Table(
        id: id(name),
        columns: [
          Column(
            name: "up",
            position: 1,
            type: ColumnType(declaration: "integer", baseName: "int4"),
            isNullable: false
          )
        ],
        foreignKeys: parents.map {
          ForeignKey(
            name: "\(name)\($0)",
            child: id(name),
            childColumns: ["up"],
            parent: id($0),
            parentColumns: ["up"]
          )
        }
      )
    }
    let picture = SchemaPicture.svg(
      DatabaseMetadata(tables: [
        table("a<b>&\"c"), table("child", "a<b>&\"c"), table("self", "self"), table("lone"),
      ])
    )
    let elements = Elements()
    let parser = XMLParser(data: Data(picture.utf8))
    parser.delegate = elements
    #expect(parser.parse(), "\(String(describing: parser.parserError))")
    #expect(elements.counts["svg"] == 1 && elements.counts["rect"] == 4)
    // One arrow each and the head that they share.
    #expect(elements.counts["path"] == 3)
    #expect(picture.contains("a&lt;b&gt;&amp;&quot;c"))
    #expect(SchemaPicture.svg(DatabaseMetadata(tables: [])).contains("0 tables"))
  }
}
