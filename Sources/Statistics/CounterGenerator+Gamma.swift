import Foundation

extension CounterGenerator {
  /// A draw from the standard normal distribution (Box and Muller 1958, DOI 10.1214/aoms/1177706645).
  package mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// A draw from the gamma distribution of that shape and scale 1 (Marsaglia and Tsang 2000,
  /// DOI 10.1145/358407.358414).
  package mutating func gamma(shape: Double) -> Double {
    guard shape > 0 else { return 0 }
    guard shape >= 1 else {
      // Γ(a) is Γ(a + 1) times a power of a uniform.
      return gamma(shape: shape + 1) * pow(1 - uniform(), 1 / shape)
    }
    let d = shape - 1 / 3
    let c = 1 / (9 * d).squareRoot()
    while true {
      let x = normal()
      let v = (1 + c * x) * (1 + c * x) * (1 + c * x)
      guard v > 0 else { continue }
      if log(1 - uniform()) < x * x / 2 + d - d * v + d * log(v) { return d * v }
    }
  }
}
