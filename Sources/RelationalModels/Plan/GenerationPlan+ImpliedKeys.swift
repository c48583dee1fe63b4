import Metadata
import TableData

/// Keys that follow from others.
extension GenerationPlan {
  /// Share of the rows in which the other key must be set and its parent be known.
  private static let minimumSetShare = 0.999

  /// Keys that follow from another key of the table: its parent points to the same row, by its columns or as all the
  /// rows say.
  ///
  /// - `edges`: those of all tables, by table.
  static func impliedKeys(
    _ edges: [TableID: [Edge]],
    table: Table,
    metadata: DatabaseMetadata,
    data: [TableID: TableRows]
  ) -> [ForeignKey: ForeignKey] {
    let own = (edges[table.id] ?? []).filter { !$0.isDeferred }.map(\.key)
    var implied: [ForeignKey: ForeignKey] = [:]
    for key in own where key.condition == nil {
      implied[key] = own.first { other in
        other != key && !other.isSelfReference && implied[other] != key && other.condition == nil
          && impliedKey(of: other, metadata: metadata, for: key) != nil
          && other.childColumns.allSatisfy { table.column($0)?.isNullable == false }
      }
    }
    for key in own where key.condition == nil && !key.isSelfReference && implied[key] == nil {
      implied[key] = own.first { other in
        other != key && !other.isSelfReference && other.condition == nil && implied[other] == nil
          && (edges[other.parent] ?? []).contains { upward in
            !upward.isDeferred && upward.key.condition == nil && upward.key.parent == key.parent
              && upward.key.parentColumns == key.parentColumns
              && follows(key, from: other, upward.key, data: data)
          }
      }
    }
    return implied
  }

  /// Whether the rows refer with a key to the row to which the parent of another key refers.
  private static func follows(
    _ key: ForeignKey,
    from other: ForeignKey,
    _ upward: ForeignKey,
    data: [TableID: TableRows]
  ) -> Bool {
    guard let rows = data[key.child], let middle = data[other.parent], let top = data[key.parent]
    else { return false }
    let goal = key.parentRows(of: rows, in: top)
    let way = other.parentRows(of: rows, in: middle)
    let set = way.reduce(0) { $0 + ($1 >= 0 ? 1 : 0) }
    guard Double(set) >= minimumSetShare * Double(rows.rowCount) else { return false }
    let up = upward.parentRows(of: middle, in: top)
    return KeyAgreementTally(goal: goal) { way[$0] >= 0 ? up[Int(way[$0])] : nil }.isAgreed
  }

  /// The key of `other`'s parent that points where `key` points, over the same columns of the child.
  static func impliedKey(
    of other: ForeignKey,
    metadata: DatabaseMetadata,
    for key: ForeignKey
  ) -> ForeignKey? {
    let columns = key.childColumns.map { name in
      other.childColumns.firstIndex(of: name).map { other.parentColumns[$0] }
    }
    guard !columns.contains(nil) else { return nil }
    return metadata[other.parent]?.foreignKeys.first {
      $0.condition == nil && $0.parent == key.parent && $0.parentColumns == key.parentColumns
        && $0.childColumns == columns.compactMap(\.self)
    }
  }
}
