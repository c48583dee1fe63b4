import Metadata
import Testing

@testable import RelationalModels

@Suite struct GenerationPlanTests {
  private func ids(_ count: Int) -> [Int64?] { (0..<count).map { Int64($0 % 40 + 1) } }

  @Test func parentsComeBeforeChildren() {
    let plan = SampleDatabase.shop().plan()
    let order = plan.tables.map(\.id.name)
    #expect(order.last == "orders")
    #expect(plan[tableID("customer")]?.role == .root)
    let orders = plan[tableID("orders")]
    #expect(orders?.role == .child)
    #expect(orders?.keys.map(\.parent.name) == ["customer", "coupon"])
    #expect(orders?.keyRoles == [.context, .matched])
    #expect(orders?.siblingOrder == ["placed_at", "id"])
  }

  @Test func aTableOfKeysIsAJunction() {
    let plan = SampleDatabase.school().plan()
    #expect(plan[tableID("enrolment")]?.role == .junction)
    #expect(plan[tableID("enrolment")]?.contextKey == 0)
  }

  @Test func cyclesAreBrokenAtNullableKeys() {
    let database = SampleDatabase(
      SampleTable(
        "department",
        [.serial(40), .integers("head_id", ids(39) + [nil])],
        references: [reference("head_id", "employee")]
      ),
      SampleTable(
        "employee",
        [.serial(120), .integers("department_id", ids(120))],
        references: [reference("department_id", "department")]
      )
    )
    let plan = database.plan()
    #expect(plan.tables.map(\.id.name) == ["department", "employee"])
    #expect(plan[tableID("department")]?.keyRoles == [.deferred])
    #expect(plan[tableID("employee")]?.keyRoles == [.context])
  }

  @Test func selfReferencesAreNoCycle() {
    let database = SampleDatabase(
      SampleTable(
        "employee",
        [.serial(50), .integers("manager_id", [nil] + (1..<50).map { Int64(($0 + 1) / 2) })],
        references: [reference("manager_id", "employee")]
      )
    )
    let plan = database.plan()
    #expect(plan.tables.map(\.role) == [.root])
    #expect(plan.tables.first?.keyRoles == [.selfReference])
  }

  @Test func aKeyThatAnotherOneImpliesIsNotTheContext() {
    let database = SampleDatabase.projects()
    let plan = database.plan()
    let assignment = plan[tableID("assignment")]
    // tenant_id follows from the composite keys.
    #expect(assignment?.keys.first?.childColumns.count == 2)
    let context = assignment?.contextKey.flatMap { assignment?.keys[$0] }
    #expect(context?.parent.name != "tenant")
  }

  @Test func keysToTablesThatAreNotClonedAreLeftOut() {
    let database = SampleDatabase(
      SampleTable(
        "orders",
        [.serial(50), .integers("elsewhere_id", ids(50))],
        references: [reference("elsewhere_id", "elsewhere")]
      )
    )
    #expect(database.plan().tables.map(\.keys.count) == [0])
  }

  @Test func rowCountsFollowTheScaleAndTheWishes() {
    let database = SampleDatabase.shop()
    let real = database.source.rowCount("orders")
    let plan = database.plan {
      $0.scale = 0.5
      $0.rowCounts = ["public.coupon": 7]
    }
    #expect(plan[tableID("customer")]?.rowCount == 75)
    #expect(plan[tableID("orders")]?.rowCount == Int((Double(real) / 2).rounded()))
    #expect(plan[tableID("coupon")]?.rowCount == 7)
  }

  @Test func aFixedContextWins() {
    let database = SampleDatabase.shop()
    let coupon = database.metadata.relationships.filter { $0.parent.name == "coupon" }
    let plan = GenerationPlan.make(
      metadata: database.metadata,
      data: database.data,
      fixedContexts: Dictionary(uniqueKeysWithValues: coupon.map { ($0.child, $0) }),
      options: PlanOptions()
    )
    let orders = plan[tableID("orders")]
    #expect(orders?.contextKey.flatMap { orders?.keys[$0].parent.name } == "coupon")
  }
}
