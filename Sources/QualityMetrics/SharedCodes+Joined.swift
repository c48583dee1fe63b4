extension SharedCodes {
  /// Several columns as one: rows have equal codes where they agree in every column.
  ///
  /// Codes are numbered from 1 in order of first appearance, rows of NULLs alone too.
  ///
  /// - Precondition: the columns have as many rows.
  package static func joined(_ columns: [SharedCodes]) -> SharedCodes? {
    guard let first = columns.first else { return nil }
    // An empty column to start with gives a single column new codes, too.
    let start = SharedCodes(
      real: [Int32](repeating: 0, count: first.real.count),
      clone: [Int32](repeating: 0, count: first.clone.count),
      count: 1
    )
    return columns.reduce(start) { joined, column in
      var codes: [UInt64: Int32] = [:]
      func code(_ left: Int32, _ right: Int32) -> Int32 {
        let pair = UInt64(UInt32(bitPattern: left)) << 32 | UInt64(UInt32(bitPattern: right))
        if let known = codes[pair] { return known }
        codes[pair] = Int32(codes.count + 1)
        return Int32(codes.count)
      }
      let real = zip(joined.real, column.real).map(code)
      let clone = zip(joined.clone, column.clone).map(code)
      return SharedCodes(real: real, clone: clone, count: codes.count + 1)
    }
  }
}
