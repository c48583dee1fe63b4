#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

extension BinaryCopyWriter {
  /// numeric of the value `units` × 10^−`scale`, with `scale` decimals.
  package mutating func numeric(_ units: Int64, scale: Int) {
    precondition(scale >= 0)
    // Groups of four decimals are counted from the decimal point, so the last group is padded on the right.
    let padding = (Self.groupSize - scale % Self.groupSize) % Self.groupSize
    var lowestWeight = -((scale + padding) / Self.groupSize)
    var groups: [Int16] = []
    var rest = units.magnitude
    if padding > 0 {
      let kept = UInt64(BinaryNumeric.int64Power(Self.groupSize - padding))
      groups.append(Int16(rest % kept) * Int16(BinaryNumeric.int64Power(padding)))
      rest /= kept
    }
    while rest > 0 {
      groups.append(Int16(rest % UInt64(BinaryNumeric.base)))
      rest /= UInt64(BinaryNumeric.base)
    }
    // The server wants neither leading nor trailing zero groups.
    let trailing = groups.prefix { $0 == 0 }.count
    lowestWeight += trailing
    let significant = groups.dropFirst(trailing)
    let dropped = significant.reversed().prefix { $0 == 0 }.count
    appendNumeric(
      digits: significant.dropLast(dropped).reversed(),
      lowestWeight: lowestWeight,
      sign: units < 0 ? .negative : .positive,
      scale: scale
    )
  }

  /// numeric of the value rounded to `scale` decimals, halves away from zero as the server rounds;
  /// NaN and the infinities stay what they are (infinities need PostgreSQL 14).
  package mutating func numeric(_ value: Double, scale: Int) {
    precondition(scale >= 0)
    guard value.isFinite else {
      let infinity: BinaryNumeric.Sign = value > 0 ? .positiveInfinity : .negativeInfinity
      appendNumeric(
        digits: [],
        lowestWeight: 0,
        sign: value.isNaN ? .notANumber : infinity,
        scale: 0
      )
      return
    }
    if let units = Self.roundedUnits(value, scale: scale) {
      numeric(units, scale: scale)
    } else {
      appendNumeric(decimal: Self.exactDecimal(value, scale: scale), scale: scale)
    }
  }

  private static let groupSize = BinaryNumeric.decimalsPerDigit
  /// Below 2^52 a `Double` can tell halves.
  private static let lastHalf = 4_503_599_627_370_496.0

  /// The value times 10^scale, rounded as if computed exactly; nil where that needs more than a `Double`.
  static func roundedUnits(_ value: Double, scale: Int) -> Int64? {
    guard scale <= BinaryNumeric.lastExactDoublePower else { return nil }
    let power = BinaryNumeric.doublePower(scale)
    let product = value * power
    guard product.magnitude < lastHalf else { return nil }
    let rounded = product.rounded(.toNearestOrAwayFromZero)
    let units = Int64(rounded)
    // A product that looks like a half was a half only if its rounding error is zero or points outwards.
    guard (product - rounded).magnitude == 0.5 else { return units }
    let error = (-product).addingProduct(value, power)
    let pointsInwards = product > 0 ? error < 0 : error > 0
    guard pointsInwards else { return units }
    return product > 0 ? units - 1 : units + 1
  }

  /// The value's exact decimal expansion rounded to `scale` decimals.
  private static func exactDecimal(_ value: Double, scale: Int) -> String {
    withVaList([Int32(scale), value]) { arguments in
      // 309 digits before the point, the sign, the point and the terminating zero.
      withUnsafeTemporaryAllocation(of: CChar.self, capacity: 320 + scale) { text in
        guard let start = text.baseAddress else { return "0" }
        vsnprintf(start, text.count, "%.*f", arguments)
        return String(cString: start)
      }
    }
  }

  private mutating func appendNumeric(decimal: String, scale: Int) {
    let isNegative = decimal.hasPrefix("-")
    let parts = decimal.drop { $0 == "-" }.split(separator: ".")
    let whole = Array((parts.first ?? "0").utf8)
    let fraction = parts.count > 1 ? Array(parts[1].utf8) : []
    let zero = UInt8(ascii: "0")
    let front = [UInt8](repeating: zero, count: (4 - whole.count % 4) % 4)
    let back = [UInt8](repeating: zero, count: (4 - fraction.count % 4) % 4)
    let all = front + whole + fraction + back
    let groups = stride(from: 0, to: all.count, by: 4).map { start in
      all[start..<start + 4].reduce(Int16(0)) { $0 * 10 + Int16($1 - zero) }
    }
    let trailing = groups.reversed().prefix { $0 == 0 }.count
    let lowestWeight = -((fraction.count + back.count) / 4) + trailing
    appendNumeric(
      digits: groups.dropLast(trailing).drop { $0 == 0 },
      lowestWeight: lowestWeight,
      sign: isNegative ? .negative : .positive,
      scale: scale
    )
  }

  /// Writes the wire form; `digits` starts with the most significant one.
  private mutating func appendNumeric(
    digits: some Collection<Int16>,
    lowestWeight: Int,
    sign: BinaryNumeric.Sign,
    scale: Int
  ) {
    buffer.append(Int32(BinaryNumeric.headerBytes + 2 * digits.count))
    buffer.append(Int16(digits.count))
    buffer.append(Int16(digits.isEmpty ? 0 : lowestWeight + digits.count - 1))
    let isZero = digits.isEmpty && sign == .negative
    buffer.append(isZero ? BinaryNumeric.Sign.positive.rawValue : sign.rawValue)
    buffer.append(UInt16(scale))
    for digit in digits { buffer.append(digit) }
  }
}
