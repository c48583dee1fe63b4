import Metadata
@testable import QualityMetrics
import TableData
import Testing

/// 2,000 orders: the fee follows the price, the size follows it too, one column in eight is NULL.
private func orders(seed: UInt64 = 7) -> [SampleColumn] {
  var draw = SampleNumbers(seed: seed)
  var price: [Double?] = []
  var fee: [Double?] = []
  var size: [String?] = []
  var note: [String?] = []
  var count: [Int64?] = []
  for row in 0..<2_000 {
    let value = Double.random(in: 1...100, using: &draw)
    price.append(Double.random(in: 0..<1, using: &draw) < 0.125 ? nil : value)
    fee.append(value * 0.1 + Double.random(in: 0...1, using: &draw))
    size.append(value < 30 ? "small" : value < 70 ? "medium" : "large")
    note.append(
      "note \(row) " + String(repeating: "x", count: Int.random(in: 0...20, using: &draw))
    )
    count.append(Int64.random(in: 1...9, using: &draw))
  }
  return [
    .reals("price", price), .reals("fee", fee), .texts("size", size), .texts("note", note),
    .integers("count", count),
  ]
}

private func score(_ real: [SampleColumn], _ clone: [SampleColumn]) -> TableQuality {
  TableScorer().score(
    ComparedTable(table: table(of: real), real: rows(of: real), clone: rows(of: clone))
  )
}

extension TableQuality {
  fileprivate func column(_ name: String) throws -> ColumnQuality {
    try #require(columns.first { $0.column == name })
  }

  fileprivate func pair(_ first: String, _ second: String) throws -> PairQuality {
    try #require(pairs.first { Set([$0.first, $0.second]) == Set([first, second]) })
  }
}

extension [SampleColumn] {
  fileprivate func changing(
    _ name: String,
    _ change: (ColumnValues) -> ColumnValues
  ) -> [SampleColumn] {
    map { column in
      guard column.column.name == name else { return column }
      return SampleColumn(column: column.column, values: change(column.values))
    }
  }
}

@Suite struct TableScorerTests {
  @Test func identicalRowsScoreOne() throws {
    let scored = score(orders(), orders())
    #expect(scored.columns.count == 5)
    // price, fee, size and count pair up; the note hardly repeats and is scored by length alone.
    #expect(scored.pairs.count == 6)
    for column in scored.columns {
      #expect(column.score == 1, "\(column.column)")
      #expect(column.shapeWithNulls == 1, "\(column.column)")
      #expect(column.missingValueSimilarity == 1, "\(column.column)")
    }
    for pair in scored.pairs {
      #expect(pair.score == 1, "\(pair.first), \(pair.second)")
      #expect(pair.sharedBinContingency == 1, "\(pair.first), \(pair.second)")
    }
    #expect(try scored.column("note").treatment == .textLength)
    #expect(try scored.column("size").treatment == .category)
  }

  @Test func anotherSampleOfTheSameDistributionScoresNearOne() throws {
    let scored = score(orders(), orders(seed: 8))
    #expect(try #require(scored.shapes) > 0.95)
    #expect(try #require(scored.pairTrends) > 0.9)
    #expect(try #require(scored.pairsSharedBins) > 0.85)
  }

  @Test func aShiftedColumnLowersItsShapeAlone() throws {
    let clone = orders().changing("fee") { values in
      guard case .reals(let fees) = values.storage else { return values }
      return ColumnValues(storage: .reals(fees.map { $0 + 5 }), isNull: values.isNull)
    }
    let scored = score(orders(), clone)
    #expect(try #require(scored.column("fee").score) < 0.6)
    #expect(try scored.column("price").score == 1)
    // A correlation does not see a shift, and bins of each side's own range do not either.
    #expect(try #require(scored.pair("fee", "price").score) > 0.999)
    #expect(try #require(scored.pair("fee", "size").score) > 0.98)
    #expect(try #require(scored.pair("fee", "price").sharedBinContingency) < 0.6)
  }

  @Test func extraNullsLowerTheNullScores() throws {
    let clone = orders().changing("count") { values in
      var values = values
      for row in 0..<1_000 { values.isNull[row] = true }
      return values
    }
    let scored = score(orders(), clone)
    let column = try scored.column("count")
    #expect(column.missingValueSimilarity == 0.5)
    #expect(column.cloneNullRate == 0.5)
    #expect(try #require(column.score) > 0.95)
    #expect(try #require(column.shapeWithNulls) < 0.55)
  }

  @Test func aShuffledColumnLowersItsPairsAlone() throws {
    let clone = orders().changing("fee") { values in
      var draw = SampleNumbers(seed: 3)
      return values.selecting((0..<values.count).shuffled(using: &draw))
    }
    let scored = score(orders(), clone)
    #expect(try scored.column("fee").score == 1)
    #expect(try #require(scored.pair("fee", "price").score) < 0.55)
    #expect(try #require(scored.pair("fee", "price").sharedBinContingency) < 0.4)
    #expect(try #require(scored.pair("fee", "size").score) < 0.7)
    #expect(try scored.pair("price", "size").score == 1)
  }

