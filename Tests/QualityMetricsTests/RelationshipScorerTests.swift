import Metadata
import QualityMetrics
import Testing

private let key = ForeignKey(
  name: "orders_customer_fkey",
  child: sampleTable,
  childColumns: ["customer_id"],
  parent: TableID(schema: "public", name: "customers"),
  parentColumns: ["id"]
)

private func side(_ degrees: [Int: Int], nulls: Int = 0, orphans: Int = 0) -> RelationshipSide {
  RelationshipSide(
    degrees: degrees.map { DegreeCount(children: $0.key, parents: $0.value) },
    nullRows: nulls,
    orphanRows: orphans
  )
}

@Suite struct RelationshipScorerTests {
  @Test func theSameFanOutScoresOne() {
    let scored = RelationshipScorer.score(
      key,
      real: side([0: 10, 1: 30, 4: 5]),
      clone: side([0: 20, 1: 60, 4: 10])
    )
    #expect(scored.cardinalityShapeSimilarity == 1)
    #expect(scored.referentialIntegrity == 1)
    #expect(scored.realMeanChildren == scored.cloneMeanChildren)
  }

  @Test func aFlatFanOutScoresLess() throws {
    let scored = RelationshipScorer.score(
      key,
      real: side([0: 50, 10: 50]),
      clone: side([5: 100])
    )
    #expect(scored.cardinalityShapeSimilarity == 0.5)
    #expect(scored.realMeanChildren == 5 && scored.cloneMeanChildren == 5)
    #expect(scored.realChildlessShare == 0.5 && scored.cloneChildlessShare == 0)
  }

  @Test func orphansLowerTheIntegrity() {
    let scored = RelationshipScorer.score(
      key,
      real: side([1: 100]),
      clone: side([1: 90], orphans: 10)
    )
    #expect(scored.referentialIntegrity == 0.9)
    #expect(scored.orphans == 10)
    let report = QualityReport(tables: [], relationships: [scored])
    #expect(report.verdict == .broken)
  }

  @Test func extraNullReferencesShow() {
    let scored = RelationshipScorer.score(
      key,
      real: side([1: 90], nulls: 10),
      clone: side([1: 50], nulls: 50)
    )
    #expect(scored.realNullRate == 0.1 && scored.cloneNullRate == 0.5)
    #expect(scored.referentialIntegrity == 1)
  }

  @Test func emptySidesHaveNoScore() {
    let scored = RelationshipScorer.score(key, real: side([:]), clone: side([:]))
    #expect(scored.cardinalityShapeSimilarity == nil && scored.referentialIntegrity == nil)
    #expect(scored.realMeanChildren == nil && scored.realNullRate == nil)
  }
}
