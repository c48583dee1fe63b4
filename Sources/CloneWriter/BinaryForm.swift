import Metadata
import TableData

/// The types whose binary wire form pgsynth writes itself.
enum BinaryForm {
  case int2
  case int4
  case int8
  case float4
  case float8
  case bool
  /// Days or microseconds, as they are held in memory.
  case days
  case microseconds
  case interval
  /// With the declared scale, where there is one.
  case numeric(scale: Int?)
  case text
  case jsonb
  case uuid
  case bytes

  /// Nil for types that go through their text form.
  init?(_ type: ColumnType) {
    switch type.form {
    case .enumeration: self = .text
    case .base:
      guard type.baseSchema == "pg_catalog" || type.baseName == "citext" else { return nil }
      guard let form = Self.forms[type.baseName] else { return nil }
      self = form
      if case .numeric = form, type.precision != nil { self = .numeric(scale: type.scale) }
    default: return nil
    }
  }

  private static let forms: [String: BinaryForm] = [
    "int2": .int2, "int4": .int4, "int8": .int8, "float4": .float4, "float8": .float8,
    "bool": .bool, "date": .days, "time": .microseconds, "timestamp": .microseconds,
    "timestamptz": .microseconds, "interval": .interval, "numeric": .numeric(scale: nil),
    "text": .text, "varchar": .text, "bpchar": .text, "name": .text, "citext": .text,
    "json": .text, "jsonb": .jsonb, "uuid": .uuid, "bytea": .bytes,
  ]

  /// The cells of the rows, or nil where a value does not fit.
  func encode(_ values: ColumnValues, rows: Range<Int>) -> EncodedColumn? {
    let nulls = values.isNull[rows]
    switch values.storage {
    case .integers(let integers):
      if case .interval = self {
        return interval(integers, months: values.months, rows: rows, nulls)
      }
      return encode(integers[rows], nulls)
    case .reals(let reals): return encode(reals[rows], nulls)
    case .text(let codes, let dictionary):
      return EncodedColumn(codes[rows], dictionary, nulls) { text, bytes in
        append(text, to: &bytes)
      }
    }
  }

  private func encode(_ values: ArraySlice<Int64>, _ nulls: ArraySlice<Bool>) -> EncodedColumn? {
    switch self {
    case .int2: return .fixed(values, nulls) { Int16(exactly: $0) }
    case .int4: return .fixed(values, nulls) { Int32(exactly: $0) }
    case .int8, .microseconds: return .fixed(values, nulls) { $0 }
    // Int64.min and .max stand for the infinities, as Int32.min and .max do on the wire.
    case .days: return .fixed(values, nulls) { Int32(clamping: $0) }
    case .bool: return .fixed(values, nulls) { UInt8($0 == 0 ? 0 : 1) }
    case .numeric(let scale):
      return EncodedColumn(values, nulls) { value, bytes in
        NumericForm.append(units: value, scale: 0, shownScale: max(scale ?? 0, 0), to: &bytes)
        return true
      }
    case .float4, .float8, .text, .jsonb, .uuid, .bytes, .interval: return nil
    }
  }

  private func encode(_ values: ArraySlice<Double>, _ nulls: ArraySlice<Bool>) -> EncodedColumn? {
    switch self {
    case .float8: return .fixed(values, nulls) { $0.bitPattern }
    case .float4: return .fixed(values, nulls) { Float($0).bitPattern }
    case .numeric(let scale):
      return EncodedColumn(values, nulls) { value, bytes in
        NumericForm.append(value, scale: scale, to: &bytes)
        return true
      }
    default: return nil
    }
  }

  /// `months` is empty where no interval has any.
  private func interval(
    _ values: [Int64],
    months: [Int32],
    rows: Range<Int>,
    _ nulls: ArraySlice<Bool>
  ) -> EncodedColumn? {
    EncodedColumn(Array(rows)[...], nulls) { row, bytes in
      let parts = IntervalParts(values[row], months: months.isEmpty ? 0 : months[row])
      guard let days = Int32(exactly: parts.days) else { return false }
      bytes.append(bigEndian: parts.time)
      bytes.append(bigEndian: days)
      bytes.append(bigEndian: parts.months)
      return true
    }
  }

