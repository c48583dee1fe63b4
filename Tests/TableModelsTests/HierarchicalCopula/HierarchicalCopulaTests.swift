import ModelEncoding
import Statistics
import Testing

@testable import TableModels

@Suite struct HierarchicalCopulaTests {
  private func likeness(_ codes: [Int32], _ parents: [Int32]) -> Double {
    let numbers = codes.map(Double.init)
    return SiblingPairs(parents: parents).correlation(numbers, numbers)
  }

  private func shares(_ codes: [Int32]) -> [Double] {
    (1...4).map { code in
      Double(codes.filter { $0 == code }.count) / Double(codes.count)
    }
  }

  /// Mean code of the children of every parent.
  private func means(_ codes: [Int32], _ parents: [Int32], count: Int) -> [Double] {
    (0..<count).map { parent in
      let own = zip(codes, parents).filter { $0.1 == Int32(parent) }.map { Double($0.0) }
      return own.reduce(0, +) / Double(own.count)
    }
  }

  @Test(arguments: [0.3, 0.7, 0.95])
  func `siblings are as alike as those of the source`(spread: Double) {
    let source = FamilyRows(parents: 400, children: { 1 + $0 % 8 }, spread: spread)
    let model = HierarchicalCopulaSynthesizer().fit(source.rows)
    let regions = (0..<1_000).map { UInt8(FamilyRows.region(of: $0)) }
    let drawn = model.children(of: regions) { 1 + $0 % 8 }
    let wanted = likeness(source.sizes, source.parents)
    #expect(abs(likeness(drawn.sizes, drawn.parents) - wanted) < 0.05)
  }

  @Test func `parents with one child each tell nothing, and are no further apart for it`() {
    let source = FamilyRows(parents: 800, children: { _ in 1 }, spread: 0.9)
    let model = HierarchicalCopulaSynthesizer().fit(source.rows)
    let drawn = model.children(of: source.regions) { _ in 4 }
    #expect(abs(likeness(drawn.sizes, drawn.parents)) < 0.05)
    #expect(likeness(drawn.labels, drawn.parents) > 0.4)
  }

  @Test func `labels go by what is known of the parent and keep their shares`() {
    let source = FamilyRows(parents: 400, children: { 1 + $0 % 8 }, spread: 0.5)
    let model = HierarchicalCopulaSynthesizer().fit(source.rows)
    let drawn = model.children(of: source.regions) { 1 + $0 % 8 }
    for (share, wanted) in zip(shares(drawn.labels), shares(source.labels)) {
      #expect(abs(share - wanted) < 0.03)
    }
    let agreeing = zip(drawn.labels, drawn.parents).filter {
      $0 == Int32(source.regions[Int($1)])
    }
    // Labels by themselves would agree in .3 of the rows.
    #expect(Double(agreeing.count) / Double(drawn.labels.count) > 0.7)
  }

  @Test func `parents that clones have, too, keep what their children are like`() throws {
    let source = FamilyRows(parents: 12, children: { _ in 60 }, spread: 0.8, isKept: true)
    let model = HierarchicalCopulaSynthesizer().fit(source.rows.withUnits(Array(0..<720)))
    let drawn = model.children(of: source.regions) { _ in 200 }
    let wanted = means(source.sizes, source.parents, count: 12)
    let found = means(drawn.sizes, drawn.parents, count: 12)
    #expect(try #require(pearsonCorrelation(wanted, found)) > 0.95)
  }

  @Test func `of kept parents of few units nothing is told`() throws {
    // All children of a parent are one unit.
    let source = FamilyRows(parents: 40, children: { _ in 20 }, spread: 0.8, isKept: true)
    let model = HierarchicalCopulaSynthesizer().fit(source.rows)
    guard case .kept(let estimates) = try #require(model.levels.first).source else {
      Issue.record("parameters of kept parents are drawn")
      return
    }
    #expect(estimates.allSatisfy { $0 == .unknown })
  }

  @Test func `units too few for anything but marginals have no parameters`() {
    let source = FamilyRows(parents: 9, children: { _ in 30 }, spread: 0.8)
    #expect(HierarchicalCopulaSynthesizer().fit(source.rows).levels.isEmpty)
  }

  @Test func `is the same when it was written and read, and says where it is not whole`() throws {
    let source = FamilyRows(parents: 100, children: { _ in 4 }, spread: 0.6)
    let model = HierarchicalCopulaSynthesizer().fit(source.rows)
    let read = try CBORDecoder.decode(
      HierarchicalCopula.self,
      from: try CBOREncoder.encode(model)
    )
    #expect(read == model)
    #expect(model.problem == nil)
    let partial = HierarchicalCopula(copula: model.copula, levels: [])
    #expect(partial.problem == "parameters of parents are missing")
  }
}

extension TrainingRows {
  /// The same rows of other units.
  fileprivate func withUnits(_ units: [Int32]) -> TrainingRows {
    TrainingRows(
      targets: targets,
      matrix: matrix,
      contexts: contexts,
      parents: parents,
      units: units,
      minimumUnits: minimumUnits
    )
  }
}
