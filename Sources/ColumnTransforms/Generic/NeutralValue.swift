import Metadata
import TableData

/// Valid values that say nothing, for types whose values cannot be made up.
enum NeutralValue {
  /// A value that every column of the type takes, or nil.
  static func of(_ type: ColumnType) -> String? {
    switch type.form {
    case .range: return "empty"
    case .multirange: return "{}"
    case .array: return "{}"
    case .composite, .enumeration: return nil
    case .base: break
    }
    switch type.baseName {
    case "tsvector": return "'sample':1"
    case "tsquery": return "'sample'"
    case "point": return "(0,0)"
    case "lseg": return "[(0,0),(1,1)]"
    case "box": return "(1,1),(0,0)"
    case "path": return "((0,0),(1,1))"
    case "polygon": return "((0,0),(0,1),(1,1))"
    case "circle": return "<(0,0),1>"
    case "line": return "{1,-1,0}"
    case "xml": return "<sample/>"
    case "hstore": return ""
    case "jsonpath": return "$"
    case "pg_lsn": return "0/0"
    case "oid", "xid", "cid", "xid8": return "0"
    case "tid": return "(0,1)"
    case "timetz": return "00:00:00+00"
    case "interval": return "00:00:00"
    case "money": return "0"
    case "lquery", "ltree", "ltxtquery": return "sample"
    case "query_int": return "1"
    case "seg": return "0"
    case "pg_snapshot", "txid_snapshot": return "1:1:"
    case "inet", "cidr": return "198.18.0.0"
    case _ where type.namesObjects: return "-"
    case "cube": return "(0)"
    default: return nil
    }
  }

  /// Dates from 2000 on have four digits up to here.
  private static let lastDay: UInt64 = 2_900_000

  private static func day(_ number: UInt64) -> String {
    var bytes: [UInt8] = []
    CalendarText.appendDate(Int64(number), to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// A different neutral value for every ordinal, or nil for types without any.
  static func numbered(_ type: ColumnType, ordinal: UInt64) -> String? {
    switch type.baseName {
    case "int4range", "int8range", "numrange":
      guard ordinal < UInt64(Int32.max) else { return nil }
      return "[\(ordinal),\(ordinal + 1))"
    case "daterange", "tsrange", "tstzrange":
      guard ordinal < lastDay else { return nil }
      return "[\(day(ordinal)),\(day(ordinal + 1)))"
    case "tsvector": return "'sample\(ordinal)':1"
    case "tsquery": return "'sample\(ordinal)'"
    case "point": return "(\(ordinal),0)"
    case "circle": return "<(\(ordinal),0),1>"
    case "xml": return "<sample>\(ordinal)</sample>"
    case "hstore": return "\"ordinal\"=>\"\(ordinal)\""
    case "oid": return ordinal < UInt64(UInt32.max) ? String(ordinal + 1) : nil
    case "xid8": return String(ordinal + 1)
    default: return nil
    }
  }
}