  @Test func keysAreNotScored() throws {
    var columns = orders()
    columns.append(.integers("id", (0..<2_000).map { Int64($0) }))
    columns.append(.integers("customer_id", (0..<2_000).map { Int64($0 % 50) }))
    var described = table(of: columns)
    described.primaryKey = UniqueKey(name: "orders_pkey", columns: ["id"], isPrimary: true)
    described.foreignKeys = [
      ForeignKey(
        name: "orders_customer_fkey",
        child: sampleTable,
        childColumns: ["customer_id"],
        parent: TableID(schema: "public", name: "customers"),
        parentColumns: ["id"]
      )
    ]
    let scored = TableScorer().score(
      ComparedTable(
        table: described,
        real: rows(of: columns),
        clone: rows(of: columns)
      )
    )
    for name in ["id", "customer_id"] {
      let column = try scored.column(name)
      #expect(column.treatment == .key)
      #expect(column.score == nil && column.realRange == nil && column.categories == nil)
    }
    #expect(scored.pairs.count == 6)
  }

  @Test(arguments: [0, 1, 2])
  func smallTablesHaveDefinedScores(rowCount: Int) throws {
    let real = orders()
    let few = real.map { column in
      SampleColumn(column: column.column, values: column.values.selecting(Array(0..<rowCount)))
    }
    for (left, right) in [(few, few), (few, real), (real, few)] {
      let scored = score(left, right)
      let report = QualityReport(tables: [scored], relationships: [])
      let figures =
        scored.columns.flatMap { [$0.score, $0.shapeWithNulls, $0.missingValueSimilarity] }
        + scored.pairs.flatMap { [$0.score, $0.sharedBinContingency, $0.realAssociation] }
        + [report.overall, report.shapes, report.pairs, report.pairsSharedBins]
      for figure in figures.compactMap(\.self) { #expect((-1...1).contains(figure)) }
      if rowCount == 0 { #expect(report.overall == nil && report.verdict == .unscored) }
    }
  }

  @Test func allNullAndConstantColumnsHaveDefinedScores() throws {
    let columns: [SampleColumn] = [
      .reals("empty", Array(repeating: nil, count: 50)),
      .texts("blank", Array(repeating: nil, count: 50)),
      .integers("fixed", Array(repeating: 4, count: 50)),
      .reals("broken", Array(repeating: .nan, count: 50)),
    ]
    let scored = score(columns, columns)
    #expect(try scored.column("empty").score == nil)
    #expect(try scored.column("empty").shapeWithNulls == 1)
    #expect(try scored.column("blank").score == nil)
    #expect(try scored.column("blank").shapeWithNulls == 1)
    #expect(try scored.column("fixed").score == 1)
    #expect(try scored.column("broken").score == nil)
    #expect(try scored.pair("empty", "fixed").score == nil)
    #expect(try scored.pair("empty", "fixed").sharedBinContingency == 1)
  }

  @Test func wideTablesArePairedUpToTheLimit() {
    let columns = (0..<45).map { SampleColumn.integers("c\($0)", [1, 2, 3]) }
    #expect(score(columns, columns).pairs.count == 40 * 39 / 2)
  }

  @Test func longTablesArePairedOnASample() throws {
    var scorer = TableScorer()
    scorer.pairRows = 500
    let scored = scorer.score(
      ComparedTable(
        table: table(of: orders()),
        real: rows(of: orders()),
        clone: rows(of: orders(seed: 8))
      )
    )
    #expect(try #require(scored.pairTrends) > 0.85)
  }

  @Test func categoriesAreCountedNotNamed() throws {
    let real = [SampleColumn.texts("size", ["a", "a", "b", "b", nil, "c"])]
    let clone = [SampleColumn.texts("size", ["a", "a", "b", "z", "y", nil])]
    let categories = try #require(score(real, clone).column("size").categories)
    #expect(categories.real == 3 && categories.clone == 4)
    #expect(categories.missing == 1 && categories.new == 2)
  }
}

@Suite struct VerdictTests {
  private func quality(_ name: String, rows: Int, score: Double) -> TableQuality {
    TableQuality(
      table: TableID(schema: "public", name: name),
      realRows: rows,
      cloneRows: rows,
      columns: [ColumnQuality(column: "a", treatment: .number, kind: .integer, score: score)],
      pairs: []
    )
  }

  @Test func smallTablesDoNotDecide() {
    let report = QualityReport(
      tables: [quality("large", rows: 100, score: 0.95), quality("small", rows: 99, score: 0)],
      relationships: []
    )
    #expect(report.overall == 0.475)
    #expect(report.overallOfLargeTables == 0.95)
    #expect(report.verdict == .good)
    #expect(report.smallTables == 1)
  }

  @Test func smallTablesAloneDecide() {
    let report = QualityReport(
      tables: [quality("small", rows: 99, score: 0.5)],
      relationships: []
    )
    #expect(report.overallOfLargeTables == 0.5)
    #expect(report.verdict == .poor)
  }
}
