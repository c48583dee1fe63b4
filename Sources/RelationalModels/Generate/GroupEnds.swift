import ColumnTransforms
import Statistics

/// The last values of the current group's series, drawn before its rows.
struct GroupEnds {
  private struct Series {
    let guide: Int
    let column: Int
    let codec: NumericCodec
    let codesOfBucket: [[Int32]]
  }

  private let series: [Series]
  /// By position among the stored columns; NaN where there is none.
  private(set) var values: [Double]

  init(_ model: FittedTable, rowModel: RowModel) {
    series = model.guides.enumerated().compactMap { number, guide in
      guard guide.kind == .last, case .column(let step) = rowModel.steps[guide.step],
        step.draws.contains(where: { $0.relation == .paced }),
        case .numeric(let codec) = step.codec
      else { return nil }
      var codesOfBucket = [[Int32]](repeating: [], count: 256)
      for (code, bucket) in codec.bucketOfCode.enumerated() where code > 0 {
        codesOfBucket[Int(bucket)].append(Int32(code))
      }
      return Series(
        guide: number,
        column: step.column,
        codec: codec,
        codesOfBucket: codesOfBucket
      )
    }
    values = [Double](repeating: .nan, count: model.columns.count)
  }

  /// - `finals`: the guide's value for the group, a bucket of the column.
  mutating func start(finals: (Int) -> Double, using random: inout CounterGenerator) {
    for one in series {
      let final = finals(one.guide)
      values[one.column] = .nan
      guard !final.isNaN else { continue }
      let codes = one.codesOfBucket[min(255, max(0, Int(final.rounded())))]
      guard !codes.isEmpty else { continue }
      let code = codes[random.integer(below: codes.count)]
      values[one.column] = one.codec.value(of: code, using: &random) ?? .nan
    }
  }
}
