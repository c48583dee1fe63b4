/// Comma-separated values (RFC 4180) with a header.
struct CSVTable {
  let header: [String]
  /// As many fields in each as in the header; nil for one with nothing in it, not even quotation marks.
  let rows: [[String?]]

  struct Problem: Error {
    let text: String
  }

  /// Throws a text with the number of the line that is wrong.
  init(_ text: String) throws(Problem) {
    var reader = Reader(text)
    var records: [(fields: [String?], line: Int)] = []
    while let record = try reader.record() { records.append(record) }
    guard let first = records.first else { throw Problem(text: "it is empty") }
    header = first.fields.map { $0 ?? "" }
    guard !header.contains(""), Set(header).count == header.count else {
      throw Problem(text: "line 1 must name different columns")
    }
    for record in records.dropFirst() where record.fields.count != header.count {
      throw Problem(
        text: "line \(record.line) has \(record.fields.count) fields instead of \(header.count)"
      )
    }
    rows = records.dropFirst().map(\.fields)
  }

  private struct Reader {
    private let scalars: [Unicode.Scalar]
    private var position = 0
    private var line = 1

    init(_ text: String) {
      scalars = Array(text.unicodeScalars)
      if scalars.first == "\u{FEFF}" { position = 1 }
    }

    private var next: Unicode.Scalar? { position < scalars.count ? scalars[position] : nil }

    /// The next line with anything in it.
    mutating func record() throws(Problem) -> (fields: [String?], line: Int)? {
      while next == "\n" || next == "\r" { skipLineEnd() }
      guard next != nil else { return nil }
      let start = line
      var fields = [try field()]
      while next == "," {
        position += 1
        fields.append(try field())
      }
      guard next == nil || next == "\n" || next == "\r" else {
        throw Problem(text: "line \(line) goes on behind a closing quotation mark")
      }
      skipLineEnd()
      return (fields, start)
    }

    private mutating func skipLineEnd() {
      if next == "\r" { position += 1 }
      if next == "\n" { position += 1 }
      line += 1
    }

    private mutating func field() throws(Problem) -> String? {
      guard next == "\"" else {
        var text = String.UnicodeScalarView()
        while let scalar = next, scalar != ",", scalar != "\n", scalar != "\r" {
          text.append(scalar)
          position += 1
        }
        return text.isEmpty ? nil : String(text)
      }
      position += 1
      let start = line
      var text = String.UnicodeScalarView()
      while let scalar = next {
        position += 1
        if scalar == "\"" {
          guard next == "\"" else { return String(text) }
          position += 1
        }
        if scalar == "\n" { line += 1 }
        text.append(scalar)
      }
      throw Problem(text: "line \(start) opens a quotation mark that nothing closes")
    }
  }
}
