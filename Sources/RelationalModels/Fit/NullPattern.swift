import Metadata
import TableData

/// Which columns of a foreign key hold a value although the key as a whole refers to nothing.
///
/// MATCH SIMPLE keys are not checked where one of their columns is null; the others may be NOT NULL, shared with
/// another key, or simply filled in.
struct NullPattern: Codable {
  /// Positions among the stored columns.
  var columns: [Int]
  /// Share among the rows that refer to nothing.
  var share: Double

  /// Patterns of a key's rows that refer to nothing; empty where all columns are null together.
  static func patterns(of key: ForeignKey, frame: TableFrame, columns: [Column]) -> [NullPattern] {
    let positions = key.childColumns.compactMap { name in
      columns.firstIndex { $0.name == name }
    }
    let nulls = key.childColumns.compactMap { frame.rows[$0]?.isNull }
    guard positions.count > 1, nulls.count == positions.count, !key.isMatchFull else { return [] }
    var counts: [[Int]: Int] = [:]
    for row in 0..<frame.rowCount where nulls.contains(where: { $0[row] }) {
      counts[positions.indices.filter { !nulls[$0][row] }.map { positions[$0] }, default: 0] += 1
    }
    let total = Double(counts.values.reduce(0, +))
    guard counts.keys.contains(where: { !$0.isEmpty }) else { return [] }
    return counts.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      .map { NullPattern(columns: $0.key, share: Double($0.value) / total) }
  }
}
