import ColumnTransforms
import Metadata
import Statistics
import Testing

@testable import RelationalModels

/// Times that follow each other under a parent.
@Suite struct SeriesTests {
  /// Contracts that are renewed by whole years from the day they began.
  private func contracts() -> SampleDatabase {
    var random = CounterGenerator(21)
    var customers: [Int64] = []
    var starts: [Int64?] = []
    var ends: [Int64?] = []
    for customer in 0..<400 {
      var day = random.integer(below: 3_000)
      for _ in 0..<(1 + random.integer(below: 5)) {
        let end = CalendarMonths.adding(12 * (1 + random.integer(below: 3)), to: day)
        customers.append(Int64(customer + 1))
        starts.append(Int64(day))
        ends.append(Int64(end))
        day = end
      }
    }
    return SampleDatabase(
      SampleTable("customer", [.serial(400)]),
      SampleTable(
        "contract",
        [
          .serial(customers.count), .integers("customer_id", customers),
          .integers("begins", starts, type: "date"), .integers("ends", ends, type: "date"),
        ],
        references: [reference("customer_id", "customer")]
      )
    )
  }

  @Test func wholeYearsStayWhole() throws {
    let clone = try contracts().clone()
    let spans = zip(clone.numbers("contract", "begins"), clone.numbers("contract", "ends"))
      .compactMap { begins, ends -> Int? in
        guard let begins, let ends else { return nil }
        return CalendarMonths.between(Int(begins), and: Int(ends))
      }
    #expect(Double(spans.count) > 0.95 * Double(clone.rowCount("contract")))
    #expect(share(spans) { [12, 24, 36].contains($0) } > 0.95)
  }

  @Test func oneFollowsTheOther() throws {
    let clone = try contracts().clone()
    let begins = clone.groups("contract", "begins", by: "customer_id")
    let ends = clone.groups("contract", "ends", by: "customer_id")
    var pairs: [(String?, String?)] = []
    for (customer, list) in begins {
      pairs += zip(list.dropFirst(), (ends[customer] ?? []).dropLast()).map { ($0, $1) }
    }
    #expect(share(pairs) { $0.0 == $0.1 } > 0.9)
  }

  /// Trials end a month or two after they began, to the second, or are broken off at any time of a day.
  @Test func whatIsNoWholeMonthKeepsItsTimeOfDay() throws {
    var random = CounterGenerator(22)
    let day: Int64 = 86_400_000_000
    var starts: [Int64?] = []
    var ends: [Int64?] = []
    for _ in 0..<900 {
      let start = random.integer(below: 2_000)
      starts.append(Int64(start) * day)
      ends.append(
        random.uniform() < 0.7
          ? Int64(CalendarMonths.adding(1 + random.integer(below: 2), to: start)) * day
          : Int64(start) * day + Int64(3_600_000_000) * Int64(1 + random.integer(below: 900))
      )
    }
    let database = SampleDatabase(
      SampleTable(
        "trial",
        [
          .serial(900), .integers("begins", starts, type: "timestamptz"),
          .integers("ends", ends, type: "timestamptz"),
        ]
      )
    )
    let ended = try database.clone().numbers("trial", "ends").compactMap(\.self)
    let atMidnight = share(ended) { Int64($0) % day == 0 }
    #expect(atMidnight > 0.55 && atMidnight < 0.85)
  }

  /// Visits of patients of whom most come until the last days, at all distances.
  private func visits() -> SampleDatabase {
    var random = CounterGenerator(23)
    var patients: [Int64] = []
    var days: [Int64] = []
    for patient in 0..<400 {
      let count = 2 + random.integer(below: 30)
      let last = 360 - random.integer(below: 4)
      let own = (0..<(count - 1)).map { _ in random.integer(below: last) } + [last]
      patients += own.map { _ in Int64(patient + 1) }
      days += own.sorted().map { Int64($0) }
    }
    return SampleDatabase(
      SampleTable("patient", [.serial(400)]),
      SampleTable(
        "visit",
        [
          .serial(patients.count), .integers("patient_id", patients), .integers("day", days),
        ],
        references: [reference("patient_id", "patient")]
      )
    )
  }

  @Test func stepsLeadToTheLast() throws {
    let clone = try visits().clone()
    let histories = clone.groups("visit", "day", by: "patient_id").values
      .map { $0.compactMap { $0.flatMap { Double($0) } } }
    #expect(histories.allSatisfy { zip($0, $0.dropFirst()).allSatisfy { $0.0 <= $0.1 } })
    #expect(share(histories.map { $0[$0.count - 1] }) { $0 > 355 } > 0.95)
    // No rush at the end: the last step is as long as any other.
    let last = histories.map { ($0[$0.count - 1] - $0[$0.count - 2]) * Double($0.count) }
    let first = histories.map { ($0[1] - $0[0]) * Double($0.count) }
    let ratio = last.reduce(0, +) / first.reduce(0, +)
    #expect(ratio > 0.7 && ratio < 1.4)
  }

  /// Lines of orders, numbered from 1 by their time or without regard to it.
  private func lines(isInOrder: Bool) -> SampleDatabase {
    var random = CounterGenerator(24)
    var orders: [Int64] = []
    var numbers: [Int64] = []
    var days: [Int64?] = []
    for order in 1...500 {
      let count = 2 + random.integer(below: 5)
      let own = (0..<count).map { _ in Int64(random.integer(below: 400)) }
      orders += own.map { _ in Int64(order) }
      numbers += (1...count).map { Int64($0) }
      days += isInOrder ? own.sorted() : own
    }
    return SampleDatabase(
      SampleTable("order", [.serial(500)]),
      SampleTable(
        "line",
        [
          .integers("order_id", orders), .integers("number", numbers),
          .integers("day", days, type: "date"),
        ],
        primaryKey: ["order_id", "number"],
        references: [reference("order_id", "order")]
      )
    )
  }

  @Test(arguments: [true, false]) func numbersKeepToTimeWhereTheyDo(isInOrder: Bool) throws {
    let clone = try lines(isInOrder: isInOrder).clone()
    let days = clone.groups("line", "day", by: "order_id")
    var pairs: [(Double, Double)] = []
    for (order, numbers) in clone.groups("line", "number", by: "order_id") {
      let rows = zip(numbers, days[order] ?? [])
        .map { (Double($0 ?? "") ?? 0, Double($1 ?? "") ?? 0) }.sorted { $0.0 < $1.0 }
      #expect(rows.map(\.0) == (1...rows.count).map { Double($0) })
      pairs += zip(rows, rows.dropFirst()).map { ($0.1, $1.1) }
    }
    let ascending = share(pairs) { $0.0 <= $0.1 }
    #expect(isInOrder ? ascending > 0.95 : abs(ascending - 0.5) < 0.06)
  }
}
