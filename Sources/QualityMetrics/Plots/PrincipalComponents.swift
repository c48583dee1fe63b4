import Metadata
import Statistics
import TableData

/// The rows of a table along the two directions in which the real rows differ most.
///
/// Numbers, in units of their standard deviation, and the commonest categories as indicators. The real side is a density:
/// cells in which fewer than k units lie are left out. Rows of the clone are points.
package struct PrincipalComponents: Hashable, Sendable {
  /// A cell of the real side's density.
  package struct Cell: Hashable, Sendable {
    package var column: Int
    package var row: Int
    /// Share of the real rows.
    package var share: Double
  }

  /// A row of the clone, in cells from the lower left corner.
  package struct Point: Hashable, Sendable {
    package var x: Double
    package var y: Double
  }

  package let cells: [Cell]
  package let points: [Point]
  /// Share of the variance that each direction has.
  package let shares: [Double]
  /// Columns that have most part in each direction.
  package let columns: [[String]]

  /// Cells along each side.
  package static let grid = 18
  private static let rowLimit = 4_000
  private static let pointLimit = 250
  private static let featureLimit = 48
  private static let categories = 6
  private static let columnsNamed = 3
  /// The directions reach so many standard deviations to each side; the rest lies at the border.
  private static let reach = 3.0

  /// Nil for fewer than two features or too few units.
  init?(_ table: ComparedTable, _ quality: TableQuality) {
    let features = Self.features(of: table, quality)
    guard features.count >= 2 else { return nil }
    let realRows = RowSample.positions(of: table.real.rowCount, limit: Self.rowLimit)
    let cloneRows = RowSample.positions(of: table.clone.rowCount, limit: Self.pointLimit)
    let covariance = Self.covariance(features, realRows)
    let total = features.indices.reduce(0) { $0 + covariance[$1][$1] }
    let vectors = Self.eigenvectors(covariance, count: 2)
    guard vectors.count == 2, total > 0 else { return nil }
    func scores(_ rows: [Int], _ side: (Feature) -> [Double]) -> [[Double]] {
      vectors.map { vector in
        rows.map { row in
          features.indices.reduce(0) { $0 + vector.direction[$1] * side(features[$1])[row] }
        }
      }
    }
    let real = scores(realRows, \.real)
    let deviations = vectors.map { max($0.variance.squareRoot(), 1e-9) }
    func place(_ score: Double, _ direction: Int) -> Double {
      let scaled = (score / deviations[direction] + Self.reach) / (2 * Self.reach)
      return min(max(scaled, 0), 1) * Double(Self.grid)
    }
    func cell(_ place: Double) -> Int { min(Int(place), Self.grid - 1) }
    var binOfRow = [Int32](repeating: -1, count: table.real.rowCount)
    for (index, row) in realRows.enumerated() {
      binOfRow[row] = Int32(
        cell(place(real[1][index], 1)) * Self.grid + cell(place(real[0][index], 0))
      )
    }
    let protection = table.protection
    let counted = UnitCounts(binOfRow, bins: Self.grid * Self.grid, protection: protection)
    cells = counted.rows.indices.filter { counted.isShown($0, protection) }.map {
      Cell(
        column: $0 % Self.grid,
        row: $0 / Self.grid,
        share: Double(counted.rows[$0]) / Double(realRows.count)
      )
    }
    guard !cells.isEmpty else { return nil }
    let clone = scores(cloneRows, \.clone)
    points = cloneRows.indices.map { Point(x: place(clone[0][$0], 0), y: place(clone[1][$0], 1)) }
    shares = vectors.map { $0.variance / total }
    columns = vectors.map { vector in
      var names: [String] = []
      for index in features.indices.sorted(by: {
        (abs(vector.direction[$1]), $0) < (abs(vector.direction[$0]), $1)
      }) where !names.contains(features[index].column) {
        names.append(features[index].column)
      }
      return Array(names.prefix(Self.columnsNamed))
    }
  }

  /// A column, or one category of it, as a number of mean 0 on the real side.
  private struct Feature {
    var column: String
    var real: [Double]
    var clone: [Double]

    /// Nil for constants; missing numbers lie in the middle.
    init?(_ column: String, real: [Double], clone: [Double]) {
      guard let moments = Moments(real), moments.deviation > 0 else { return nil }
      func scaled(_ values: [Double]) -> [Double] {
        values.map { $0.isNaN ? 0 : ($0 - moments.mean) / moments.deviation }
      }
      self.column = column
      self.real = scaled(real)
      self.clone = scaled(clone)
    }
  }

  private static func features(of table: ComparedTable, _ quality: TableQuality) -> [Feature] {
    var features = ClampedNumbers.columns(of: table, quality).compactMap { column, numbers in
      Feature(column.column, real: numbers.real, clone: numbers.clone)
    }
    let protection = table.protection
    for column in quality.columns where column.treatment == .category {
      guard let real = table.real[column.column], let clone = table.clone[column.column] else {
        continue
      }
      let codes = SharedCodes(real: real, clone: clone)
      let counted = UnitCounts(codes.real, bins: codes.count, protection: protection)
      let shown = counted.rows.indices.filter { counted.isShown($0, protection) }
        .sorted { (counted.rows[$1], $0) < (counted.rows[$0], $1) }
        .prefix(categories)
      features += shown.compactMap { code in
        Feature(
          column.column,
          real: codes.real.map { Int($0) == code ? 1 : 0 },
          clone: codes.clone.map { Int($0) == code ? 1 : 0 }
        )
      }
    }
    return Array(features.prefix(featureLimit))
  }

  private static func covariance(_ features: [Feature], _ rows: [Int]) -> [[Double]] {
    let columns = features.map { feature in rows.map { feature.real[$0] } }
    var covariance = [[Double]](
      repeating: [Double](repeating: 0, count: features.count),
      count: features.count
    )
    for first in columns.indices {
      for second in 0...first {
        var sum = 0.0
        for row in rows.indices { sum += columns[first][row] * columns[second][row] }
        covariance[first][second] = sum / Double(max(1, rows.count))
        covariance[second][first] = covariance[first][second]
      }
    }
    return covariance
  }

  /// The directions of largest variance, by power iteration and deflation.
  private static func eigenvectors(
    _ matrix: [[Double]],
    count: Int
  ) -> [(direction: [Double], variance: Double)] {
    let rounds = 200
    var matrix = matrix
    var found: [(direction: [Double], variance: Double)] = []
    for _ in 0..<count {
      // Starts off any axis, so that no direction is missed by symmetry.
      var direction = matrix.indices.map { 1 + Double($0) / 7 }
      var variance = 0.0
      for _ in 0..<rounds {
        let image = matrix.map { row in zip(row, direction).reduce(0) { $0 + $1.0 * $1.1 } }
        variance = image.reduce(0) { $0 + $1 * $1 }.squareRoot()
        guard variance > 1e-12 else { return found }
        direction = image.map { $0 / variance }
      }
      found.append((direction, variance))
      for row in matrix.indices {
        for column in matrix.indices {
          matrix[row][column] -= variance * direction[row] * direction[column]
        }
      }
    }
    return found
  }
}
