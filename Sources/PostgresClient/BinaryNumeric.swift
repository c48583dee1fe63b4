#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The binary form of numeric: base-10,000 digits, the first of them worth 10,000^weight.
struct BinaryNumeric {
  enum Sign: UInt16 {
    case positive = 0x0000
    case negative = 0x4000
    case notANumber = 0xC000
    case positiveInfinity = 0xD000
    case negativeInfinity = 0xF000
  }

  static let base = 10_000
  static let decimalsPerDigit = 4
  static let headerBytes = 8
  /// 10^0 … 10^22 are exact as `Double`; 10^18 is the last that fits `Int64`.
  static let lastExactDoublePower = 22
  static let lastInt64Power = 18
  /// Integers up to 2^53 are exact as `Double`.
  private static let lastExactInteger: Int64 = 1 << 53

  let sign: Sign
  let weight: Int
  /// Decimals after the point that the server shows.
  let displayScale: Int
  private let digits: UnsafeRawBufferPointer
  private let digitCount: Int

  init(_ bytes: UnsafeRawBufferPointer) throws(PostgresError) {
    guard bytes.count >= Self.headerBytes else { throw BinaryField.malformed("numeric") }
    digitCount = Int(bytes.bigEndian(Int16.self, at: 0))
    weight = Int(bytes.bigEndian(Int16.self, at: 2))
    displayScale = Int(bytes.bigEndian(UInt16.self, at: 6))
    guard let sign = Sign(rawValue: bytes.bigEndian(UInt16.self, at: 4)), digitCount >= 0,
      bytes.count == Self.headerBytes + 2 * digitCount
    else { throw BinaryField.malformed("numeric") }
    self.sign = sign
    digits = UnsafeRawBufferPointer(rebasing: bytes[Self.headerBytes...])
  }

  private func digit(_ index: Int) -> Int {
    index >= 0 && index < digitCount ? Int(digits.bigEndian(Int16.self, at: 2 * index)) : 0
  }

  private var isFinite: Bool { sign == .positive || sign == .negative }

  /// The value times 10^scale, or nil where that is no `Int64`.
  func scaled(_ scale: Int) -> Int64? {
    guard isFinite else { return nil }
    var value: Int64 = 0
    for index in 0..<digitCount {
      let digit = Int64(digit(index))
      guard digit != 0 else { continue }
      // The digit stands for digit × 10^power units.
      let power = (weight - index) * Self.decimalsPerDigit + scale
      guard power <= Self.lastInt64Power else { return nil }
      var units = digit
      if power >= 0 {
        let (product, overflow) = digit.multipliedReportingOverflow(by: Self.int64Power(power))
        guard !overflow else { return nil }
        units = product
      } else {
        guard power > -Self.decimalsPerDigit else { return nil }
        let divisor = Self.int64Power(-power)
        guard digit % divisor == 0 else { return nil }
        units = digit / divisor
      }
      let (sum, overflow) = value.addingReportingOverflow(units)
      guard !overflow else { return nil }
      value = sum
    }
    return sign == .negative ? -value : value
  }

  var double: Double {
    switch sign {
    case .notANumber: return .nan
    case .positiveInfinity: return .infinity
    case .negativeInfinity: return -.infinity
    case .positive, .negative: break
    }
    // An exact integer over an exact power of ten is rounded once, so correctly.
    let fraction = max(0, (digitCount - 1 - weight) * Self.decimalsPerDigit)
    if fraction <= Self.lastExactDoublePower, let units = scaled(fraction),
      units.magnitude <= Self.lastExactInteger.magnitude
    {
      return Double(units) / Self.doublePower(fraction)
    }
    return strtod(text, nil)
  }

  var text: String {
    switch sign {
    case .notANumber: return "NaN"
    case .positiveInfinity: return "Infinity"
    case .negativeInfinity: return "-Infinity"
    case .positive, .negative: break
    }
    var text = sign == .negative ? "-" : ""
    text += String(digit(0) * (weight >= 0 ? 1 : 0))
    if weight > 0 { for index in 1...weight { text += Self.fourDigits(digit(index)) } }
    guard displayScale > 0 else { return text }
    var decimals = ""
    var index = weight + 1
    while decimals.utf8.count < displayScale {
      decimals += Self.fourDigits(digit(index))
      index += 1
    }
    return text + "." + decimals.prefix(displayScale)
  }

  private static func fourDigits(_ digit: Int) -> String {
    let text = String(digit)
    return String(repeating: "0", count: decimalsPerDigit - text.utf8.count) + text
  }

  static func int64Power(_ exponent: Int) -> Int64 { int64Powers[exponent] }
  static func doublePower(_ exponent: Int) -> Double { doublePowers[exponent] }

  private static let int64Powers: [Int64] = (0...lastInt64Power).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
  private static let doublePowers: [Double] = (0...lastExactDoublePower).map { exponent in
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }
}
