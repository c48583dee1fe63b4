import Metadata
import Statistics
import Testing

@testable import RelationalModels

/// Histories of one person that begin and end together: employments and yearly salaries.
@Suite struct SharedEndTests {
  private static let horizon = 6_000
  /// Stands for "not yet".
  private static let open: Int64 = 2_921_575

  private func staff() -> SampleDatabase {
    var random = CounterGenerator(41)
    var employments: [(person: Int64, begins: Int64?, ends: Int64?)] = []
    var salaries = employments
    for person in 1...900 {
      let first = random.integer(below: Self.horizon - 400)
      let isOpen = random.uniform() < 0.7
      let length = 100 + random.integer(below: Self.horizon - first - 100)
      let last = isOpen ? Self.horizon : first + length
      let end = isOpen ? Self.open : Int64(last)
      employments.append((Int64(person), Int64(first), end))
      var day = first
      while day < last {
        let next = day + 365
        salaries.append((Int64(person), Int64(day), next < last ? Int64(next) : end))
        day = next
      }
    }
    typealias Row = (person: Int64, begins: Int64?, ends: Int64?)
    func table(_ name: String, _ rows: [Row]) -> SampleTable {
      SampleTable(
        name,
        [
          .integers("person_id", rows.map(\.person)),
          .integers("begins", rows.map(\.begins), type: "date"),
          .integers("ends", rows.map(\.ends), type: "date"),
        ],
        primaryKey: ["person_id", "begins"],
        references: [reference("person_id", "person")]
      )
    }
    return SampleDatabase(
      SampleTable("person", [.serial(900)]),
      table("employment", employments),
      table("salary", salaries)
    )
  }

  @Test func bothHistoriesEndTogether() throws {
    let clone = try staff().clone()
    let employments = clone.groups("employment", "ends", by: "person_id")
    let salaries = clone.groups("salary", "ends", by: "person_id")
    let pairs = employments.compactMap { person, ends in
      salaries[person].map { (ends.last ?? nil, $0.last ?? nil) }
    }
    #expect(pairs.count > 800)
    #expect(share(pairs) { $0.0 == $0.1 } > 0.95)
  }

  @Test func thereAreAsManyStepsAsFit() throws {
    let clone = try staff().clone()
    let begins = clone.groups("employment", "begins", by: "person_id")
    let ends = clone.groups("employment", "ends", by: "person_id")
    let salaries = clone.groups("salary", "begins", by: "person_id")
    let wrong = begins.filter { person, first in
      guard let first = first.first??.value, let last = ends[person]?.last??.value else {
        return true
      }
      let span = min(last, Double(Self.horizon)) - first
      return abs(Double(salaries[person]?.count ?? 0) - (span / 365).rounded(.up)) > 1
    }
    #expect(wrong.count < 45)
  }

  @Test func onlyTheLastGoesOn() throws {
    let clone = try staff().clone()
    let open = "\(Double(Self.open))"
    for ends in clone.groups("salary", "ends", by: "person_id").values {
      #expect(!ends.dropLast().contains(open))
    }
  }
}

extension String {
  fileprivate var value: Double? { Double(self) }
}
