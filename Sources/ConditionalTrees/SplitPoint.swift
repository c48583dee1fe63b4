import Foundation

/// What judges splits: sums of points over the rows of a group.
///
/// Lane 0 counts rows.
protocol SplitPoint: SIMD where Scalar == Float {
  /// What a group with this sum contributes to the gain of the split that makes it.
  var score: Float { get }

  /// Calls with every label that has rows and the key by which sets of labels are tried, in ascending order of keys.
  static func forEachLabel(
    in histogram: UnsafeBufferPointer<Self>,
    total: Self,
    _ body: (_ bin: Int, _ key: Float) -> Void
  )
}

/// A point in the space in which splits are judged: lane 0 is 1, the other lanes describe the target.
///
/// The gain of a split is the reduction of the summed within-group variance of these lanes. For one-hot
/// lanes that is the Gini gain; for orthogonal polynomials of the rank it notices changes of location,
/// spread and shape (the idea of distributional forests, arXiv:2005.14458).
package typealias Embedding = SIMD8<Float>

extension SIMD8: SplitPoint where Scalar == Float {
  @inline(__always)
  var score: Float { (self * self).sum() / self[0] }

  /// By the mean of the lane that varies most: optimal for two groups (Fisher 1958).
  @inline(__always)
  static func forEachLabel(
    in histogram: UnsafeBufferPointer<Self>,
    total: Self,
    _ body: (_ bin: Int, _ key: Float) -> Void
  ) {
    var spread = Self.zero
    for sum in histogram where sum[0] > 0 { spread += sum * sum / sum[0] }
    spread -= total * total / total[0]
    spread[0] = -1
    var lane = 1
    for other in 2..<8 where spread[other] > spread[lane] { lane = other }
    for bin in histogram.indices where histogram[bin][0] > 0 {
      body(bin, histogram[bin][lane] / histogram[bin][0])
    }
  }
}

/// First and second derivative of a loss with respect to a row's score: lanes are rows, gradient, hessian, unused.
///
/// The gain of a split is twice the loss that a Newton step on either side saves (XGBoost,
/// DOI 10.1145/2939672.2939785).
typealias Gradient = SIMD4<Float>

extension SIMD4: SplitPoint where Scalar == Float {
  /// Added to every hessian: a group of few rows moves little.
  static var ridge: Float { 2 }

  var score: Float { self[1] * self[1] / (self[2] + Self.ridge) }

  /// Of the logistic loss, at log odds that the outcome is above.
  static func logistic(score: Float, isAbove: Bool) -> Gradient {
    let probability = 1 / (1 + expf(-score))
    return Gradient(1, probability - (isAbove ? 1 : 0), probability * (1 - probability), 0)
  }

  /// Half the squared error.
  static func squares(score: Float, outcome: Float) -> Gradient {
    Gradient(1, score - outcome, 1, 0)
  }

  /// The step that lowers the loss of a group most.
  var newtonStep: Float { -self[1] / (self[2] + Self.ridge) }

  @inline(__always)
  static func forEachLabel(
    in histogram: UnsafeBufferPointer<Self>,
    total: Self,
    _ body: (_ bin: Int, _ key: Float) -> Void
  ) {
    for bin in histogram.indices where histogram[bin][0] > 0 {
      body(bin, histogram[bin].newtonStep)
    }
  }
}
