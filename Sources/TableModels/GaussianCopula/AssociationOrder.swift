/// Puts labels in an order in which neighbours go with similar values elsewhere.
///
/// Labels have no order, and a latent variable needs one. Taken is the first axis of a correspondence analysis of the column
/// with the others side by side (Benzécri 1973; Greenacre 1984): the scores of labels, of variance 1, whose means by the
/// others' values vary most. Of ordered columns it is the cumulative table that is analysed (Taguchi 1974; Beh, D'Ambra and
/// Simonetti 2011, DOI 10.1080/02664763.2010.549216), for which values next to each other are nearly the same.
struct AssociationOrder {
  /// Rows that are looked at, at most.
  static let rowLimit = 20_000
  private static let rounds = 60
  private static let cells = 16

  /// A column as small classes.
  struct Classes {
    /// Of every row looked at; 0 for null.
    var ofRow: [UInt8]
    var count: Int
    var isOrdinal: Bool

    /// Labels as they are; ordered ones in about equally frequent cells.
    init(_ bins: [UInt8], isOrdinal: Bool) {
      self.isOrdinal = isOrdinal
      var counts = [Int](repeating: 0, count: 256)
      for bin in bins { counts[Int(bin)] += 1 }
      let isFine = counts.dropFirst().reduce(0) { $0 + ($1 > 0 ? 1 : 0) } > cells
      guard isOrdinal, isFine else {
        ofRow = bins
        count = 256
        return
      }
      let present = bins.count - counts[0]
      var (below, classOfBin) = (0, [UInt8](repeating: 0, count: 256))
      for bin in 1...255 {
        classOfBin[bin] = UInt8(1 + min(cells - 1, below * cells / max(1, present)))
        below += counts[bin]
      }
      ofRow = bins.map { classOfBin[Int($0)] }
      count = cells + 1
    }
  }

  /// The score of every bin of a column by which labels are ordered; 0 where nothing tells them apart.
  static func scores(of bins: [UInt8], beside others: [Classes]) -> [Double] {
    var counts = [Double](repeating: 0, count: 256)
    for bin in bins { counts[Int(bin)] += 1 }
    let shown = (1...255).filter { counts[$0] > 0 }
    guard shown.count > 2 else { return [Double](repeating: 0, count: 256) }
    let total = shown.reduce(0) { $0 + counts[$1] }
    var place = [Int](repeating: -1, count: 256)
    for (position, bin) in shown.enumerated() { place[bin] = position }
    // Sum over the others of the squares of standardized residuals of their tables.
    var squares = [Double](repeating: 0, count: shown.count * shown.count)
    for other in others {
      var table = [Double](repeating: 0, count: shown.count * other.count)
      var columns = [Double](repeating: 0, count: other.count)
      for (row, bin) in bins.enumerated() where place[Int(bin)] >= 0 {
        table[place[Int(bin)] * other.count + Int(other.ofRow[row])] += 1
        columns[Int(other.ofRow[row])] += 1
      }
      // Nulls of an ordered column stand before its values.
      let used = columns.indices.filter { columns[$0] > 0 }
      guard used.count > 1 else { continue }
      let weight = other.isOrdinal ? 1 / Double(used.count).squareRoot() : 1
      let residuals = shown.enumerated().map { position, bin -> [Double] in
        var (seen, share) = (0.0, 0.0)
        return used.compactMap { column in
          if !other.isOrdinal { (seen, share) = (0, 0) }
          seen += table[position * other.count + column]
          share += columns[column] / total
          let variance = counts[bin] * share * (other.isOrdinal ? 1 - share : 1)
          guard variance > 1e-9 else { return nil }
          return weight * (seen - counts[bin] * share) / variance.squareRoot()
        }
      }
      for first in shown.indices {
        for second in 0...first {
          let product = zip(residuals[first], residuals[second]).reduce(0) { $0 + $1.0 * $1.1 }
          squares[first * shown.count + second] += product
          if second < first { squares[second * shown.count + first] += product }
        }
      }
    }
    let axis = firstAxis(squares, size: shown.count)
    var scores = [Double](repeating: 0, count: 256)
    for (position, bin) in shown.enumerated() {
      scores[bin] = axis[position] / counts[bin].squareRoot()
    }
    return scores
  }

  /// The eigenvector of the largest eigenvalue, by power iteration from off any axis.
  private static func firstAxis(_ matrix: [Double], size: Int) -> [Double] {
    var axis = (0..<size).map { 1 + Double($0 * 37 % 11) / 7 }
    for _ in 0..<rounds {
      var image = [Double](repeating: 0, count: size)
      for row in 0..<size {
        for column in 0..<size { image[row] += matrix[row * size + column] * axis[column] }
      }
      let length = image.reduce(0) { $0 + $1 * $1 }.squareRoot()
      guard length > 1e-9 else { return [Double](repeating: 0, count: size) }
      axis = image.map { $0 / length }
    }
    return axis
  }
}
