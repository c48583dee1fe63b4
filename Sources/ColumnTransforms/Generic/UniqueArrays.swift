import Metadata

/// Arrays of one element that spells an ordinal.
enum UniqueArrays {
  /// Nil where elements cannot be invented, or there are no more.
  static func make(_ ordinal: UInt64, element: ColumnType, salt: UInt64) -> String? {
    let word: String
    switch element.valueKind {
    case .text:
      guard ordinal < 1 << 62 else { return nil }
      word = String(KeyedBijection(size: 1 << 62, key: salt)[ordinal], radix: 36)
    case .integer, .real, .decimal:
      guard ordinal < UInt64(Int16.max) else { return nil }
      word = String(ordinal)
    case .uuid:
      var random = TextRandom(seed: mixed(ordinal ^ salt))
      let low = KeyedBijection(size: 1 << 62, key: salt)[ordinal & (1 << 62 - 1)]
      word = UUIDKeys.random(random.next(), low << 2)
    default: return nil
    }
    return ArrayLiteral(items: [word]).text()
  }
}
