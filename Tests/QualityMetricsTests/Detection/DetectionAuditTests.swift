import ConditionalTrees
import Metadata
import Testing

@testable import QualityMetrics

@Suite struct DetectionAuditTests {
  private static let real = SampleFamilies(seed: 1)

  private static func detection(
    of clone: SampleFamilies,
    budget: Int = 30_000_000,
    jobs: Int = 2
  ) -> [DetectionQuality] {
    let compared = real.compared(to: clone)
    var detector = Detector()
    detector.boosting.trees = 25
    return DetectionAudit(
      compared: compared,
      tables: DetectorTable.all(
        of: compared,
        compared.tables.map { TableScorer().score($0) },
        jobs: jobs
      ),
      jobs: jobs,
      detector: detector,
      rowLimit: 600,
      budget: budget
    ).scores()
  }

  private static func figure(
    _ detection: [DetectionQuality],
    _ table: TableID,
    _ aspect: DetectionAspect
  ) throws -> DetectionQuality {
    try #require(detection.first { $0.table == table && $0.aspect == aspect })
  }

  @Test func theSameDistributionCannotBeTold() throws {
    let detection = Self.detection(of: SampleFamilies(seed: 2))
    #expect(
      detection.map { "\($0.table.name) \($0.aspect) \($0.relationship ?? "")" } == [
        "customers rows ", "customers parents ", "orders rows ",
        "orders children orders_customer_id_fkey", "orders siblings orders_customer_id_fkey",
      ]
    )
    for figure in detection {
      #expect(abs(figure.auc.value - 0.5) < 0.06, "\(figure.table) \(figure.aspect)")
      #expect(figure.auc.low < 0.52 && figure.auc.high > 0.48)
      let floor = try #require(figure.floor)
      #expect(abs(floor - 0.5) < 0.08, "\(figure.table) \(figure.aspect)")
    }
  }

  @Test func aShiftedColumnIsFoundAndNamed() throws {
    var clone = SampleFamilies(seed: 2)
    clone.ages = clone.ages.map { $0.map { $0 + 15 } }
    let detection = Self.detection(of: clone)
    let found = try Self.figure(detection, SampleFamilies.customers, .rows)
    #expect(found.auc.low > 0.55)
    #expect(found.features.first?.name == "age")
    let ofOrders = try Self.figure(detection, SampleFamilies.orders, .children)
    #expect(ofOrders.features.first?.name == "customers.age")
    #expect(try Self.figure(detection, SampleFamilies.orders, .rows).auc.value < 0.55)
  }

  @Test func extraMissingValuesAreFound() throws {
    var clone = SampleFamilies(seed: 2)
    clone.ages = clone.ages.enumerated().map { $0 % 3 == 0 ? nil : $1 }
    let found = try Self.figure(Self.detection(of: clone), SampleFamilies.customers, .rows)
    #expect(found.auc.low > 0.55)
    #expect(found.features.first?.name == "age")
  }

  @Test func shuffledForeignKeysAreSeenByFamiliesOnly() throws {
    var clone = SampleFamilies(seed: 2)
    var random = SampleNumbers(seed: 5)
    clone.customerOfOrder.shuffle(using: &random)
    let detection = Self.detection(of: clone)
    #expect(try Self.figure(detection, SampleFamilies.orders, .rows).auc.low < 0.55)
    #expect(try Self.figure(detection, SampleFamilies.customers, .rows).auc.low < 0.55)
    #expect(try Self.figure(detection, SampleFamilies.orders, .children).auc.low > 0.6)
    #expect(try Self.figure(detection, SampleFamilies.orders, .siblings).auc.low > 0.7)
    let parents = try Self.figure(detection, SampleFamilies.customers, .parents)
    #expect(parents.auc.low > 0.7)
    #expect(parents.features.first?.name.contains("orders.amount") == true)
  }

  @Test func wrongNumbersOfChildrenAreSeenByParents() throws {
    var clone = SampleFamilies(seed: 2)
    let kept = clone.customerOfOrder.indices.filter { $0 % 2 == 0 }
    clone.customerOfOrder = kept.map { clone.customerOfOrder[$0] }
    clone.amounts = kept.map { clone.amounts[$0] }
    clone.days = kept.map { clone.days[$0] }
    let found = try Self.figure(Self.detection(of: clone), SampleFamilies.customers, .parents)
    #expect(found.auc.low > 0.6)
    #expect(found.features.prefix(3).contains { $0.name == "count of orders" })
  }

  @Test func copiedRowsReadBelowTheFloor() throws {
    var copy = Self.real
    copy.firstKey = 1_000
    for figure in Self.detection(of: copy) {
      let floor = try #require(figure.floor)
      #expect(figure.auc.high < min(0.49, floor), "\(figure.table) \(figure.aspect)")
    }
  }

  @Test func theSameWhateverTheThreads() {
    let clone = SampleFamilies(seed: 2)
    #expect(Self.detection(of: clone, jobs: 1) == Self.detection(of: clone, jobs: 4))
  }

  @Test func tablesOfFewRowsAreLeftOut() {
    let detection = Self.detection(of: SampleFamilies(customers: 60, seed: 2))
    #expect(Set(detection.map(\.table)) == [SampleFamilies.orders])
    #expect(detection.map(\.aspect) == [.rows])
  }

  @Test func theBudgetIsSpentOnTheRowsOfLargeTablesFirst() {
    let detection = Self.detection(of: SampleFamilies(seed: 2), budget: 5_000)
    #expect(detection.map(\.table) == [SampleFamilies.orders])
    #expect(detection.map(\.aspect) == [.rows])
    #expect(Self.detection(of: SampleFamilies(seed: 2), budget: 0).isEmpty)
  }
}
