import Metadata
import Statistics
import Testing

@testable import RelationalModels

@Suite struct ContextChoiceTests {
  /// Readings whose level belongs to the sensor, while the operator is anybody.
  private func readings() -> SampleDatabase {
    var random = CounterGenerator(41)
    let sensors = (0..<600).map { Int64($0 / 6 + 1) }
    return SampleDatabase(
      SampleTable("sensor", [.serial(100)]),
      SampleTable("operator", [.serial(100)]),
      SampleTable(
        "reading",
        [
          .serial(600),
          .integers("operator_id", sensors.map { _ in Int64(1 + random.integer(below: 100)) }),
          .integers("sensor_id", sensors),
          .integers("level", sensors.map { $0 * 37 % 100 * 10 + Int64(random.integer(below: 5)) }),
        ],
        references: [reference("operator_id", "operator"), reference("sensor_id", "sensor")]
      )
    )
  }

  private func context(_ plan: GenerationPlan, _ table: String) -> String? {
    let plan = plan[tableID(table)]
    return plan?.contextKey.flatMap { plan?.keys[$0].parent.name }
  }

  @Test func siblingsThatResembleEachOtherDecide() {
    #expect(context(readings().plan(), "reading") == "sensor")
  }

  @Test func theIdentifyingParentDecidesForAWeakEntity() {
    var database = readings()
    database.metadata = database.metadata.mapTables { table in
      var table = table
      if table.id.name == "reading" {
        table.primaryKey = UniqueKey(name: "k", columns: ["operator_id", "id"], isPrimary: true)
      }
      return table
    }
    #expect(context(database.plan(), "reading") == "operator")
  }

  @Test func aKeyThatEndsInTheReferenceIsNoWeakEntity() {
    var database = readings()
    database.metadata = database.metadata.mapTables { table in
      var table = table
      if table.id.name == "reading" {
        // (basket, product): the basket is no declared parent.
        table.primaryKey = UniqueKey(name: "k", columns: ["id", "operator_id"], isPrimary: true)
      }
      return table
    }
    #expect(context(database.plan(), "reading") == "sensor")
  }

  @Test func withoutDataTheStructureDecides() {
    let chosen = ContextChoice.structural(SampleDatabase.shop().metadata)
    #expect(chosen[tableID("orders")]?.parent.name == "customer")
    #expect(chosen[tableID("customer")] == nil)
  }

  @Test func aHandfulOfParentsIsACondition() {
    let database = SampleDatabase(
      SampleTable("airport", [.serial(3)]),
      SampleTable(
        "flight",
        [.serial(90), .integers("airport_id", (0..<90).map { Int64($0 % 3 + 1) })],
        references: [reference("airport_id", "airport")]
      )
    )
    #expect(database.plan()[tableID("flight")]?.role == .root)
    #expect(database.plan()[tableID("flight")]?.keyRoles == [.matched])
  }
}
