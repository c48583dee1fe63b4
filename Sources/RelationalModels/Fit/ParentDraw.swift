import ColumnTransforms
import ConditionalTrees
import Metadata
import Statistics
import TableData
import TableModels

/// A number drawn once for every row of a parent table, such as how many children it has.
struct ParentDraw: Codable {
  var name: String
  var codec: ColumnCodec
  var model: NumberModel
  /// The feature that the number follows from exactly, and how far it is from it.
  var steps: Steps?
  /// The feature that tells what the parent's earlier siblings came to; it comes right before the number's own.
  var siblings: Siblings?
  /// Share of every bucket among the real parents that have a number.
  var shares: [Float]
  /// Number of real parents behind the shares.
  var sampleSize: Int
  /// The code of numbers that only a few parents have, and the share of the parents that have it.
  var few: Few?
  /// For numbers of children: what kinds of parents the children have.
  var meanNumbers: [MeanNumbers] = []

  struct Steps: Codable {
    var feature: Int
    var offset: Int
  }

  struct Siblings: Codable {
    var feature: Int
    var scale: EarlierSiblings
  }

  struct Few: Codable {
    var code: Int32
    var share: Double
  }
}

/// A draw whose model is still to be fitted.
///
/// What is drawn before it is known of real parents, so that the models of all draws can be fitted at the same time.
struct ParentDraft {
  let parent: TableID
  let name: String
  let codec: ColumnCodec
  /// The protected unit of every parent row.
  let units: [Int32]
  var steps: ParentDraw.Steps?
  private var siblings: ParentDraw.Siblings?
  private let k: Int
  private let target: TreeTarget
  /// The parent's features that are known before it.
  private let candidates: Range<Int>
  private let shares: [Float]
  private let sampleSize: Int
  private let generator: CounterGenerator
  private let meanNumbers: [MeanNumbers]

  /// Learns the scale of the numbers and appends them to the features of their parents.
  ///
  /// - `numbers`: of every parent row; NaN for none.
  /// - `store`: the features of the parent rows.
  /// - `meanNumbers`: what kinds of parents the children have, where the numbers are numbers of children.
  /// - `groupStart`: where the siblings among the parent rows begin; empty where they are not drawn in their order.
  init(
    name: String,
    numbers: [Double],
    of parent: TableFrame,
    store: inout FeatureStore,
    meanNumbers: [MeanNumbers] = [],
    groupStart: [Int32] = [],
    isIntegral: Bool,
    using generator: CounterGenerator
  ) {
    self.parent = parent.table.id
    self.meanNumbers = meanNumbers
    self.name = name
    units = parent.units
    k = parent.k
    var generator = generator
    var codecOptions = NumericCodec.Options()
    codecOptions.k = parent.k
    codecOptions.isIntegral = isIntegral
    // A handful of parents that hold most of the children would otherwise lose them all, and guides that a few
    // have would deny what their rows need; the number itself never leaves the model.
    codecOptions.keepsMeanOfFew = true
    let present = numbers.indices.filter { !numbers[$0].isNaN }
    let numeric = NumericCodec(
      values: present.map { numbers[$0] },
      units: present.map { parent.units[$0] },
      options: codecOptions,
      using: &generator
    )
    codec = .numeric(numeric)
    let codes = numbers.map { $0.isNaN ? 0 : numeric.code(of: $0) }
    let buckets = codec.bucketOfCode
    let earlier = EarlierSiblings.means(numbers, groupStart: groupStart)
    if let scale = EarlierSiblings(numbers, after: earlier) {
      siblings = ParentDraw.Siblings(feature: store.width, scale: scale)
      store.append(
        FeatureStore.Info(name: "\(name) of earlier siblings", isCategorical: false),
        earlier.map(scale.bin)
      )
    }
    target = TreeTarget(codes: codes, bucketOfCode: buckets, isOrdinal: true)
    candidates = 0..<store.width
    store.append(
      FeatureStore.Info(name: name, isCategorical: false),
      codes.map { buckets[Int($0)] }
    )
    shares = MarginalBalance.shares(buckets: present.map { buckets[Int(codes[$0])] })
    sampleSize = present.count
    self.generator = generator
  }

  /// p(number | features of the parent row that are known before it).
  ///
  /// - `matrix`: the features of the parent rows; those that were appended later are left alone.
  /// - `synthesizer`: of the children.
  func model(
    _ matrix: FeatureMatrix,
    tier: ConditionalModel.Tier,
    synthesizer: SynthesizerChoice
  ) -> NumberModel {
    let rows = Array(0..<Int32(matrix.rowCount))
    let candidates = synthesizer.isConditional ? Array(candidates) : []
    guard synthesizer == .hma else {
      var generator = generator
      return .trees(
        ConditionalModel(
          fitting: target,
          matrix: matrix,
          rows: rows,
          units: units,
          candidates: candidates,
          minimumUnits: k,
          tier: tier,
          using: &generator
        )
      )
    }
    let number = TrainingTarget(
      codes: target,
      rows: rows.filter { target.codes[Int($0)] > 0 },
      candidates: candidates,
      generator: generator
    )
    return .copula(
      GaussianCopulaSynthesizer().fit(
        TrainingRows(
          targets: [number],
          matrix: matrix,
          contexts: candidates,
          units: units,
          minimumUnits: k
        )
      )
    )
  }

  func draw(_ model: NumberModel) -> ParentDraw {
    var draw = ParentDraw(
      name: name,
      codec: codec,
      model: model,
      steps: steps,
      siblings: siblings,
      shares: shares,
      sampleSize: sampleSize
    )
    draw.meanNumbers = meanNumbers
    if case .numeric(let numeric) = codec, let few = numeric.few {
      draw.few = ParentDraw.Few(
        code: few.code,
        share: Double(few.rows) / Double(max(1, target.codes.count))
      )
    }
    return draw
  }
}
