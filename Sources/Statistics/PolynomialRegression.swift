/// A value as a polynomial of a few inputs, by least squares over all products of their powers up to a degree.
package struct PolynomialRegression: Equatable, Sendable, Codable {
  /// The inputs that each product multiplies; a power repeats its input.
  private let products: [[Int]]
  private let coefficients: [Double]
  private let centres: [Double]
  private let scales: [Double]

  /// Least share of its own squares that a product must leave beside the products before it.
  private static let minimumPivot = 1e-9

  /// nil for fewer points than products, and for inputs that do not vary.
  ///
  /// - `inputs`: for every input its value at each point.
  /// - `values`: one a point. All numbers are finite.
  package init?(inputs: [[Double]], values: [Double], degree: Int) {
    let count = Double(values.count)
    var centres: [Double] = []
    var scales: [Double] = []
    for input in inputs {
      let centre = input.reduce(0, +) / count
      let variance = input.reduce(0) { $0 + ($1 - centre) * ($1 - centre) } / count
      guard variance > 0, variance.isFinite else { return nil }
      centres.append(centre)
      scales.append(variance.squareRoot())
    }
    let products = Self.products(of: inputs.count, degree: degree)
    guard !inputs.isEmpty, values.count > products.count else { return nil }
    let width = products.count
    var squares = [[Double]](repeating: [Double](repeating: 0, count: width), count: width)
    var moments = [Double](repeating: 0, count: width)
    for (point, value) in values.enumerated() {
      let scaled = inputs.indices.map { (inputs[$0][point] - centres[$0]) / scales[$0] }
      let terms = products.map { $0.reduce(1) { $0 * scaled[$1] } }
      for row in 0..<width {
        moments[row] += terms[row] * value
        for column in 0...row { squares[row][column] += terms[row] * terms[column] }
      }
    }
    self.products = products
    self.centres = centres
    self.scales = scales
    coefficients = Self.solve(squares, moments)
    guard coefficients.allSatisfy(\.isFinite) else { return nil }
  }

  /// The value at a point.
  package func value(at inputs: [Double]) -> Double {
    var sum = 0.0
    for (term, product) in products.enumerated() {
      var factor = coefficients[term]
      for input in product { factor *= (inputs[input] - centres[input]) / scales[input] }
      sum += factor
    }
    return sum
  }

  /// All products of at most `degree` factors, ascending; the empty one first.
  private static func products(of inputCount: Int, degree: Int) -> [[Int]] {
    var all: [[Int]] = [[]]
    var longest: [[Int]] = [[]]
    for _ in 0..<degree {
      longest = longest.flatMap { product in
        ((product.last ?? 0)..<inputCount).map { product + [$0] }
      }
      all += longest
    }
    return all
  }

  /// Solves the normal equations by Cholesky's decomposition; products that others make up get no coefficient.
  private static func solve(_ squares: [[Double]], _ moments: [Double]) -> [Double] {
    let width = moments.count
    var lower = squares
    var isUsed = [Bool](repeating: true, count: width)
    for row in 0..<width {
      for column in 0..<row {
        guard isUsed[column] else {
          lower[row][column] = 0
          continue
        }
        for inner in 0..<column { lower[row][column] -= lower[row][inner] * lower[column][inner] }
        lower[row][column] /= lower[column][column]
      }
      for inner in 0..<row { lower[row][row] -= lower[row][inner] * lower[row][inner] }
      isUsed[row] = lower[row][row] > minimumPivot * squares[row][row]
      lower[row][row] = isUsed[row] ? lower[row][row].squareRoot() : 0
    }
    var solution = moments
    for row in 0..<width {
      for inner in 0..<row { solution[row] -= lower[row][inner] * solution[inner] }
      solution[row] = isUsed[row] ? solution[row] / lower[row][row] : 0
    }
    for row in (0..<width).reversed() {
      for inner in stride(from: row + 1, to: width, by: 1) {
        solution[row] -= lower[inner][row] * solution[inner]
      }
      solution[row] = isUsed[row] ? solution[row] / lower[row][row] : 0
    }
    return solution
  }
}
