import ModelEncoding
package import Statistics

/// What a target is drawn from where nothing else matters.
package enum Marginal: Sendable, Equatable, Codable {
  case codes(CodeShares)
  /// Evenly between two numbers, or null.
  case range(ClosedRange<Double>, nullShare: Double)

  func draw(using generator: inout CounterGenerator) -> DrawnValue {
    switch self {
    case .codes(let shares): return .code(shares.draw(using: &generator))
    case .range(let range, let nullShare):
      if nullShare > 0, generator.uniform() < nullShare { return .code(0) }
      let width = range.upperBound - range.lowerBound
      return .number(range.lowerBound + generator.uniform() * width)
    }
  }
}

/// Codes with their shares of the rows.
package struct CodeShares: Sendable, Equatable, Codable {
  /// Ascending, without those that no row has.
  package let codes: [Int32]
  /// Rows up to each code.
  private let cumulative: [Double]

  /// - `rows`: codes with the rows that have them, ascending.
  init(_ rows: [(code: Int32, rows: Double)]) {
    codes = rows.map(\.code)
    var sum = 0.0
    cumulative = rows.map { entry in
      sum += entry.rows
      return sum
    }
  }

  /// The codes of rows.
  init(_ codes: some Sequence<Int32>) {
    var counts: [Int32: Double] = [:]
    for code in codes { counts[code, default: 0] += 1 }
    self.init(counts.sorted { $0.key < $1.key }.map { ($0.key, $0.value) })
  }

  /// A code by its share; null where there are no rows.
  func draw(using generator: inout CounterGenerator) -> Int32 {
    guard let total = cumulative.last else { return 0 }
    let goal = generator.uniform() * total
    return codes[min(codes.count - 1, cumulative.firstPlace { $0 > goal })]
  }
}

extension CodeShares: SelfChecking {
  package var problem: String? {
    let isWhole =
      codes.count == cumulative.count && codes.allSatisfy { $0 >= 0 }
      && zip(cumulative, cumulative.dropFirst()).allSatisfy { $0 <= $1 }
      && cumulative.allSatisfy { $0.isFinite && $0 >= 0 }
    return isWhole ? nil : "shares of codes are in disorder"
  }
}

/// Targets that are drawn by themselves.
package struct FittedMarginals: FittedTableSynthesizer, Equatable, Codable {
  package let targets: [Marginal]

  package var usedFeatures: [Int] { [] }

  /// The largest code that a target can come out as; nil where there is no such target.
  package func largestCode(of target: Int) -> Int32? {
    guard targets.indices.contains(target) else { return nil }
    guard case .codes(let shares) = targets[target] else { return 0 }
    return shares.codes.max() ?? 0
  }

  package func sampler() -> MarginalSampler { MarginalSampler(targets: targets) }
}

/// Draws every target by itself.
package struct MarginalSampler: RowSampler {
  let targets: [Marginal]

  package mutating func startRow(using generator: inout CounterGenerator) {}

  package mutating func draw(
    _ target: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> DrawnValue {
    targets[target].draw(using: &generator)
  }

  package mutating func settle(
    _ target: Int,
    code: Int32,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {}
}
