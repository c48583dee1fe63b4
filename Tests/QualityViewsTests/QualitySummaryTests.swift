import Foundation
import QualityMetrics
import QualityViews
import Testing

@Suite struct QualitySummaryTests {
  @Test func readsAsText() {
    #expect(
      QualitySummary(sampleReport).text == """
        Quality               0.508  poor
          column shapes       0.525  with NULLs as a value 0.437
          pairs of columns    0.500  in shared bins 0.375
          cardinality         0.500  children per parent over 1 foreign keys
          integrity           1.000  0 orphans
          with parents        0.875  in shared bins, grandparents 0.750, from sibling to sibling 0.625, \
        different values 0.500
        SDMetrics quality     0.500  column shapes 0.500
        SDMetrics diagnostic  0.937  data validity 0.875, data structure 1.000
        Privacy                      missed: too near to rows learnt from in 1 of 2 tables
        Detection             0.625  AUC of telling real rows, 0.5 is ideal, over 2 figures
        Utility               0.666  of what models learnt from real rows tell of other real rows, over 1 columns
        Rows                         1,300 real, 1,298 in the clone

        Table             real rows  clone rows  shapes  pairs
        public.orders         1,200       1,198   0.525  0.500
        public.customers        100         100       –      –

        Nearest to rows learnt from        held out  DCR share  (95 %)       membership  (95 %)       copies
        public.customers with children  120 of 1200      0.625  0.563–0.688       0.500  0.250–0.750       –  missed
        public.orders                   110 of 1100          –                        –                    –

        Guessed better of rows learnt from  right  of rows held out  excess  (95 %)
        public.orders.total                 0.750             0.250   0.500  0.375–0.625

        Told from real rows                                        AUC  (95 %)       floor  by
        public.orders        with parent (orders_customer_fkey)  0.750  0.625–0.875  0.500  total, customers.since
        public.orders        rows                                0.375  0.250–0.500      –

        Told from other columns       by real rows  by the clone's  alike in what matters
        public.orders.total      AUC         0.875           0.750                  0.500

        Lowest columns
          0.300  public.orders.total  (KSComplement)
          0.750  public.orders.placed  (KSComplement)

        Lowest pairs of columns
          0.500  public.orders: placed, total  (CorrelationSimilarity)

        Lowest relationships
          0.500  public.orders (customer_id) → public.customers  \
        (children per parent 12.00 real, 12.00 in the clone)

        """
    )
  }

  @Test func anEmptyReportIsUnscored() {
    let summary = QualitySummary(QualityReport(tables: [], relationships: []))
    #expect(summary.text.hasPrefix("Quality             –  unscored\n"))
  }

  @Test func readsAsJSON() throws {
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(QualitySummary(sampleReport).json.utf8))
        as? [String: Any]
    )
    #expect(
      Set(object.keys) == [
        "quality", "tables", "columns", "column_pairs", "relationships", "privacy",
        "detection", "utility", "sdmetrics", "diagnostics",
      ]
    )
    let quality = try #require(object["quality"] as? [String: Any])
    #expect(quality["pairs_shared_bins"] as? Double == 0.375)
    #expect((object["columns"] as? [Any])?.count == 3)
    let reports = try #require(object["sdmetrics"] as? [String: [String: Any]])
    #expect(reports["quality_report"]?["score"] as? Double == 0.5)
    let properties = reports["diagnostic_report"]?["properties"] as? [[String: Any]]
    #expect(
      properties?.map { $0["property"] as? String } == [
        "Data Validity", "Data Structure", "Relationship Validity",
      ]
    )
    #expect(properties?.map { $0["score"] as? Double } == [0.875, 1, nil])
    #expect((object["diagnostics"] as? [Any])?.count == 2)
  }
}
