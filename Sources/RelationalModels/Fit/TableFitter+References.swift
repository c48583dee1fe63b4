import Metadata
import TableData

/// What a table's foreign keys have in common with each other and with columns of their parents.
extension TableFitter {
  func fitReferences(_ result: inout FittedTable, state: FitState) {
    result.parentPairs = ParentPair.pairs(plan: plan, frame: frame)
    for (key, foreign) in plan.keys.enumerated() {
      let patterns = NullPattern.patterns(of: foreign, frame: frame, columns: fit.columns)
      if !patterns.isEmpty { result.nullPatterns[key] = patterns }
      if let share = state.danglingShares[foreign], share > 0 { result.danglingShares[key] = share }
      let constants = discriminators(key, state: state)
      if !constants.isEmpty { result.discriminators[key] = constants }
    }
  }

  /// Columns of a key, not keys of the parent themselves, with one value in all rows and several in the parent.
  private func discriminators(_ key: Int, state: FitState) -> [Discriminator] {
    let foreign = plan.keys[key]
    guard plan.keyRoles[key] == .context || plan.keyRoles[key] == .matched,
      let parent = state.frames[foreign.parent]
    else { return [] }
    return zip(foreign.childColumns, foreign.parentColumns).compactMap { child, other in
      guard !parent.table.hasUniqueKey(within: [other]), let values = frame.rows[child],
        let choices = parent.rows[other], let hash = Self.onlyHash(values),
        Self.onlyHash(choices) == nil
      else { return nil }
      return Discriminator(parentColumn: other, hash: hash)
    }
  }

  /// The hash of the only value that is not null; nil where there are none or several.
  private static func onlyHash(_ values: ColumnValues) -> UInt64? {
    let hasher = RowHasher([values])
    var only: UInt64?
    for row in 0..<values.count {
      guard let hash = hasher.hash(row: row) else { continue }
      guard only == nil || only == hash else { return nil }
      only = hash
    }
    return only
  }
}
