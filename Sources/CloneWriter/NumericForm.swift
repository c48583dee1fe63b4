import PostgresClient

/// Writes decimals in the binary form of numeric: digits of base 10,000.
enum NumericForm {
  /// The sign mark of values below zero.
  private static let negative: UInt16 = 0x4000
  private static let powers: [Double] = (0...22).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
  private static let integerPowers: [UInt64] = (0...3).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
  /// Up to here a `Double` holds every integer.
  private static let lastExactInteger = 9_007_199_254_740_992.0
  /// More decimals than a `Double` of ordinary size can hold.
  private static let longestFraction = 15

  /// The value with the declared scale, or with as many decimals as it takes to read the same `Double`.
  static func append(_ value: Double, scale: Int?, to bytes: inout [UInt8]) {
    if let scale, (0...22).contains(scale) {
      let units = value * powers[scale]
      if units.magnitude < lastExactInteger {
        let rounded = units.rounded(.toNearestOrAwayFromZero)
        append(units: Int64(rounded), scale: scale, shownScale: scale, to: &bytes)
        return
      }
    } else if value.magnitude < lastExactInteger {
      for scale in 0...longestFraction {
        let units = (value * powers[scale]).rounded()
        guard units.magnitude < lastExactInteger else { break }
        guard units / powers[scale] == value else { continue }
        append(units: Int64(units), scale: scale, shownScale: scale, to: &bytes)
        return
      }
    }
    appendDigits(of: value, to: &bytes)
  }

  /// The value `units` × 10^−`scale`; the server shows `shownScale` decimals.
  static func append(units: Int64, scale: Int, shownScale: Int, to bytes: inout [UInt8]) {
    // Groups of four decimals are counted from the decimal point, so the last one is filled up.
    let padding = (4 - scale % 4) % 4
    var weight = -((scale + padding) / 4)
    var rest = units.magnitude
    // Base-10,000 digits, the lowest first; 19 decimal digits and the filling make six at most.
    var digits: (UInt16, UInt16, UInt16, UInt16, UInt16, UInt16) = (0, 0, 0, 0, 0, 0)
    withUnsafeMutableBytes(of: &digits) { storage in
      let digits = storage.assumingMemoryBound(to: UInt16.self)
      var count = 0
      if padding > 0 {
        let kept = integerPowers[4 - padding]
        digits[count] = UInt16(rest % kept * integerPowers[padding])
        rest /= kept
        count += 1
      }
      while rest > 0 {
        digits[count] = UInt16(rest % 10_000)
        rest /= 10_000
        count += 1
      }
      // The server wants neither leading nor trailing zero digits.
      var first = 0
      while first < count, digits[first] == 0 { first += 1 }
      while count > first, digits[count - 1] == 0 { count -= 1 }
      weight += count - 1
      let isZero = count == first
      withUnsafeTemporaryAllocation(of: UInt16.self, capacity: 4 + 6) { wire in
        wire[0] = UInt16(count - first).bigEndian
        wire[1] = UInt16(bitPattern: Int16(isZero ? 0 : weight)).bigEndian
        wire[2] = UInt16(units < 0 && !isZero ? negative : 0).bigEndian
        wire[3] = UInt16(shownScale).bigEndian
        for index in first..<count { wire[4 + count - 1 - index] = digits[index].bigEndian }
        bytes.append(
          contentsOf: UnsafeRawBufferPointer(
            rebasing: UnsafeRawBufferPointer(wire)[..<(8 + 2 * (count - first))]
          )
        )
      }
    }
  }

  /// The shortest decimal that reads as the value, however large or small.
  private static func appendDigits(of value: Double, to bytes: inout [UInt8]) {
    guard value.isFinite else {
      let sign: UInt16 = value.isNaN ? 0xC000 : value > 0 ? 0xD000 : 0xF000
      bytes.append(bigEndian: Int32(0))
      bytes.append(bigEndian: sign)
      bytes.append(bigEndian: Int16(0))
      return
    }
    let decimal = ShortestDecimal(value)
    let zero = UInt8(ascii: "0")
    // The first digit group starts at a multiple of four places from the point.
    let lead = ((decimal.pointPosition % 4) + 4) % 4
    let front = lead == 0 ? 0 : 4 - lead
    var digits = [UInt8](repeating: zero, count: front) + decimal.digits
    while digits.count % 4 != 0 { digits.append(zero) }
    let groups = stride(from: 0, to: digits.count, by: 4).map { start in
      digits[start..<start + 4].reduce(UInt16(0)) { $0 * 10 + UInt16($1 - zero) }
    }
    let significant = groups.prefix((groups.lastIndex { $0 != 0 } ?? -1) + 1)
    bytes.append(bigEndian: Int16(significant.count))
    bytes.append(
      bigEndian: Int16(significant.isEmpty ? 0 : (decimal.pointPosition + front) / 4 - 1)
    )
    bytes.append(bigEndian: value < 0 ? negative : UInt16(0))
    bytes.append(bigEndian: Int16(max(0, decimal.digits.count - decimal.pointPosition)))
    for group in significant { bytes.append(bigEndian: group) }
  }
}

/// A finite number as 0.digits × 10^pointPosition, with as few digits as tell it from its neighbours.
struct ShortestDecimal {
  var digits: [UInt8] = []
  var pointPosition = 0

  init(_ value: Double) {
    // The description is the shortest that reads back: 12.5, 1e-07, 3.2e+300.
    var exponent = 0
    var text = value.magnitude.description.utf8[...]
    if let mark = text.firstIndex(of: UInt8(ascii: "e")) {
      exponent = Int(String(decoding: text[text.index(after: mark)...], as: UTF8.self)) ?? 0
      text = text[..<mark]
    }
    var whole = 0
    var hasPoint = false
    for byte in text {
      if byte == UInt8(ascii: ".") {
        hasPoint = true
        continue
      }
      digits.append(byte)
      if !hasPoint { whole += 1 }
    }
    pointPosition = whole + exponent
    while digits.first == UInt8(ascii: "0") {
      digits.removeFirst()
      pointPosition -= 1
    }
    while digits.last == UInt8(ascii: "0") { digits.removeLast() }
    if digits.isEmpty { pointPosition = 0 }
  }
}
