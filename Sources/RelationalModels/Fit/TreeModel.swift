import ColumnTransforms
import Metadata
import Statistics
import TableData

/// The shape of the forest that a self reference forms: how deep rows lie, in what order depths come, and how many
/// children rows of each depth have.
struct TreeModel: Codable {
  /// A stretch of consecutive rows, as a share of all, with how many of them hold each ``SelfCode``.
  struct Stretch: Codable {
    var counts: [Int32: Int]
  }

  var stretches: [Stretch]
  /// Numbers of children of rows that have some or none, by depth and stretch: early rows have had more time to get
  /// some.
  var children: [[[Double]]]
  /// Whether a row has at most one child.
  var isUnique: Bool

  /// Rows of a stretch at least, as a multiple of the protected number.
  private static let rowsPerStretch = 4
  private static let maximumStretches = 64
  /// Stretches of numbers of children, which are for the trend only.
  private static let maximumNumberStretches = 16

  /// - `codes`: the ``SelfCode`` of every row, in order.
  /// - `parents`: position of every row's parent; negative for none.
  init(codes: [Int32], parents: [Int32], depths: [Int], k: Int, isUnique: Bool) {
    let count = max(
      1,
      min(Self.maximumStretches, codes.count / max(1, Self.rowsPerStretch * k))
    )
    stretches = (0..<count).map { number in
      let range = (codes.count * number / count)..<(codes.count * (number + 1) / count)
      return Stretch(counts: Dictionary(codes[range].map { ($0, 1) }, uniquingKeysWith: +))
    }
    var counts = [Int](repeating: 0, count: parents.count)
    for row in parents.indices where parents[row] >= 0 && Int(parents[row]) != row {
      counts[Int(parents[row])] += 1
    }
    var children: [[Double]] = []
    for (row, depth) in depths.enumerated() {
      let depth = min(depth, SelfCode.maximumDepth)
      while children.count <= depth { children.append([]) }
      children[depth].append(Double(counts[row]))
    }
    self.children = children.map { numbers in
      let count = max(
        1,
        min(Self.maximumNumberStretches, numbers.count / max(1, Self.rowsPerStretch * k))
      )
      return (0..<count).map { number in
        let range = (numbers.count * number / count)..<(numbers.count * (number + 1) / count)
        return Self.protected(numbers[range].sorted(), k: k)
      }
    }
    self.isUnique = isUnique
  }

  /// Ascending numbers with the last few replaced by their mean, so that no single row's number is kept.
  private static func protected(_ sorted: [Double], k: Int) -> [Double] {
    guard sorted.count > 2 * k else {
      let filled = sorted.filter { $0 > 0 }
      guard !filled.isEmpty else { return sorted }
      let mean = filled.reduce(0, +) / Double(filled.count)
      return sorted.map { $0 > 0 ? mean : 0 }
    }
    let tail = sorted.suffix(k)
    let mean = tail.reduce(0, +) / Double(k)
    return sorted.dropLast(k) + tail.map { _ in mean }
  }
}
