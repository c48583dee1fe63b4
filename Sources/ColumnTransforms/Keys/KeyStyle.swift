package import Metadata
package import TableData

/// The style of a key column: issues a new unique value for every row, whatever the number of rows.
///
/// Integers are dense, ascend with gaps, or lie scattered over a range, as the column's own do;
/// UUIDs keep their version; texts keep prefix, padding and character classes.
package struct KeyStyle: Sendable, Codable {
  package enum Value: Hashable, Sendable {
    case integer(Int64)
    case text(String)
  }

  private enum Style: Sendable, Codable {
    case integer(IntegerKeys)
    case counter(CounterText, IntegerKeys)
    case uuid(UUIDKeys)
    case pattern(TextShape)
  }

  private var style: Style
  private var seed: UInt64 = 0
  private let type: ColumnType

  /// Learns the style of a column.
  ///
  /// - Parameters:
  ///   - values: keys in row order.
  ///   - type: the column's type, whose limits hold for new keys.
  ///   - units: the protection unit of every row.
  ///   - k: units that must stand behind anything that is repeated.
  ///   - rowCount: rows of the whole table, where the values are a sample of them.
  package init(
    fitting values: ColumnValues,
    type: ColumnType,
    units: [Int32],
    k: Int,
    rowCount: Int? = nil
  ) {
    self.type = type
    let rows = (0..<values.count).filter { !values.isNull[$0] }
    let total = max(rows.count, rowCount ?? 0)
    func integers(_ values: [Int64]) -> Style {
      .integer(IntegerKeys(values: values, rowCount: total, k: k, limits: Self.limits(of: type)))
    }
    switch values.storage {
    case .integers(let all): style = integers(rows.map { all[$0] })
    case .reals(let all): style = integers(rows.compactMap { Int64(exactly: all[$0].rounded()) })
    case .text:
      let texts = rows.compactMap { values.text(at: $0) }
      style = Self.style(
        ofTexts: texts,
        LabelCounts(values, units: units),
        type: type,
        k: k,
        rowCount: total
      )
    }
  }

  private static func style(
    ofTexts texts: [String],
    _ counts: LabelCounts,
    type: ColumnType,
    k: Int,
    rowCount: Int
  ) -> Style {
    if let uuids = UUIDKeys(texts, rowCount: rowCount) { return .uuid(uuids) }
    if let counter = CounterText(texts, k: k) {
      let limits = counter.limits(maxLength: type.length)
      return .counter(
        counter,
        IntegerKeys(values: counter.numbers, rowCount: rowCount, k: k, limits: limits)
      )
    }
    return .pattern(
      TextShape(
        values: counts.labels,
        counts: counts.units,
        k: k,
        maxLength: type.length,
        caseInsensitive: type.baseName == "citext"
      )
    )
  }

  private static func limits(of type: ColumnType) -> ClosedRange<Int64> {
    switch type.baseName {
    case "int2": return Int64(Int16.min)...Int64(Int16.max)
    case "int4": return Int64(Int32.min)...Int64(Int32.max)
    case "numeric":
      let digits = min(18, (type.precision ?? 18) - (type.scale ?? 0))
      let top = (0..<max(1, digits)).reduce(Int64(1)) { power, _ in power * 10 } - 1
      return -top...top
    // Numbers that a double holds exactly.
    case "float4": return -(1 << 24)...(1 << 24)
    case "float8": return -(1 << 53)...(1 << 53)
    default: return Int64.min...Int64.max
    }
  }

  /// The style under a seed, checked to have room for so many rows.
  ///
  /// Without this, keys are the same whatever the seed, and a lack of room shows at the row.
  package func prepared(total: Int, seed: UInt64) throws(ColumnTransformError) -> KeyStyle {
    var prepared = self
    prepared.seed = seed
    switch style {
    case .integer(let keys): prepared.style = .integer(keys.prepared(total: total, seed: seed))
    case .counter(let text, let keys):
      prepared.style = .counter(text, keys.prepared(total: total, seed: seed))
    case .uuid(let keys): prepared.style = .uuid(keys.prepared(seed: seed))
    case .pattern: break
    }
    if total > 0 { _ = try prepared.value(at: total - 1) }
    return prepared
  }

  /// The key of a row: a function of the row alone, different for every row.
  package func value(at row: Int) throws(ColumnTransformError) -> Value {
    switch style {
    case .integer(let keys):
      if let key = keys[row] { return .integer(key) }
      throw exhausted(UInt64(row))
    case .counter(let text, let keys):
      if let key = keys[row] { return .text(text.text(key)) }
      throw exhausted(UInt64(row))
    case .uuid(let keys): return .text(keys[row])
    case .pattern(let shape):
      if UInt64(row) < shape.uniqueCapacity,
        let text = shape.makeUnique(ordinal: UInt64(row), salt: seed)
      {
        return .text(text)
      }
      throw exhausted(shape.uniqueCapacity)
    }
  }

  private func exhausted(_ available: UInt64) -> ColumnTransformError {
    ColumnTransformError(
      code: .keySpaceExhausted,
      type: type.declaration,
      available: available
    )
  }
}
