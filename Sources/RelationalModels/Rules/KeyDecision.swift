/// A value of an ancestor that decides which row of a table that is kept a key refers to, such as the country of a
/// customer the currency of an order.
struct KeyDecision: Sendable, Codable {
  var source: ValueSource
  /// The parent row by the hash of the value.
  var parents: [UInt64: Int32]
}

extension ValueSource {
  /// The key by which an ancestor is reached; nil for values of the row and its sibling.
  var key: Int? {
    switch self {
    case .parent(let key, _), .grandparent(let key, _, _): key
    case .column, .previous: nil
    }
  }
}
