import TableData

/// Parents that have no children by a key, or at least one each, told by one of their columns.
struct FanOutRule: Sendable, Codable {
  enum Bound: Sendable, Codable {
    /// No row refers to such a parent.
    case none
    /// A row or more refer to each.
    case some
  }

  /// Which values of a column are meant.
  enum Values: Hashable, Sendable, Codable {
    case null
    case set
    /// Hashes of single values, as ``RowHasher`` computes them of a row with this column alone.
    case labels(Set<UInt64>)

    /// - `hash`: of the parent's value; nil for null.
    func contains(_ hash: UInt64?) -> Bool {
      switch self {
      case .null: hash == nil
      case .set: hash != nil
      case .labels(let labels): hash.map(labels.contains) ?? false
      }
    }
  }

  let key: Int
  let bound: Bound
  /// The parent's column and its values; nil for all parents.
  let condition: Condition?

  struct Condition: Sendable, Codable {
    var column: String
    var values: Values
  }
}

extension [FanOutRule] {
  /// The rows of a parent that a bound of a key is about; nil where there is none.
  func rows(of key: Int, _ bound: FanOutRule.Bound, parent: SyntheticTable) -> [Bool]? {
    let rules = filter { $0.key == key && $0.bound == bound }
    guard !rules.isEmpty else { return nil }
    return (0..<parent.rowCount).map { row in
      rules.contains { rule in
        guard let condition = rule.condition else { return true }
        guard let values = parent.retained[condition.column] else { return false }
        return condition.values.contains(values.rowHash(row))
      }
    }
  }
}
