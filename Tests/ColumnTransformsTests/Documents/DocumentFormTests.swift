import ColumnTransforms
import Metadata
import Testing

/// Every form reads what PostgreSQL prints, and prints what it read.
@Suite struct DocumentFormTests {
  static func plain(_ name: String) -> ColumnType {
    ColumnType(declaration: name, baseName: name)
  }

  static func array(_ element: String) -> ColumnType {
    ColumnType(
      declaration: element + "[]",
      baseName: "_" + element,
      form: .array(element: element),
      parts: [ColumnType.Part(type: plain(element))]
    )
  }

  static func range(_ name: String, _ bound: String, _ form: ColumnType.Form = .range) -> ColumnType
  {
    ColumnType(
      declaration: name,
      baseName: name,
      form: form,
      parts: [ColumnType.Part(type: plain(bound))]
    )
  }

  static let spot = ColumnType(
    declaration: "spot",
    baseName: "spot",
    form: .composite,
    parts: [
      ColumnType.Part(name: "street", type: plain("text")),
      ColumnType.Part(name: "number", type: plain("int4")),
      ColumnType.Part(name: "tags", type: array("text")),
    ]
  )

  static let cases: [(type: ColumnType, text: String)] = [
    (plain("jsonb"), #"{"a": [1, 2.50, null], "b": {"c": "x\"y"}}"#),
    (array("int4"), "{1,NULL,3}"),
    (array("int4"), "{{1,2},{3,4}}"),
    (array("int4"), "[0:2]={1,2,3}"),
    (array("int4"), "[0:1][3:4]={{1,2},{3,4}}"),
    (array("text"), #"{"NULL","with \"quotes\"","back\\slash","",x}"#),
    (array("box"), #"{"(2,2),(1,1)";"(4,4),(3,3)"}"#),
    (spot, #"("Main St, 5",7,"{a,\"b c\"}")"#),
    (spot, "(,,)"),
    (range("int4range", "int4"), "[1,5)"),
    (range("int4range", "int4"), "empty"),
    (range("numrange", "numeric"), "(0.25,1.50]"),
    (range("daterange", "date"), "[2024-02-28,2024-03-01)"),
    (range("daterange", "date"), "(,2024-03-01)"),
    (range("daterange", "date"), "(,)"),
    (range("tsrange", "timestamp"), #"["2024-01-01 00:00:00","2024-01-01 10:00:00.25")"#),
    (range("tsrange", "timestamp"), #"["2024-01-01 00:00:00",infinity)"#),
    (range("int4multirange", "int4", .multirange), "{[1,5),[7,9)}"),
    (range("int4multirange", "int4", .multirange), "{}"),
    (plain("point"), "(1.5,-2)"), (plain("circle"), "<(1,2),3.25>"),
    (plain("polygon"), "((0,0),(1,0),(1,1))"), (plain("path"), "[(0,0),(1,1)]"),
    (plain("line"), "{1,-1,0.5}"), (plain("cube"), "(1, 2),(3, 4)"), (plain("seg"), "1.5 .. 2"),
    (plain("inet"), "10.1.2.3"), (plain("inet"), "192.168.7.9/24"), (plain("cidr"), "10.1.0.0/16"),
    (plain("inet"), "fe80::1:2"), (plain("timetz"), "09:30:00.5-05:30"),
    (plain("pg_lsn"), "16/B374D848"), (plain("ltree"), "top.a.n1"),
    (plain("hstore"), #""a"=>"1", "b c"=>NULL, "d"=>"x\"y""#),
    (plain("tsvector"), "'fox':1 'it''s':2"), (plain("xid8"), "12345678901"),
    (plain("xml"), #"<item kind="a &amp; b"><price>1.5</price><note/></item>"#),
  ]

  @Test(arguments: 0..<cases.count)
  func printsWhatItRead(_ number: Int) throws {
    let (type, text) = Self.cases[number]
    let form = try #require(DocumentForm(type))
    let document = try #require(form.read(text), "\(type.baseName) \(text)")
    #expect(form.write(document) == text)
  }

  @Test(arguments: ["x", "{", "[1,2", "((", "<a><b></a>", "{1,{2}}", "1.2.3.4.5", "'a"])
  func readsNothingElse(_ text: String) {
    for (type, _) in Self.cases where type.baseName != "ltree" {
      guard let form = DocumentForm(type), let document = form.read(text) else { continue }
      // What is read after all is printed in one way or another.
      _ = form.write(document)
    }
  }

  @Test func keepsRoutedAddressesToThemselves() throws {
    let form = try #require(DocumentForm(Self.plain("inet")))
    for address in ["8.8.8.8", "91.20.3.4/24", "2a02:8109::1"] {
      let written = try #require(form.read(address).flatMap(form.write))
      #expect(written.hasPrefix("198.1") || written.hasPrefix("2001:db8:"))
    }
  }

  @Test func keepsTheWidthOfRangesThatMove() throws {
    let type = Self.range("daterange", "date")
    let form = try #require(DocumentForm(type))
    let moved = Document.object([
      ("form", .string("[x,x)")), ("lower", .string("2023-12-30")), ("size", .number("3")),
    ])
    #expect(form.write(moved) == "[2023-12-30,2024-01-02)")
  }

  @Test func fillsTheShapeOfAnArray() throws {
    let form = try #require(
      DocumentForm(Self.array("int4"))
    )
    let short = Document.object([
      ("shape", .string("[1:2][1:2]")),
      ("items", .array([.number("1"), .number("2"), .number("3")])),
    ])
    #expect(form.write(short) == "{{1,2},{3,1}}")
  }
}
