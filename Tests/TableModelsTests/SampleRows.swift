import ConditionalTrees
import Statistics

@testable import TableModels

/// Rows of a small table: two numbers that rise together, a label that goes by the first, and a column with nulls.
struct SampleRows {
  /// Codes 1...20 of the first number.
  var first: [Int32] = []
  /// Rises with the first.
  var second: [Int32] = []
  /// 1 for low first numbers, 2 for high ones.
  var label: [Int32] = []
  /// Null in every third row, else 1.
  var sparse: [Int32] = []

  init(count: Int) {
    var generator = CounterGenerator(11)
    for row in 0..<count {
      let level = generator.integer(below: 20)
      first.append(Int32(level + 1))
      second.append(Int32(min(19, max(0, level + generator.integer(below: 5) - 2)) + 1))
      label.append(level < 10 ? 1 : 2)
      sparse.append(row % 3 == 0 ? 0 : 1)
    }
  }

  /// All columns as targets, in order; each sees the ones before it.
  var rows: TrainingRows {
    training([
      (first, true, first.map { 10 * Double($0) }), (second, true, nil), (label, false, nil),
      (sparse, false, nil),
    ])
  }
}

/// Training rows of columns that are known one after the other, each row a unit of its own.
func training(
  _ columns: [(codes: [Int32], isOrdinal: Bool, numbers: [Double]?)],
  minimumUnits: Int = 5
) -> TrainingRows {
  let count = columns.first?.codes.count ?? 0
  var matrix = FeatureMatrix(rowCount: count, isCategorical: columns.map { !$0.isOrdinal })
  for (feature, column) in columns.enumerated() {
    for row in 0..<count {
      matrix.bytes[row * columns.count + feature] = UInt8(column.codes[row])
    }
  }
  let targets = columns.enumerated().map { number, column in
    let highest = column.codes.max() ?? 0
    return TrainingTarget(
      codes: TreeTarget(
        codes: column.codes,
        bucketOfCode: (0...highest).map { UInt8($0) },
        isOrdinal: column.isOrdinal
      ),
      rows: Array(0..<Int32(count)),
      candidates: Array(0..<number),
      numbers: column.numbers,
      generator: CounterGenerator(7, UInt64(number))
    )
  }
  return TrainingRows(
    targets: targets,
    matrix: matrix,
    units: Array(0..<Int32(count)),
    minimumUnits: minimumUnits
  )
}

extension FittedTableSynthesizer {
  /// Draws rows of targets whose features are their codes, one after the other; what comes as a number becomes a code
  /// by `code`.
  func sample(
    _ count: Int,
    targets: Int,
    seed: UInt64 = 3,
    code: (Double) -> Int32 = { Int32(($0 / 10).rounded()) }
  ) -> [[Int32]] {
    var sampler = sampler()
    return (0..<count).map { row in
      var generator = CounterGenerator(seed, UInt64(row))
      var features = [UInt8](repeating: 0, count: max(1, targets))
      sampler.startRow(using: &generator)
      return (0..<targets).map { target in
        features.withUnsafeMutableBufferPointer { buffer -> Int32 in
          guard let features = buffer.baseAddress else { return 0 }
          let drawn: Int32 =
            switch sampler.draw(target, features, using: &generator) {
            case .code(let drawn): drawn
            case .number(let number): code(number)
            }
          features[target] = UInt8(drawn)
          sampler.settle(target, code: drawn, features, using: &generator)
          return drawn
        }
      }
    }
  }
}
