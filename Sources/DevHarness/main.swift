import Foundation
import Metadata
import PostgresClient
import RelationalModels
import SchemaIntrospection
import TableData

let name = CommandLine.arguments[1]
let outDir = CommandLine.arguments[2]
let conn = try PostgresConnection(ConnectionSettings("host=/tmp/pgdev port=5499 user=postgres dbname=\(name)"))
let intro = SchemaIntrospector(conn)
var meta = try intro.countingRows(of: try intro.metadata())
var data: [TableID: TableRows] = [:]
func q(_ s: String) -> String { SQLIdentifier(s).quoted }
var t0 = Date()
for t in meta.tables {
  let exprs = t.columns.map { c -> String in
    switch c.type.valueKind {
    case .boolean: return "\(q(c.name))::int"
    case .date: return "(\(q(c.name)) - date '2000-01-01')"
    case .timestamp: return "(extract(epoch from \(q(c.name)))*1000000)::bigint - 946684800000000"
    case .time, .interval: return "(extract(epoch from \(q(c.name)))*1000000)::bigint"
    case .decimal: return "\(q(c.name))::numeric"
    default: return "\(q(c.name))::text"
    }
  }
  let r = try conn.query("select \(exprs.joined(separator: ",")) from only \(q(t.id.schema)).\(q(t.id.name))".replacingOccurrences(of: "only", with: t.kind == .partitioned ? "" : "only"), [])
  let cols = t.columns.enumerated().map { i, c -> ColumnValues in
    var nulls: [Bool] = []
    switch ColumnValues(emptyFor: c.type.valueKind).storage {
    case .integers:
      var v: [Int64] = []
      for row in 0..<r.rowCount { let s = r[row, i]; nulls.append(s == nil); v.append(s.flatMap { Int64($0) } ?? 0) }
      return ColumnValues(storage: .integers(v), isNull: nulls)
    case .reals:
      var v: [Double] = []
      for row in 0..<r.rowCount { let s = r[row, i]; nulls.append(s == nil); v.append(s.flatMap { Double($0) } ?? 0) }
      return ColumnValues(storage: .reals(v), isNull: nulls)
    case .text:
      var v: [Int32] = []; var d: [String] = []; var idx: [String: Int32] = [:]
      for row in 0..<r.rowCount {
        guard let s = r[row, i] else { nulls.append(true); v.append(0); continue }
        nulls.append(false)
        if let c = idx[s] { v.append(c) } else { idx[s] = Int32(d.count); v.append(Int32(d.count)); d.append(s) }
      }
      if d.isEmpty { d = [""] }
      return ColumnValues(storage: .text(codes: v, dictionary: d), isNull: nulls)
    }
  }
  data[t.id] = TableRows(table: t.id, columnNames: t.columns.map(\.name), columns: cols, rowCount: r.rowCount)
}
FileHandle.standardError.write("read \(Date().timeIntervalSince(t0))\n".data(using: .utf8)!)
t0 = Date()
let plan = GenerationPlan.make(metadata: meta, data: data, options: PlanOptions())
for t in plan.tables { print(t.id, t.role, t.rowCount, zip(t.keys, t.keyRoles).map { "\($0.childColumns)→\($0.parent.name) \($1)" }, t.siblingOrder) }
let fitted = try FittedDatabase.fit(plan, metadata: meta, data: data, seed: 1, jobs: 2) { _ in }
FileHandle.standardError.write("fit \(Date().timeIntervalSince(t0))\n".data(using: .utf8)!)
t0 = Date()
for note in fitted.explanations { print(note) }
var files: [TableID: FileHandle] = [:]
var out: [TableID: String] = [:]
try fitted.generate(seed: 1) { id, block in
  guard let t = meta[id] else { return }
  var s = ""
  for row in 0..<block.rowCount {
    var fields: [String] = []
    for (i, n) in block.columnNames.enumerated() {
      let c = block.columns[i]
      if c.isNull[row] { fields.append("\\N"); continue }
      let kind = t.column(n)!.type.valueKind
      switch c.storage {
      case .integers(let v):
        let x = v[row]
        switch kind {
        case .boolean: fields.append(x == 0 ? "f" : "t")
        case .date: fields.append(x == 0 ? "2000-01-01" : { let d = Date(timeIntervalSince1970: 946684800 + Double(x) * 86400); return d.ISO8601Format().prefix(10).description }())
        case .timestamp: fields.append(Date(timeIntervalSince1970: 946684800 + Double(x) / 1e6).ISO8601Format(.iso8601(timeZone: .gmt, includingFractionalSeconds: true)))
        case .time, .interval: fields.append("\(Double(x) / 1e6) seconds")
        default: fields.append("\(x)")
        }
      case .reals(let v): fields.append("\(v[row])")
      case .text(let codes, let d): fields.append(d[Int(codes[row])].replacingOccurrences(of: "\\", with: "\\\\").replacingOccurrences(of: "\t", with: "\\t").replacingOccurrences(of: "\n", with: "\\n").replacingOccurrences(of: "\r", with: "\\r"))
      }
    }
    s += fields.joined(separator: "\t") + "\n"
  }
  out[id, default: "COPY \(q(id.schema)).\(q(id.name)) (\(block.columnNames.map(q).joined(separator: ","))) FROM STDIN;\n"] += s
}
FileHandle.standardError.write("generate \(Date().timeIntervalSince(t0))\n".data(using: .utf8)!)
var all = "SET session_replication_role = replica;\n"
for (_, s) in out.sorted(by: { $0.key < $1.key }) { all += s + "\\.\n" }
try all.write(toFile: outDir + "/\(name).copy.sql", atomically: true, encoding: .utf8)
