package import TableData

/// Two columns written in one code space: equal values of the two sides have equal codes.
///
/// Code 0 is NULL; values are numbered from 1 in order of first appearance, the real side first.
package struct SharedCodes: Sendable {
  package let real: [Int32]
  package let clone: [Int32]
  /// Codes in use on either side, NULL's included.
  package let count: Int

  package init(real: [Int32], clone: [Int32], count: Int) {
    self.real = real
    self.clone = clone
    self.count = count
  }

  /// Encodes two columns of the same kind, in O(n).
  package init(real: ColumnValues, clone: ColumnValues) {
    switch (real.storage, clone.storage) {
    case (.integers(let realValues), .integers(let cloneValues)):
      var codes: [Int64: Int32] = [:]
      self.real = Self.encode(realValues, real.isNull, &codes)
      self.clone = Self.encode(cloneValues, clone.isNull, &codes)
      count = codes.count + 1
    case (
      .text(let realCodes, let realDictionary), .text(let cloneCodes, let cloneDictionary)
    ):
      var codes: [String: Int32] = [:]
      self.real = Self.encode(realCodes, realDictionary, real.isNull, &codes)
      self.clone = Self.encode(cloneCodes, cloneDictionary, clone.isNull, &codes)
      count = codes.count + 1
    default:
      var codes: [UInt64: Int32] = [:]
      self.real = Self.encode(Self.patterns(of: real), real.isNull, &codes)
      self.clone = Self.encode(Self.patterns(of: clone), clone.isNull, &codes)
      count = codes.count + 1
    }
  }

  /// How often each code occurs among the real rows.
  package var realCounts: [Int] { Self.counts(of: real, count) }

  /// How often each code occurs among the clone's rows.
  package var cloneCounts: [Int] { Self.counts(of: clone, count) }

  private static func counts(of codes: [Int32], _ count: Int) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    for code in codes { counts[Int(code)] += 1 }
    return counts
  }

  private static func encode<Value: Hashable>(
    _ values: [Value],
    _ isNull: [Bool],
    _ codes: inout [Value: Int32]
  ) -> [Int32] {
    var encoded = [Int32](repeating: 0, count: values.count)
    for row in values.indices where !isNull[row] {
      encoded[row] = code(of: values[row], &codes)
    }
    return encoded
  }

  /// Looks each dictionary entry up once, and only where a row uses it.
  private static func encode(
    _ values: [Int32],
    _ dictionary: [String],
    _ isNull: [Bool],
    _ codes: inout [String: Int32]
  ) -> [Int32] {
    var translation = [Int32](repeating: 0, count: dictionary.count)
    var encoded = [Int32](repeating: 0, count: values.count)
    for row in values.indices where !isNull[row] {
      let entry = Int(values[row])
      if translation[entry] == 0 { translation[entry] = code(of: dictionary[entry], &codes) }
      encoded[row] = translation[entry]
    }
    return encoded
  }

  private static func code<Value: Hashable>(
    of value: Value,
    _ codes: inout [Value: Int32]
  ) -> Int32 {
    if let known = codes[value] { return known }
    let next = Int32(codes.count + 1)
    codes[value] = next
    return next
  }

  /// Bit patterns of the numbers, with one zero and one NaN.
  private static func patterns(of column: ColumnValues) -> [UInt64] {
    (0..<column.count).map { row in
      guard let value = column.number(at: row), value != 0 else { return 0 }
      return value.isNaN ? Double.nan.bitPattern : value.bitPattern
    }
  }
}
