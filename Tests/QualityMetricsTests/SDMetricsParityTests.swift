import Foundation
import Metadata
import QualityMetrics
import TableData
import Testing

/// What Fixtures/make_sdmetrics.py wrote down.
private struct Reference: Decodable {
  struct Score: Decodable {
    var metric: String
    var score: Double?
    var missing: Double
  }
  struct Pair: Decodable {
    var first: String
    var second: String
    var metric: String
    var score: Double?
    var real: Double?
  }
  enum Value: Decodable {
    case missing
    case number(Double)
    case text(String)

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if container.decodeNil() {
        self = .missing
      } else if let number = try? container.decode(Double.self) {
        self = .number(number)
      } else {
        self = .text(try container.decode(String.self))
      }
    }

    var number: Double? {
      guard case .number(let value) = self else { return nil }
      return value
    }
    var text: String? {
      guard case .text(let value) = self else { return nil }
      return value
    }
  }
  struct TableCase: Decodable {
    var real: [String: [Value]]
    var clone: [String: [Value]]
    var columns: [String: Score]
    var pairs: [Pair]
  }
  struct Side: Decodable {
    var parents: [Int]
    var children: [Int?]
  }
  struct Relationship: Decodable {
    var real: Side
    var clone: Side
    var cardinality: Double
    var integrity: Double
    var integrityWhereRealHasNoNulls: Double
  }
  var kinds: [String: String]
  var tables: [TableCase]
  var relationships: [Relationship]

  static func load() throws -> Reference {
    let file = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/sdmetrics.json")
    return try JSONDecoder().decode(Reference.self, from: Data(contentsOf: file))
  }

  func columns(_ data: [String: [Value]]) -> [SampleColumn] {
    kinds.sorted { $0.key < $1.key }.map { name, kind in
      let values = data[name] ?? []
      switch kind {
      case "real": return .reals(name, values.map(\.number))
      case "text": return .texts(name, values.map(\.text))
      case "boolean":
        return .integers(name, values.map { $0.number.map { Int64($0) } }, type: "bool")
      case "timestamp":
        return .integers(name, values.map { $0.number.map { Int64($0) } }, type: "timestamp")
      default: return .integers(name, values.map { $0.number.map { Int64($0) } })
      }
    }
  }
}

/// The tolerance that the design promises.
private let tolerance = 1e-6

private func agree(_ left: Double?, _ right: Double?) -> Bool {
  switch (left, right) {
  case (nil, nil): true
  case (let left?, let right?): abs(left - right) <= tolerance
  default: false
  }
}

@Suite struct SDMetricsParityTests {
  @Test func columnsScoreAsInSDMetrics() throws {
    let reference = try Reference.load()
    for expected in reference.tables {
      let real = reference.columns(expected.real)
      let scored = TableScorer().score(
        ComparedTable(
          table: table(of: real),
          real: rows(of: real),
          clone: rows(of: reference.columns(expected.clone))
        )
      )
      #expect(scored.columns.count == expected.columns.count)
      for column in scored.columns {
        let score = try #require(expected.columns[column.column])
        #expect(column.treatment.metric == score.metric, "\(column.column)")
        #expect(agree(column.score, score.score), "\(column.column)")
        #expect(agree(column.missingValueSimilarity, score.missing), "\(column.column)")
      }
    }
  }

  @Test func pairsScoreAsInSDMetrics() throws {
    let reference = try Reference.load()
    for expected in reference.tables {
      let real = reference.columns(expected.real)
      let scored = TableScorer().score(
        ComparedTable(
          table: table(of: real),
          real: rows(of: real),
          clone: rows(of: reference.columns(expected.clone))
        )
      )
      #expect(scored.pairs.count == expected.pairs.count)
      for pair in expected.pairs {
        let found = try #require(
          scored.pairs.first { Set([$0.first, $0.second]) == Set([pair.first, pair.second]) }
        )
        let name: Comment = "\(pair.first), \(pair.second)"
        #expect(found.metric.rawValue == pair.metric, name)
        #expect(agree(found.score, pair.score), name)
        if let association = pair.real { #expect(agree(found.realAssociation, association), name) }
      }
    }
  }

  @Test func relationshipsScoreAsInSDMetrics() throws {
    for expected in try Reference.load().relationships {
      let real = side(expected.real)
      let clone = side(expected.clone)
      let scored = RelationshipScorer.score(key, real: real, clone: clone)
      #expect(agree(scored.cardinalityShapeSimilarity, expected.cardinality))
      #expect(agree(scored.referentialIntegrity, expected.integrity))
      var complete = real
      complete.nullRows = 0
      #expect(
        agree(
          RelationshipScorer.score(key, real: complete, clone: clone).referentialIntegrity,
          expected.integrityWhereRealHasNoNulls
        )
      )
    }
  }

  private let key = ForeignKey(
    name: "orders_customer_fkey",
    child: sampleTable,
    childColumns: ["customer_id"],
    parent: TableID(schema: "public", name: "customers"),
    parentColumns: ["id"]
  )

  private func side(_ side: Reference.Side) -> RelationshipSide {
    let children = side.children.compactMap(\.self)
    let degrees = side.parents.map { parent in children.filter { $0 == parent }.count }
    return RelationshipSide(
      degrees: Dictionary(grouping: degrees, by: \.self)
        .map { DegreeCount(children: $0.key, parents: $0.value.count) },
      nullRows: side.children.count - children.count,
      orphanRows: children.filter { !side.parents.contains($0) }.count
    )
  }
}
