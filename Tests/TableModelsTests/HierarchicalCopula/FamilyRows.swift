import ConditionalTrees
import Statistics

@testable import TableModels

/// Children of parents: a size that goes by a mean of the parent's own, and a label that goes by the parent's region.
struct FamilyRows {
  /// Codes 1...20.
  var sizes: [Int32] = []
  /// Nine in ten are the region's own label, 1...4.
  var labels: [Int32] = []
  var parents: [Int32] = []
  /// Mean of the sizes of every parent's children, in standard deviations of sizes.
  var means: [Double] = []
  /// Bins 1...4 of every parent.
  var regions: [UInt8] = []
  let isKept: Bool

  /// - `children`: of every parent.
  /// - `spread`: standard deviation of the parents' means, those of children within being such that all come to 1.
  init(parents count: Int, children: (Int) -> Int, spread: Double, isKept: Bool = false) {
    var generator = CounterGenerator(5)
    let within = (1 - spread * spread).squareRoot()
    for parent in 0..<count {
      let region = Self.region(of: parent)
      regions.append(UInt8(region))
      let mean = spread * generator.normal()
      means.append(mean)
      for _ in 0..<children(parent) {
        let size = StandardNormal.cdf(mean + within * generator.normal())
        sizes.append(Int32(min(19, size * 20)) + 1)
        labels.append(
          generator.uniform() < 0.9 ? Int32(region) : Int32(generator.integer(below: 4)) + 1
        )
        parents.append(Int32(parent))
      }
    }
    self.isKept = isKept
  }

  static func region(of parent: Int) -> Int { [1, 1, 1, 1, 2, 2, 2, 3, 3, 4][parent % 10] }

  var rows: TrainingRows {
    let plain = training([
      (parents.map { Int32(regions[Int($0)]) }, false, nil), (sizes, true, nil),
      (labels, false, nil),
    ])
    return TrainingRows(
      targets: Array(plain.targets.dropFirst()),
      matrix: plain.matrix,
      contexts: [0],
      parents: [
        RowParents(
          key: 3,
          ofRow: parents,
          count: regions.count,
          features: [ParentFeature(bins: regions, isCategorical: true)],
          repeated: [0],
          witness: nil,
          isKept: isKept
        )
      ],
      units: parents,
      minimumUnits: 5
    )
  }
}

extension HierarchicalCopula {
  /// Children of parents with these regions, drawn by the model.
  func children(
    of regions: [UInt8],
    count: (Int) -> Int,
    seed: UInt64 = 3
  ) -> (sizes: [Int32], labels: [Int32], parents: [Int32]) {
    var parameters: [Int: [Float]] = [:]
    for level in levels {
      parameters[level.key] = level.parameters(rowCount: regions.count, features: [regions]) {
        CounterGenerator(seed, 77, UInt64($0))
      }
    }
    var sampler = sampler(parameters: parameters)
    var (sizes, labels, parents) = ([Int32](), [Int32](), [Int32]())
    for parent in regions.indices {
      for _ in 0..<count(parent) {
        var generator = CounterGenerator(seed, UInt64(sizes.count))
        var features: [UInt8] = [0, 0, 0]
        sampler.startRow(using: &generator)
        sampler.place(under: Int32(parent), of: 3)
        let codes = (0..<2).map { target -> Int32 in
          features.withUnsafeMutableBufferPointer { buffer -> Int32 in
            guard let base = buffer.baseAddress,
              case .code(let code) = sampler.draw(target, base, using: &generator)
            else { return 0 }
            base[1 + target] = UInt8(code)
            sampler.settle(target, code: code, base, using: &generator)
            return code
          }
        }
        sizes.append(codes[0])
        labels.append(codes[1])
        parents.append(Int32(parent))
      }
    }
    return (sizes, labels, parents)
  }
}
