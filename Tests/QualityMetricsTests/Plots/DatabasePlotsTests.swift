import Metadata
@testable import QualityMetrics
import Testing

@Suite struct DatabasePlotsTests {
  private func plots(cloneShift: Int64 = 0, jobs: Int = 1) -> DatabasePlots {
    let compared = PlottedShop.compared(cloneShift: cloneShift)
    return DatabasePlots(of: compared, QualityReport(scoring: compared), jobs: jobs)
  }

  @Test func theNumberOfThreadsChangesNothing() {
    #expect(plots() == plots(jobs: 4))
  }

  @Test func rareCategoriesAreCountedTogether() throws {
    guard case .categories(let shares) = plots().tables[0].columns["city"] else {
      Issue.record("city is drawn as categories")
      return
    }
    #expect(shares.categories.map(\.text) == [.text("Lima"), .text("Oslo")])
    #expect(abs(shares.otherReal - 0.015) < 1e-12)
    #expect(abs(shares.otherClone - 0.015) < 1e-12)
  }

  @Test func theLargestFamilyIsInTheOpenBar() throws {
    let children = try #require(plots().relationships[0].children)
    #expect(children.bars.map(\.fewest) == [0, 1, 2, 3, 4])
    #expect(children.bars.map(\.most) == [0, 1, 2, 3, nil])
    #expect(children.bars.map(\.real) == [0, 0.245, 0.25, 0.25, 0.255])
  }

  @Test func sequencesHaveTheMeansOfEachPosition() throws {
    let sequences = plots(cloneShift: 100).relationships[0].sequences
    #expect(sequences.map(\.column) == ["amount", "twice"])
    let amount = try #require(sequences.first)
    #expect(amount.order == "line")
    // Beyond the fourth order there is one customer.
    #expect(amount.positions.count == 4)
    let steps = zip(amount.positions.dropFirst(), amount.positions).map {
      $0.realMean - $1.realMean
    }
    #expect(steps.allSatisfy { abs($0) < 20 })
    // 77,777 counts as the end of the range that may be shown, which the clone's shift leaves.
    #expect(amount.positions.allSatisfy { $0.realMean < 1_000 })
    #expect((amount.realLag ?? 0) > 0.8)
  }

  @Test func theFirstDirectionIsThatOfColumnsThatGoTogether() throws {
    let components = try #require(plots().tables[1].components)
    #expect(Set(components.columns[0].prefix(2)) == ["amount", "twice"])
    #expect(components.shares[0] > 0.5)
    #expect(components.cells.allSatisfy { $0.share >= 5.0 / 996 })
    #expect(!components.points.isEmpty)
  }

  @Test func oneValueCannotMoveTheMeans() throws {
    let moments = plots().tables[1].moments
    let amount = try #require(moments.first { $0.column == "amount" }?.mean)
    // Half of the rows hold 77,777, and one customer holds them all.
    #expect(amount.real < 2.5)
  }
}
