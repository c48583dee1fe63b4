import Metadata
import PostgresClient
@testable import QualityMetrics
import QualityViews
import TableData
import TestSupport

let orders = TableID(schema: "public", name: "orders")
let customers = TableID(schema: "public", name: "customers")

private let sampleRelationship = {
  var scored = RelationshipScorer.score(
    ForeignKey(
      name: "orders_customer_fkey",
      child: orders,
      childColumns: ["customer_id"],
      parent: customers,
      parentColumns: ["id"]
    ),
    real: RelationshipSide(
      degrees: [DegreeCount(children: 0, parents: 50), DegreeCount(children: 24, parents: 50)],
      nullRows: 0,
      orphanRows: 0
    ),
    clone: RelationshipSide(
      degrees: [DegreeCount(children: 0, parents: 25), DegreeCount(children: 16, parents: 75)],
      nullRows: 0,
      orphanRows: 0
    )
  )
  scored.family.trendsOneHop = 0.875
  scored.family.trendsTwoHops = 0.75
  scored.family.siblingAutocorrelation = 0.625
  scored.family.distinctPerParent = 0.5
  return scored
}()

/// A report of two tables with every kind of row, hand-made so that the expected numbers can be read.
let sampleReport = QualityReport(
  tables: [
    TableQuality(
      table: orders,
      realRows: 1_200,
      cloneRows: 1_198,
      columns: [
        ColumnQuality(column: "id", treatment: .key, kind: .integer, realNullRate: 0),
        ColumnQuality(
          column: "placed",
          treatment: .number,
          kind: .date,
          score: 0.75,
          shapeWithNulls: 0.625,
          missingValueSimilarity: 0.875,
          realNullRate: 0.125,
          cloneNullRate: 0.25,
          realRange: ProtectedRange(
            (0..<1_000).map { Double($0) },
            units: nil,
            minimumUnits: 20,
            kind: .date
          )
        ),
        ColumnQuality(
          column: "total",
          treatment: .number,
          kind: .decimal,
          score: 0.1 + 0.2,
          shapeWithNulls: 0.25,
          missingValueSimilarity: 1,
          realNullRate: 0,
          cloneNullRate: 0,
          rareCategories: RareCategories(real: 8, covered: 5),
          significance: Significance(test: .kolmogorovSmirnov, pValue: 0.0625)
        ),
      ],
      pairs: [
        PairQuality(
          first: "placed",
          second: "total",
          metric: .correlationSimilarity,
          score: 0.5,
          realAssociation: 0.75,
          cloneAssociation: -0.25,
          sharedBinContingency: 0.375
        )
      ]
    ),
    TableQuality(table: customers, realRows: 100, cloneRows: 100, columns: [], pairs: []),
  ],
  relationships: [sampleRelationship],
  privacy: [
    PrivacyQuality(
      table: customers,
      aspect: .histories,
      units: 1_200,
      heldOutUnits: 120,
      closestRecord: Estimate(value: 0.625, low: 0.5625, high: 0.6875),
      membership: Estimate(value: 0.5, low: 0.25, high: 0.75)
    ),
    PrivacyQuality(
      table: orders,
      aspect: .rows,
      units: 1_100,
      heldOutUnits: 110,
      disclosure: AttributeDisclosure(
        column: "total",
        hits: 0.75,
        heldOutHits: 0.25,
        excess: Estimate(value: 0.5, low: 0.375, high: 0.625),
        meanExcess: 0.125
      )
    ),
  ],
  detection: [
    DetectionQuality(
      table: orders,
      aspect: .rows,
      auc: Estimate(value: 0.375, low: 0.25, high: 0.5),
      rows: 1_000
    ),
    DetectionQuality(
      table: orders,
      aspect: .children,
      relationship: "orders_customer_fkey",
      auc: Estimate(value: 0.75, low: 0.625, high: 0.875),
      floor: 0.5,
      rows: 1_000,
      features: [
        DetectionQuality.Feature(name: "total", share: 0.5),
        DetectionQuality.Feature(name: "customers.since", share: 0.25),
        DetectionQuality.Feature(name: "placed", share: 0.125),
        DetectionQuality.Feature(name: "customers.age", share: 0.125),
      ]
    ),
  ],
  utility: [
    UtilityQuality(
      table: orders,
      target: "total",
      metric: .auc,
      real: 0.875,
      clone: 0.75,
      learntRows: 900,
      testedRows: 300,
      features: [
        UtilityQuality.Feature(name: "placed", real: 0.75, clone: 0.5),
        UtilityQuality.Feature(name: "kind", real: 0.25, clone: 0.5),
      ],
      importanceCorrelation: 0.5
    )
  ],
  sdMetrics: SDMetricsReports(
    quality: SDMetricsQualityReport(details: [
      SDMetricsDetail(
        .columnShapes,
        "KSComplement",
        table: orders,
        columns: ["placed"],
        score: 0.75
      ),
      SDMetricsDetail(
        .columnShapes,
        "KSComplement",
        table: orders,
        columns: ["total"],
        score: 0.25
      ),
      SDMetricsDetail(
        .columnPairTrends,
        "CorrelationSimilarity",
        table: orders,
        columns: ["placed", "total"],
        score: nil
      ),
    ]),
    diagnostic: SDMetricsDiagnosticReport(details: [
      SDMetricsDetail(
        .dataValidity,
        "BoundaryAdherence",
        table: orders,
        columns: ["placed"],
        score: 0.875
      ),
      SDMetricsDetail(.dataStructure, "TableStructure", table: orders, score: 1),
    ])
  )
)

func sampleRun(_ database: ScratchDatabase) -> RunDescription {
  RunDescription(
    programVersion: "0.1.0",
    source: ConnectionSettings("postgresql://app:hunter2@db.example/shop"),
    sourceSchemas: ["public"],
    target: database.settings,
    targetSchemas: ["clone"],
    engine: "fast",
    seed: .max,
    options: ["scale": "1"]
  )
}
