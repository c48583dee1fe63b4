import Metadata

extension ColumnType {
  /// Whether every value of the other type can be stored as it is.
  func holds(_ other: ColumnType) -> Bool {
    // What a domain allows is not seen from here; the same name stands for the same rules.
    guard domains.isEmpty || domains == other.domains else { return false }
    switch (form, other.form) {
    case (.enumeration(let labels), .enumeration(let others)):
      return Set(others).isSubset(of: labels)
    case (.array(let element), .array(let other)) where element != other:
      return false
    case (.base, .base), (.array, .array), (.composite, .composite), (.range, .range),
      (.multirange, .multirange):
      break
    default: return false
    }
    guard baseName == other.baseName else { return isWider(than: other) }
    if let length {
      guard let otherLength = other.length else { return false }
      return baseName == "bit" ? length == otherLength : length >= otherLength
    }
    if let precision {
      guard let otherPrecision = other.precision else { return false }
      let (scale, otherScale) = (scale ?? 0, other.scale ?? 0)
      return scale >= otherScale && precision - scale >= otherPrecision - otherScale
    }
    return true
  }

  private static let numbers = [["int2", "int4", "int8"], ["float4", "float8"]]
  private static let texts: Set<String> = ["text", "varchar", "bpchar"]

  private func isWider(than other: ColumnType) -> Bool {
    guard baseSchema == "pg_catalog", other.baseSchema == "pg_catalog" else { return false }
    for family in Self.numbers {
      if let own = family.firstIndex(of: baseName), let its = family.firstIndex(of: other.baseName)
      {
        return own > its
      }
    }
    guard Self.texts.contains(other.baseName), baseName != "bpchar", Self.texts.contains(baseName)
    else { return false }
    guard let length else { return true }
    return other.length.map { $0 <= length } ?? false
  }
}
