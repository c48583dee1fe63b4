import Testing

@testable import QualityMetrics

@Suite struct NeighbourTreeTests {
  /// Points with ties and duplicates: coarse numbers, missing ones, few categories.
  private func points(_ count: Int, coarseness: Int) -> (real: Points, clone: Points) {
    var random = SampleNumbers(seed: UInt64(coarseness))
    func numbers() -> [Double] {
      (0..<count).map { _ in
        let number = Int.random(in: 0...coarseness, using: &random)
        return number == 0 ? .nan : Double(number)
      }
    }
    func codes() -> [Int32] { (0..<count).map { _ in .random(in: 0...3, using: &random) } }
    return Points.pair(
      [
        .numbers(real: numbers(), clone: numbers()), .numbers(real: numbers(), clone: numbers()),
        .categories(SharedCodes(real: codes(), clone: codes(), count: 4)),
      ],
      realCount: count,
      cloneCount: count
    )
  }

  @Test(arguments: [3, 40, 10_000])
  func findsWhatALookAtAllPointsFinds(coarseness: Int) {
    let (real, clone) = points(500, coarseness: coarseness)
    let rows = real.distinct.rows
    let tree = NeighbourTree(real, rows: rows)
    for row in 0..<clone.count {
      let distances = rows.map { Points.distance(row, clone, Int($0), real) }
      let smallest = distances.min()
      let nearest = tree.nearest(to: row, of: clone)
      #expect(nearest.distance == smallest)
      #expect(
        nearest.rows.sorted() == zip(rows, distances).filter { $0.1 == smallest }.map(\.0).sorted()
      )
    }
  }

  @Test func looksAtFewPointsWhereColumnsHangTogether() {
    var random = SampleNumbers(seed: 5)
    func line() -> [[Double]] {
      let place = (0..<20_000).map { _ in Double.random(in: 0..<1, using: &random) }
      return [place, place.map { $0 * $0 }, place.map { -$0 }]
    }
    let columns = zip(line(), line()).map { PointColumn.numbers(real: $0, clone: $1) }
    let (real, clone) = Points.pair(columns, realCount: 20_000, cloneCount: 20_000)
    let tree = NeighbourTree(real, rows: real.distinct.rows)
    let visits = (0..<100).reduce(0) { $0 + tree.nearest(to: $1, of: clone).visits }
    #expect(visits < 100 * 400)
  }

  @Test func aRowThatIsThereHasTheDistanceZero() {
    let (real, _) = points(300, coarseness: 40)
    let tree = NeighbourTree(real, rows: real.distinct.rows)
    for row in 0..<real.count {
      #expect(tree.nearest(to: row, of: real).distance == 0)
    }
    let (pointOfRow, rows) = real.distinct
    #expect(rows.count < 300)
    for row in 0..<real.count {
      #expect(Points.distance(row, real, Int(rows[Int(pointOfRow[row])]), real) == 0)
    }
  }

  @Test func noPointsHaveNoNearest() {
    let (real, clone) = points(10, coarseness: 5)
    #expect(NeighbourTree(real, rows: []).nearest(to: 0, of: clone).rows.isEmpty)
  }
}
