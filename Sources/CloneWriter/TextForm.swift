import Metadata
import TableData

/// Writes cells of the text COPY format, for tables with a type that has no binary form here, or of CSV.
struct TextForm {
  private let type: ColumnType
  private let isQuoted: Bool

  /// - `isQuoted`: whether texts are put between quotation marks where CSV asks for it, instead of escaped.
  init(_ type: ColumnType, isQuoted: Bool = false) {
    self.type = type
    self.isQuoted = isQuoted
  }

  /// The cells of the rows; nil where the storage is not the one of the type.
  func encode(_ values: ColumnValues, rows: Range<Int>) -> EncodedColumn? {
    let nulls = values.isNull[rows]
    switch values.storage {
    case .text(let codes, let dictionary):
      let isQuoted = isQuoted
      return EncodedColumn(codes[rows], dictionary, nulls) { text, bytes in
        if isQuoted {
          Self.appendQuoted(text, to: &bytes)
        } else {
          Self.appendEscaped(text, to: &bytes)
        }
        return true
      }
    case .reals(let reals):
      let isSingle = type.baseName == "float4"
      let isDecimal = type.valueKind == .decimal
      let scale = type.precision == nil ? nil : type.scale
      return EncodedColumn(reals[rows], nulls) { value, bytes in
        if isDecimal {
          Self.appendDecimal(value, scale: scale, to: &bytes)
        } else {
          let text = isSingle ? Float(value).description : value.description
          bytes.append(contentsOf: Self.float(text).utf8)
        }
        return true
      }
    case .integers(let integers):
      let kind = type.valueKind
      if kind == .interval {
        let months = values.months
        return EncodedColumn(Array(rows)[...], nulls) { row, bytes in
          CalendarText.appendInterval(
            integers[row],
            months: months.isEmpty ? 0 : months[row],
            to: &bytes
          )
          return true
        }
      }
      return EncodedColumn(integers[rows], nulls) { value, bytes in
        switch kind {
        case .boolean: bytes.append(UInt8(ascii: value == 0 ? "f" : "t"))
        case .date: CalendarText.appendDate(value, to: &bytes)
        case .time: CalendarText.appendTime(value, to: &bytes)
        case .timestamp: CalendarText.appendTimestamp(value, to: &bytes)
        default: bytes.append(decimal: value)
        }
        return true
      }
    }
  }

  private static func float(_ text: String) -> String {
    switch text {
    case "inf": "Infinity"
    case "-inf": "-Infinity"
    case "nan": "NaN"
    default: text
    }
  }

  /// Writes a decimal without an exponent, which money does not read.
  private static func appendDecimal(_ value: Double, scale: Int?, to bytes: inout [UInt8]) {
    if let scale, scale > 0, FixedDecimal.append(value, decimals: scale, to: &bytes) { return }
    bytes.append(contentsOf: plainDecimal(value).utf8)
  }

  private static func plainDecimal(_ value: Double) -> String {
    guard value.isFinite else { return float(value.description) }
    let decimal = ShortestDecimal(value)
    let digits = decimal.digits.map { Character(Unicode.Scalar($0)) }
    let whole = max(decimal.pointPosition, 0)
    let zeros = { (count: Int) in String(repeating: "0", count: max(0, count)) }
    var text = String(digits.prefix(whole)) + zeros(whole - digits.count)
    if text.isEmpty { text = "0" }
    let fraction = zeros(-decimal.pointPosition) + String(digits.dropFirst(whole))
    if !fraction.isEmpty { text += "." + fraction }
    return (value < 0 ? "-" : "") + text
  }

  /// As RFC 4180 has it; the empty text is no NULL, and `\.` no end of the data.
  private static func appendQuoted(_ text: String, to bytes: inout [UInt8]) {
    let mark = UInt8(ascii: "\"")
    let special = [
      mark, UInt8(ascii: ","), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\\"),
    ]
    guard text.isEmpty || text.utf8.contains(where: special.contains) else {
      bytes += text.utf8
      return
    }
    bytes.append(mark)
    for byte in text.utf8 {
      if byte == mark { bytes.append(mark) }
      bytes.append(byte)
    }
    bytes.append(mark)
  }

  private static func appendEscaped(_ text: String, to bytes: inout [UInt8]) {
    var text = text
    text.withUTF8 { source in
      guard source.contains(where: { needsEscape[Int($0)] }) else {
        bytes.append(contentsOf: source)
        return
      }
      for byte in source {
        if let letter = escape(byte) {
          bytes.append(UInt8(ascii: "\\"))
          bytes.append(letter)
        } else {
          bytes.append(byte)
        }
      }
    }
  }

  private static let needsEscape: [Bool] = (0...255).map { escape($0) != nil }

  /// The letter that stands for a byte which must not appear as itself.
  private static func escape(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "\\"): UInt8(ascii: "\\")
    case 0x08: UInt8(ascii: "b")
    case 0x09: UInt8(ascii: "t")
    case 0x0A: UInt8(ascii: "n")
    case 0x0B: UInt8(ascii: "v")
    case 0x0C: UInt8(ascii: "f")
    case 0x0D: UInt8(ascii: "r")
    default: nil
    }
  }
}
