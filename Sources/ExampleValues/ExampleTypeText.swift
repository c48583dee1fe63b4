import Metadata
import Statistics

/// Texts that the input functions of PostgreSQL's and its extensions' less common types read.
enum ExampleTypeText {
  /// A value of the named type; for an unknown one a text that it may read, a different one from call to call.
  static func text(_ type: ColumnType, using generator: inout CounterGenerator) -> String {
    func number(_ bound: Int) -> Int { generator.integer(below: bound) }
    func word() -> String { ExampleWords.nouns.pick(using: &generator) }
    switch type.baseName {
    case "inet": return "10.\(number(250)).\(number(250)).\(1 + number(250))"
    case "cidr": return "10.\(number(250)).\(number(250)).0/24"
    case "macaddr": return "02:00:00:\(hex(number(256))):\(hex(number(256))):\(hex(number(256)))"
    case "macaddr8":
      return "02:00:00:ff:fe:\(hex(number(256))):\(hex(number(256))):\(hex(number(256)))"
    case "bit", "varbit":
      return String((0..<(type.length ?? 1)).map { _ in number(2) == 0 ? "0" : "1" })
    case "timetz": return "\(10 + number(12)):\(10 + number(50)):00+00"
    case "point": return "(\(number(100)),\(number(100)))"
    case "line": return "{\(1 + number(9)),-1,\(number(9))}"
    case "lseg": return "[(\(number(10)),0),(\(10 + number(10)),1)]"
    case "box": return "(\(10 + number(10)),\(10 + number(10))),(\(number(10)),\(number(10)))"
    case "path": return "((0,0),(\(1 + number(9)),1),(2,\(1 + number(9))))"
    case "polygon": return "((0,0),(\(1 + number(9)),0),(0,\(1 + number(9))))"
    case "circle": return "<(\(number(10)),\(number(10))),\(1 + number(9))>"
    case "tsvector": return "'\(word())':1 '\(word())':2"
    case "tsquery": return "'\(word())' & '\(word())'"
    case "xml": return "<item>\(word())</item>"
    case "pg_lsn": return "0/\(String(1 + number(1_000_000), radix: 16).uppercased())"
    case "oid", "xid", "xid8", "cid": return "\(1 + number(10_000))"
    case "tid": return "(\(number(100)),\(1 + number(50)))"
    case "regclass": return "pg_catalog.pg_class"
    case "regtype": return "pg_catalog.int4"
    case "regproc": return "pg_catalog.now"
    case "regprocedure": return "pg_catalog.now()"
    case "regoper": return "pg_catalog.||/"
    case "regoperator": return "pg_catalog.+(integer,integer)"
    case "regnamespace": return "pg_catalog"
    case "regrole": return "pg_monitor"
    case "regcollation": return "pg_catalog.\"C\""
    case "regconfig": return "pg_catalog.simple"
    case "regdictionary": return "pg_catalog.simple"
    case "jsonpath": return "$.\(word())"
    case "int2vector", "oidvector": return "\(1 + number(9)) \(1 + number(9))"
    case "txid_snapshot", "pg_snapshot": return "10:20:10,1\(1 + number(9))"
    case "aclitem": return "=r/postgres"
    case "refcursor": return word()
    case "hstore": return "\"\(word())\"=>\"\(number(100))\""
    case "ltree": return "top.\(word()).\(ExampleWords.adjectives.pick(using: &generator))"
    case "lquery": return "*.\(word()).*"
    case "ltxtquery": return word()
    case "cube": return "(\(number(10)),\(number(10)))"
    case "seg": return "\(number(10)) .. \(10 + number(10))"
    case "isbn", "isbn13": return "978-0-306-40615-7"
    case "issn", "issn13": return "1436-4522"
    case "ean13", "upc": return "036000291452"
    case "geometry", "geography": return "SRID=4326;POINT(\(number(170)) \(number(80)))"
    case "vector": return "[" + (0..<3).map { _ in String(number(9)) }.joined(separator: ",") + "]"
    default:
      return ["1", word(), "", "(1,1)", "{}", "0", "a", "1.5", "{1}", "t"].pick(using: &generator)
    }
  }

  private static func hex(_ byte: Int) -> String {
    (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
}
