import Foundation
import Statistics
import TableData
import Testing

@testable import RelationalModels

/// Numbers that others nearly decide.
@Suite struct RegressionTests {
  /// Moisture as the air's temperature and dew point tell it, all of them measured with an error.
  private static func moisture(_ temperature: Double, _ dewPoint: Double) -> Double {
    func pressure(_ celsius: Double) -> Double { exp(17.6 * celsius / (243 + celsius)) }
    return 100 * pressure(dewPoint) / pressure(temperature)
  }

  private func air(error: Double) -> SampleDatabase {
    var random = CounterGenerator(71)
    var temperatures: [Double?] = []
    var dewPoints: [Double?] = []
    var moistures: [Double?] = []
    for _ in 0..<4_000 {
      let temperature = (350 * random.uniform() - 50).rounded() / 10
      let dewPoint = (10 * temperature - 200 * random.uniform()).rounded() / 10
      let noise = error * (random.uniform() - 0.5)
      temperatures.append(temperature)
      dewPoints.append(dewPoint)
      moistures.append(
        random.uniform() < 0.02
          ? nil : (100 * (Self.moisture(temperature, dewPoint) + noise)).rounded() / 100
      )
    }
    return SampleDatabase(
      SampleTable(
        "air",
        [
          .serial(4_000), .reals("temperature", temperatures), .reals("dew_point", dewPoints),
          .reals("moisture", moistures, scale: 2),
        ]
      )
    )
  }

  /// The mean distance between moisture and what it should be.
  private func distance(_ clone: SampleClone) -> Double {
    let temperatures = clone.numbers("air", "temperature")
    let dewPoints = clone.numbers("air", "dew_point")
    let moistures = clone.numbers("air", "moisture")
    let distances = moistures.indices.compactMap { row -> Double? in
      guard let temperature = temperatures[row], let dewPoint = dewPoints[row],
        let moisture = moistures[row]
      else { return nil }
      return abs(moisture - Self.moisture(temperature, dewPoint))
    }
    return distances.reduce(0, +) / Double(max(1, distances.count))
  }

  @Test func whatOthersForetellFollowsThem() throws {
    let database = air(error: 1)
    let model = try database.fit()
    #expect(
      model.explanations.contains(
        "public.air.moisture: drawn as a difference from what temperature and dew_point foretell"
      ),
      "\(model.explanations)"
    )
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    #expect(distance(clone) < 1)
    let missing = share(clone.numbers("air", "moisture")) { $0 == nil }
    #expect(abs(missing - 0.02) < 0.01)
    for case let value? in clone.numbers("air", "moisture") {
      #expect(abs(100 * value - (100 * value).rounded()) < 1e-6)
    }
  }

  @Test func whatOthersHardlyForetellIsLeftToTrees() throws {
    let model = try air(error: 60).fit()
    #expect(!model.explanations.contains { $0.contains("foretell") })
  }

  @Test func parentsForetellToo() throws {
    var random = CounterGenerator(72)
    let widths = (0..<600).map { _ in (100 + 400 * random.uniform()).rounded() / 100 }
    let wheels = (0..<3_000).map { _ in random.integer(below: 600) }
    let turns = wheels.map { _ in (1_000 * random.uniform()).rounded() / 10 }
    let ways = zip(wheels, turns).map { wheel, turns in
      (10 * (3.1 * widths[wheel] * turns * (1 + 0.01 * random.uniform()))).rounded() / 10
    }
    let database = SampleDatabase(
      SampleTable("wheel", [.serial(600), .reals("width", widths)]),
      SampleTable(
        "trip",
        [
          .serial(3_000), .integers("wheel_id", wheels.map { Int64($0 + 1) }),
          .reals("turns", turns), .reals("way", ways),
        ],
        references: [reference("wheel_id", "wheel")]
      )
    )
    let clone = try database.clone()
    let width = Dictionary(
      uniqueKeysWithValues: zip(clone.cells("wheel", "id"), clone.numbers("wheel", "width"))
    )
    let trips = zip(
      clone.cells("trip", "wheel_id"),
      zip(clone.numbers("trip", "turns"), clone.numbers("trip", "way"))
    )
    let near = share(Array(trips)) { wheel, numbers in
      guard let width = width[wheel] ?? nil, let turns = numbers.0, let way = numbers.1 else {
        return false
      }
      return abs(way - 3.1 * width * turns) < 20
    }
    #expect(near > 0.9)
  }
}
