/// Numbers side by side, each in the same few bytes, least significant first (RFC 8746).
struct PackedNumbers: Equatable {
  /// How each number is written; the tags of RFC 8746.
  enum Form: UInt64, CaseIterable {
    case unsigned8 = 64
    case unsigned16 = 69
    case unsigned32 = 70
    case unsigned64 = 71
    case signed8 = 72
    case signed16 = 77
    case signed32 = 78
    case signed64 = 79
    case single = 85
    case double = 86

    var byteCount: Int {
      switch self {
      case .unsigned8, .signed8: 1
      case .unsigned16, .signed16: 2
      case .unsigned32, .signed32, .single: 4
      case .unsigned64, .signed64, .double: 8
      }
    }
  }

  let form: Form
  let bytes: [UInt8]

  /// Nil where the bytes are no whole number of numbers.
  init?(_ form: Form, bytes: [UInt8]) {
    guard bytes.count % form.byteCount == 0 else { return nil }
    self.form = form
    self.bytes = bytes
  }

  private init(_ form: Form, patterns: some Collection<UInt64>) {
    self.form = form
    var bytes: [UInt8] = []
    bytes.reserveCapacity(patterns.count * form.byteCount)
    for pattern in patterns {
      for place in 0..<form.byteCount {
        bytes.append(UInt8(truncatingIfNeeded: pattern >> UInt64(8 * place)))
      }
    }
    self.bytes = bytes
  }

  /// In as few bytes as hold every number.
  init(_ numbers: [UInt64]) {
    let form: Form =
      switch numbers.max() ?? 0 {
      case ...0xFF: .unsigned8
      case ...0xFFFF: .unsigned16
      case ...0xFFFF_FFFF: .unsigned32
      default: .unsigned64
      }
    self.init(form, patterns: numbers)
  }

  /// In as few bytes as hold every number.
  init(_ numbers: [Int64]) {
    let (low, high) = (numbers.min() ?? 0, numbers.max() ?? 0)
    guard low < 0 else {
      self.init(numbers.map { UInt64($0) })
      return
    }
    func fits<Narrow: FixedWidthInteger>(_ type: Narrow.Type) -> Bool {
      low >= Int64(Narrow.min) && high <= Int64(Narrow.max)
    }
    let form: Form =
      fits(Int8.self)
      ? .signed8 : fits(Int16.self) ? .signed16 : fits(Int32.self) ? .signed32 : .signed64
    self.init(form, patterns: numbers.lazy.map { UInt64(bitPattern: $0) })
  }

  /// As integers or single precision where that keeps every number as it is.
  init(_ numbers: [Double]) {
    let whole = numbers.compactMap { $0 == 0 && $0.sign == .minus ? nil : Int64(exactly: $0) }
    if whole.count == numbers.count, whole.allSatisfy({ $0.magnitude < 1 << 31 }) {
      self.init(whole)
    } else if numbers.allSatisfy({ $0.isNaN || Double(Float($0)) == $0 }) {
      self.init(.single, patterns: numbers.lazy.map { UInt64(Float($0).bitPattern) })
    } else {
      self.init(.double, patterns: numbers.lazy.map(\.bitPattern))
    }
  }

  var count: Int { bytes.count / form.byteCount }

  /// The numbers as integers; nil where one is none, or is beyond the type.
  func integers<Integer: FixedWidthInteger>(as type: Integer.Type) -> [Integer]? {
    switch form {
    case .unsigned8: converted { UInt8(truncatingIfNeeded: $0) }
    case .unsigned16: converted { UInt16(truncatingIfNeeded: $0) }
    case .unsigned32: converted { UInt32(truncatingIfNeeded: $0) }
    case .unsigned64: converted { $0 }
    case .signed8: converted { Int8(truncatingIfNeeded: $0) }
    case .signed16: converted { Int16(truncatingIfNeeded: $0) }
    case .signed32: converted { Int32(truncatingIfNeeded: $0) }
    case .signed64: converted { Int64(truncatingIfNeeded: $0) }
    case .single, .double: nil
    }
  }

  private func converted<Integer: FixedWidthInteger>(
    _ number: (UInt64) -> some FixedWidthInteger
  ) -> [Integer]? {
    var numbers: [Integer] = []
    numbers.reserveCapacity(count)
    for place in 0..<count {
      guard let number = Integer(exactly: number(pattern(place))) else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// The numbers in double precision; nil where there are integers beyond 64 bits with a sign.
  var doubles: [Double]? {
    switch form {
    case .single:
      (0..<count).map { Double(Float(bitPattern: UInt32(truncatingIfNeeded: pattern($0)))) }
    case .double: (0..<count).map { Double(bitPattern: pattern($0)) }
    default: integers(as: Int64.self)?.map(Double.init)
    }
  }

  private func pattern(_ place: Int) -> UInt64 {
    let width = form.byteCount
    var pattern: UInt64 = 0
    for byte in 0..<width { pattern |= UInt64(bytes[place * width + byte]) << UInt64(8 * byte) }
    return pattern
  }
}
