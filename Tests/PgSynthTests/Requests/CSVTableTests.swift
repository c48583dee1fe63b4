import Testing

@testable import PgSynth

struct CSVTableTests {
  @Test
  func `fields are read as RFC 4180 writes them`() throws {
    let table = try CSVTable("\u{FEFF}a,b,c\r\n1,,\"\"\n\n\"x,\"\"y\"\"\nz\",ü,3")
    #expect(table.header == ["a", "b", "c"])
    #expect(table.rows == [["1", nil, ""], ["x,\"y\"\nz", "ü", "3"]])
  }

  @Test(arguments: [
    ("", "it is empty"),
    ("a,a\n1,2", "line 1 must name different columns"),
    ("a,\n1,2", "line 1 must name different columns"),
    ("a,b\n1,2\n\n3", "line 4 has 1 fields instead of 2"),
    ("a\n\"1", "line 2 opens a quotation mark that nothing closes"),
    ("a\n\"1\"2", "line 2 goes on behind a closing quotation mark"),
  ])
  func `what is wrong is said with its line`(text: String, message: String) {
    let error = #expect(throws: CSVTable.Problem.self) { try CSVTable(text) }
    #expect(error?.text == message)
  }
}
