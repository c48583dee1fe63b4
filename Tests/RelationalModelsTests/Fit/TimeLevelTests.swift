import Foundation
import Statistics
import TableData
import Testing

@testable import RelationalModels

/// Series of several parents that share a calendar.
@Suite struct TimeLevelTests {
  private static let stations = 3
  private static let hours = 2_400
  private static let hour: Int64 = 3_600_000_000

  /// Hourly measurements: spells of weather that all stations share, and what each has of its own.
  private func weather() -> SampleDatabase {
    var random = CounterGenerator(61)
    var spell = 0.0
    let spells = (0..<Self.hours).map { _ -> Double in
      spell = 0.995 * spell + random.uniform() - 0.5
      return spell
    }
    var station: [Int64] = []
    var times: [Int64?] = []
    var temperatures: [Double?] = []
    for number in 0..<Self.stations {
      var own = 0.0
      for (hour, spell) in spells.enumerated() {
        own = 0.8 * own + 0.3 * (random.uniform() - 0.5)
        station.append(Int64(number + 1))
        times.append(Int64(hour) * Self.hour)
        temperatures.append((200 + 30 * (spell + own)).rounded() / 10)
      }
    }
    return SampleDatabase(
      SampleTable("station", [.serial(Self.stations)]),
      SampleTable(
        "reading",
        [
          .integers("station_id", station), .integers("taken", times, type: "timestamptz"),
          .reals("temperature", temperatures),
        ],
        primaryKey: ["station_id", "taken"],
        references: [reference("station_id", "station")]
      )
    )
  }

  private func days(_ clone: SampleClone) -> [Int: Double] {
    var sums: [Int: (sum: Double, count: Double)] = [:]
    for case (let time?, let value?) in zip(
      clone.numbers("reading", "taken"),
      clone.numbers("reading", "temperature")
    ) {
      let day = Int(time / Double(24 * Self.hour))
      sums[day, default: (0, 0)].sum += value
      sums[day, default: (0, 0)].count += 1
    }
    return sums.mapValues { $0.sum / $0.count }
  }

  @Test func spellsAreShared() throws {
    let source = days(weather().source)
    let clone = days(try weather().clone())
    let common = source.keys.filter { clone[$0] != nil }
    let mean = common.reduce(0.0) { $0 + (source[$1] ?? 0) } / Double(common.count)
    let spread = common.reduce(0.0) { $0 + pow((source[$1] ?? 0) - mean, 2) }
    let off = common.reduce(0.0) { $0 + pow((source[$1] ?? 0) - (clone[$1] ?? 0), 2) }
    #expect(common.count > 90)
    #expect(off < 0.1 * spread)
  }

  @Test func oneHourFollowsTheOther() throws {
    func steps(_ clone: SampleClone) -> Double {
      let groups = clone.groups("reading", "temperature", by: "station_id").values
      let steps = groups.flatMap { values -> [Double] in
        let numbers = values.compactMap { $0.flatMap(Double.init) }
        return zip(numbers, numbers.dropFirst()).map { abs($1 - $0) }
      }
      return steps.reduce(0, +) / Double(steps.count)
    }
    let source = steps(weather().source)
    let clone = steps(try weather().clone())
    #expect(clone > 0.8 * source && clone < 1.25 * source)
  }

  @Test func ranksLeadBackToTheCode() {
    // Three codes, the second one held by most rows.
    let codes: [Int32] = [0, 1] + [Int32](repeating: 2, count: 8) + [3]
    let ranks = RankScale(codes: codes, bucketOfCode: [0, 1, 2, 3])
    #expect(ranks.ofBucket(1) == 50)
    #expect(ranks.ofBucket(2) == 500)
    for code: Int32 in 1...3 {
      for choice in [0.01, 0.5, 0.99] {
        #expect(ranks.code(at: ranks.of(code, choice: choice)) == code)
      }
    }
    #expect(ranks.code(at: -20) == 1)
    #expect(ranks.code(at: 1_020) == 3)
  }

  @Test func levelsTellHowFarTheSiblingBeforeIs() throws {
    let points = (0..<8_000).map { (argument: Double($0), value: Double($0 / 8), unit: Int32($0)) }
    let trend = try #require(Trend(points: points, k: 20))
    let level = TimeLevel(
      column: 0,
      ranks: RankScale(codes: [1, 2], bucketOfCode: [0, 1, 2]),
      trend: trend,
      gain: 1
    )
    // Half of the rows have the first code: its mean rank is 250, that of the other 750.
    #expect(level.bins(at: 4_000, previous: 1) == (level: 127, distance: 3))
    #expect(level.bins(at: 4_000, previous: 2) == (level: 127, distance: 253))
    #expect(level.bins(at: 2_000, previous: 1).distance == 128)
    #expect(level.bins(at: 4_000, previous: 0).distance == 0)
    #expect(level.bins(at: .nan, previous: 1) == (level: 0, distance: 0))
  }
}
