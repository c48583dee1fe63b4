/// A value in PostgreSQL's binary form (`typsend`), valid while the reader's callback runs.
package struct BinaryField {
  package let bytes: UnsafeRawBufferPointer

  /// Wraps the bytes of one field.
  package init(bytes: UnsafeRawBufferPointer) {
    self.bytes = bytes
  }

  /// int2, int4, int8, oid-free integers in general, by their length; also money in its smallest unit.
  package func integer() throws(PostgresError) -> Int64 {
    switch bytes.count {
    case 4: Int64(bytes.bigEndian(Int32.self, at: 0))
    case 8: bytes.bigEndian(Int64.self, at: 0)
    case 2: Int64(bytes.bigEndian(Int16.self, at: 0))
    default: throw Self.malformed("integer")
    }
  }

  /// float4 and float8.
  package func double() throws(PostgresError) -> Double {
    switch bytes.count {
    case 8: Double(bitPattern: bytes.bigEndian(UInt64.self, at: 0))
    case 4: Self.decimal(Float(bitPattern: bytes.bigEndian(UInt32.self, at: 0)))
    default: throw Self.malformed("floating point number")
    }
  }

  /// The double that prints like the single: 18.4 stays 18.4 instead of becoming 18.399999618530273.
  private static func decimal(_ single: Float) -> Double {
    single == single.rounded() ? Double(single) : Double(single.description) ?? Double(single)
  }

  package func bool() throws(PostgresError) -> Bool {
    guard bytes.count == 1 else { throw Self.malformed("boolean") }
    return bytes[0] != 0
  }

  /// text, varchar, char, name, json, xml, enum labels: the bytes are the text.
  package func text() -> String {
    String(decoding: bytes, as: UTF8.self)
  }

  /// jsonb: a version byte, then the text.
  package func jsonb() throws(PostgresError) -> String {
    guard bytes.first == BinaryFormat.jsonbVersion else { throw Self.malformed("jsonb value") }
    return String(decoding: bytes.dropFirst(), as: UTF8.self)
  }

  /// date: days since 2000-01-01; infinity is `Int64.max`, -infinity `Int64.min`.
  package func date() throws(PostgresError) -> Int64 {
    guard bytes.count == 4 else { throw Self.malformed("date") }
    switch bytes.bigEndian(Int32.self, at: 0) {
    case .max: return .max
    case .min: return .min
    case let days: return Int64(days)
    }
  }

  /// time, timestamp and timestamptz: microseconds (since midnight, since 2000-01-01 UTC).
  package func microseconds() throws(PostgresError) -> Int64 {
    guard bytes.count == 8 else { throw Self.malformed("time") }
    return bytes.bigEndian(Int64.self, at: 0)
  }

  /// interval: its three independent parts.
  package func interval() throws(PostgresError) -> (microseconds: Int64, days: Int32, months: Int32)
  {
    guard bytes.count == 16 else { throw Self.malformed("interval") }
    return (
      bytes.bigEndian(Int64.self, at: 0), bytes.bigEndian(Int32.self, at: 8),
      bytes.bigEndian(Int32.self, at: 12)
    )
  }

  /// uuid in its canonical lower-case form.
  package func uuid() throws(PostgresError) -> String {
    guard bytes.count == 16 else { throw Self.malformed("uuid") }
    return String(unsafeUninitializedCapacity: 36) { output in
      var position = 0
      for (index, byte) in bytes.enumerated() {
        if index == 4 || index == 6 || index == 8 || index == 10 {
          output[position] = UInt8(ascii: "-")
          position += 1
        }
        output[position] = BinaryFormat.hexDigit(byte >> 4)
        output[position + 1] = BinaryFormat.hexDigit(byte & 15)
        position += 2
      }
      return position
    }
  }

  /// bytea in its hexadecimal text form, `\x…`.
  package func bytea() -> String {
    String(unsafeUninitializedCapacity: 2 + 2 * bytes.count) { output in
      output[0] = UInt8(ascii: "\\")
      output[1] = UInt8(ascii: "x")
      for (index, byte) in bytes.enumerated() {
        output[2 + 2 * index] = BinaryFormat.hexDigit(byte >> 4)
        output[3 + 2 * index] = BinaryFormat.hexDigit(byte & 15)
      }
      return 2 + 2 * bytes.count
    }
  }

  /// numeric as the nearest `Double`; NaN and the infinities stay what they are.
  package func numeric() throws(PostgresError) -> Double {
    try BinaryNumeric(bytes).double
  }

  /// numeric as an integer of units of 10^−`scale`, or nil where that is not exact or does not fit.
  package func numericScaled(_ scale: Int) throws(PostgresError) -> Int64? {
    try BinaryNumeric(bytes).scaled(scale)
  }

  /// numeric as an integer of units of 10^−`scale` at its own display scale; nil where it does not fit
  /// and for NaN and the infinities.
  package func numericScaled() throws(PostgresError) -> (value: Int64, scale: Int)? {
    let numeric = try BinaryNumeric(bytes)
    return numeric.scaled(numeric.displayScale).map { ($0, numeric.displayScale) }
  }

  /// numeric in the server's text form, whatever its size.
  package func numericText() throws(PostgresError) -> String {
    try BinaryNumeric(bytes).text
  }

  static func malformed(_ what: String) -> PostgresError {
    PostgresError(.malformedData, "a field is no binary \(what)")
  }
}

/// Constants that the reader and the writer share.
enum BinaryFormat {
  static let jsonbVersion: UInt8 = 1

  static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  static func hexValue(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
