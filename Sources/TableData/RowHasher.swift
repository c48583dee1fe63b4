import Statistics

/// Hashes the values of some columns of a row to 64 bits; equal values hash alike across integer
/// and decimal columns.
///
/// Collisions (2⁻⁶⁴ a pair) are accepted.
package struct RowHasher {
  private enum Source {
    case integers([Int64])
    case reals([Double])
    /// Hash of every dictionary entry.
    case text([Int32], [UInt64])
  }

  private let sources: [Source]
  private let nulls: [[Bool]]

  package init(_ columns: [ColumnValues]) {
    sources = columns.map { column in
      switch column.storage {
      case .integers(let values): .integers(values)
      case .reals(let values): .reals(values)
      case .text(let codes, let dictionary): .text(codes, dictionary.map(CounterGenerator.hash))
      }
    }
    nulls = columns.map(\.isNull)
  }

  /// The hash of a row, or nil when any of the columns is null.
  package func hash(row: Int) -> UInt64? {
    var hash: UInt64 = 0
    for (position, source) in sources.enumerated() {
      if nulls[position][row] { return nil }
      switch source {
      case .integers(let values): hash = Self.combine(hash, Self.hash(values[row]))
      case .reals(let values): hash = Self.combine(hash, Self.hash(values[row]))
      case .text(let codes, let hashes): hash = Self.combine(hash, hashes[Int(codes[row])])
      }
    }
    return hash
  }

  /// The hash of a row with null as a value of its own.
  package func hashWithNulls(row: Int) -> UInt64 {
    var hash: UInt64 = 0
    for (position, source) in sources.enumerated() {
      guard !nulls[position][row] else {
        hash = Self.combine(hash, 0xDEAD_BEEF)
        continue
      }
      switch source {
      case .integers(let values): hash = Self.combine(hash, Self.hash(values[row]))
      case .reals(let values): hash = Self.combine(hash, Self.hash(values[row]))
      case .text(let codes, let hashes): hash = Self.combine(hash, hashes[Int(codes[row])])
      }
    }
    return hash
  }

  package static func combine(_ hash: UInt64, _ next: UInt64) -> UInt64 {
    CounterGenerator.mix(hash &* 0x9E37_79B9_7F4A_7C15 ^ next)
  }

  package static func hash(_ value: Int64) -> UInt64 {
    CounterGenerator.mix(UInt64(bitPattern: value))
  }

  package static func hash(_ value: Double) -> UInt64 {
    // Whole numbers hash as integers, so that numeric(10) finds its bigint parent.
    if let whole = Int64(exactly: value) { return hash(whole) }
    return CounterGenerator.mix(value.bitPattern ^ 0x5555)
  }
}

extension TableRows {
  /// A hash of every row's values in the named columns, with NULL as a value of its own.
  package func hashes(of columns: [String]) -> [UInt64] {
    let hasher = RowHasher(columns.compactMap { self[$0] })
    return (0..<rowCount).map { hasher.hashWithNulls(row: $0) }
  }
}