  /// Writes a text in the type's form; false where it has another.
  private func append(_ text: String, to bytes: inout [UInt8]) -> Bool {
    switch self {
    case .text:
      bytes.append(contentsOf: text.utf8)
      return true
    case .jsonb:
      bytes.append(1)
      bytes.append(contentsOf: text.utf8)
      return true
    case .uuid: return appendHex(text.utf8, to: &bytes, count: 16)
    case .bytes:
      guard text.hasPrefix("\\x") else { return false }
      return appendHex(text.utf8.dropFirst(2), to: &bytes, count: nil)
    default: return false
    }
  }

  private func appendHex(
    _ digits: some Sequence<UInt8>,
    to bytes: inout [UInt8],
    count expected: Int?
  ) -> Bool {
    let start = bytes.count
    var high: UInt8?
    for digit in digits {
      if [UInt8(ascii: "-"), UInt8(ascii: "{"), UInt8(ascii: "}")].contains(digit) { continue }
      guard let value = Self.hexValue(digit) else { return false }
      guard let first = high else {
        high = value
        continue
      }
      bytes.append(first << 4 | value)
      high = nil
    }
    return high == nil && (expected.map { bytes.count - start == $0 } ?? true)
  }

  private static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 48...57: digit - 48
    case 65...70: digit - 55
    case 97...102: digit - 87
    default: nil
    }
  }
}

extension EncodedColumn {
  /// Cells of one width; nil where a value that is not NULL does not convert.
  @inline(__always)
  static func fixed<Value, Wire: FixedWidthInteger & BitwiseCopyable>(
    _ values: ArraySlice<Value>,
    _ nulls: ArraySlice<Bool>,
    _ convert: (Value) -> Wire?
  ) -> EncodedColumn? {
    let width = MemoryLayout<Wire>.size
    var isFit = true
    let bytes = [UInt8](unsafeUninitializedCapacity: values.count * width) { buffer, count in
      let target = UnsafeMutableRawBufferPointer(buffer)
      values.withUnsafeBufferPointer { values in
        nulls.withUnsafeBufferPointer { nulls in
          for row in values.indices {
            var wire: Wire = 0
            if !nulls[row] {
              if let converted = convert(values[row]) { wire = converted } else { isFit = false }
            }
            target.storeBytes(of: wire.bigEndian, toByteOffset: row * width, as: Wire.self)
          }
        }
      }
      count = values.count * width
    }
    return isFit ? EncodedColumn(bytes: bytes, layout: .fixed(width), isNull: nulls) : nil
  }

  /// Cells of different widths; nil where `append` refuses a value that is not NULL.
  @inline(__always)
  init?<Value>(
    _ values: ArraySlice<Value>,
    _ nulls: ArraySlice<Bool>,
    _ append: (Value, inout [UInt8]) -> Bool
  ) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * 16)
    var ends = [Int](repeating: 0, count: values.count)
    for row in 0..<values.count {
      if !nulls[nulls.startIndex + row], !append(values[values.startIndex + row], &bytes) {
        return nil
      }
      ends[row] = bytes.count
    }
    self.init(bytes: bytes, layout: .rows(ends: ends), isNull: nulls)
  }

  /// Texts by code; each one that occurs is encoded once.
  init?(
    _ codes: ArraySlice<Int32>,
    _ dictionary: [String],
    _ nulls: ArraySlice<Bool>,
    _ append: (String, inout [UInt8]) -> Bool
  ) {
    guard dictionary.count <= 2 * codes.count else {
      // Few of the texts occur; looking each up costs less than a table of all.
      self.init(codes, nulls) { code, bytes in append(dictionary[Int(code)], &bytes) }
      return
    }
    var bytes: [UInt8] = []
    var starts = [Int](repeating: -1, count: dictionary.count)
    var ends = [Int](repeating: 0, count: dictionary.count)
    for (code, isNull) in zip(codes, nulls) where !isNull {
      let code = Int(code)
      guard starts[code] < 0 else { continue }
      starts[code] = bytes.count
      guard append(dictionary[code], &bytes) else { return nil }
      ends[code] = bytes.count
    }
    self.init(
      bytes: bytes,
      layout: .codes(Array(codes), starts: starts, ends: ends),
      isNull: nulls
    )
  }
}

extension [UInt8] {
  mutating func append(bigEndian value: some FixedWidthInteger & BitwiseCopyable) {
    Swift.withUnsafeBytes(of: value.bigEndian) { append(contentsOf: $0) }
  }
}
