import Metadata
import TableData

/// How the scalars at one path of documents become a column of their own, and back.
///
/// Texts that are dates, times or numbers are kept as such: `"2024-02-30T10:00:00Z"` with its characters
/// drawn one by one would be a text that no application reads.
struct ScalarLeaf: Sendable, Codable {
  private enum Writing: Sendable, Codable {
    case integer
    /// With so many decimals, or as few as the value needs.
    case decimal(Int?)
    case single
    case date
    case time
    case timestamp(separator: String, decimals: Int?, suffix: String)
    case text
  }

  /// The type of the column.
  private(set) var type: ColumnType
  private let writing: Writing
  /// Whether the document holds a string rather than a number.
  private let isString: Bool

  /// Distinct texts below which numbers in strings are labels.
  private static let fewestNumbers = 20
  /// Digits that a `Double` keeps.
  private static let mostDigits = 15
  /// Texts looked at.
  private static let sampleSize = 2_000

  private init(_ baseName: String, scale: Int? = nil, _ writing: Writing, isString: Bool) {
    type = ColumnType(declaration: baseName, baseName: baseName, scale: scale)
    self.writing = writing
    self.isString = isString
  }

  private init(type: ColumnType, _ writing: Writing) {
    self.type = type
    self.writing = writing
    isString = true
  }

  /// Texts of which no others can be made.
  init(labels: [String]) {
    type = ColumnType(declaration: "text", baseName: "text", form: .enumeration(labels: labels))
    writing = .text
    isString = true
  }

  /// - Parameters:
  ///   - texts: distinct texts at the path.
  ///   - isString: whether they are strings rather than numbers.
  ///   - declared: the type of the path, where it has one.
  init?(_ texts: [String], isString: Bool, declared: ColumnType?) {
    let stride = max(1, texts.count / Self.sampleSize)
    let sample = Swift.stride(from: 0, to: texts.count, by: stride).map { texts[$0] }
    if let declared {
      guard var leaf = Self.declared(declared, sample, isString: isString) else { return nil }
      leaf.type.domainChecks = declared.domainChecks
      self = leaf
    } else if isString {
      self = Self.string(sample)
    } else {
      self = Self.number(sample, isString: false)
    }
  }

  private static func declared(
    _ type: ColumnType,
    _ sample: [String],
    isString: Bool
  ) -> ScalarLeaf? {
    switch type.valueKind {
    case .integer, .real, .decimal:
      // NaN and the infinities are few and known.
      guard !isString else { return nil }
      var leaf = number(sample, isString: false)
      if type.baseName == "float4" { leaf = ScalarLeaf("float4", .single, isString: false) }
      return leaf
    case .date: return ScalarLeaf("date", .date, isString: true)
    case .time: return ScalarLeaf("time", .time, isString: true)
    case .timestamp:
      return ScalarLeaf(
        "timestamp",
        .timestamp(separator: " ", decimals: nil, suffix: ""),
        isString: true
      )
    case .interval, .boolean: return nil
    case .text, .enumeration, .uuid, .json, .array, .binary, .other:
      return ScalarLeaf(type: type, .text)
    }
  }

  private static func number(_ sample: [String], isString: Bool) -> ScalarLeaf {
    if sample.allSatisfy({ Int64($0) != nil }) {
      return ScalarLeaf("int8", .integer, isString: isString)
    }
    let decimals = Set(sample.map(Self.decimals))
    guard decimals.count == 1, let places = decimals.first ?? nil else {
      return ScalarLeaf("float8", .decimal(nil), isString: isString)
    }
    return ScalarLeaf("numeric", scale: places, .decimal(places), isString: isString)
  }

  /// Decimals as written; nil for exponents.
  private static func decimals(_ text: String) -> Int? {
    guard !text.contains(where: { $0 == "e" || $0 == "E" }) else { return nil }
    guard let point = text.firstIndex(of: ".") else { return 0 }
    let count = text.distance(from: point, to: text.endIndex) - 1
    return count <= mostDigits ? count : nil
  }

  private static func string(_ sample: [String]) -> ScalarLeaf {
    guard let first = sample.first else { return ScalarLeaf("text", .text, isString: true) }
    if sample.allSatisfy({ CalendarText.date($0) != nil }) {
      return ScalarLeaf("date", .date, isString: true)
    }
    if let writing = timestamp(like: first),
      sample.allSatisfy({ isWritten($0, as: writing) })
    {
      return ScalarLeaf("timestamp", writing, isString: true)
    }
    if sample.count >= fewestNumbers, sample.allSatisfy(isNumber) {
      let leaf = number(sample, isString: true)
      // Anything else would not come back as it was written.
      guard case .decimal(nil) = leaf.writing else { return leaf }
    }
    return ScalarLeaf("text", .text, isString: true)
  }

  /// Whether the text is a number as a program prints it: no sign but minus, no zeros in front.
  private static func isNumber(_ text: String) -> Bool {
    let digits = text.drop { $0 == "-" }
    guard text.utf8.count - digits.utf8.count <= 1, digits.utf8.count <= mostDigits,
      let first = digits.utf8.first, (0x30...0x39).contains(first),
      first != 0x30 || digits.utf8.count == 1 || digits.hasPrefix("0.")
    else { return false }
    return digits.utf8.allSatisfy { (0x30...0x39).contains($0) || $0 == UInt8(ascii: ".") }
      && Double(text) != nil
  }

  private static func timestamp(like text: String) -> Writing? {
    let bytes = Array(text.utf8)
    // 2024-01-31T10:00:00 and what follows.
    guard bytes.count >= 19, [UInt8(ascii: "T"), UInt8(ascii: " ")].contains(bytes[10]) else {
      return nil
    }
    let rest = text.dropFirst(19)
    let fraction = rest.hasPrefix(".") ? rest.dropFirst().prefix { $0.isNumber } : ""
    let suffix = rest.dropFirst(fraction.isEmpty ? 0 : fraction.count + 1)
    return .timestamp(
      separator: String(UnicodeScalar(bytes[10])),
      decimals: fraction.count,
      suffix: String(suffix)
    )
  }

  private static func isWritten(_ text: String, as writing: Writing) -> Bool {
    guard case .timestamp(_, let decimals, let suffix) = writing,
      case .timestamp(_, let otherDecimals, let otherSuffix)? = timestamp(like: text)
    else { return false }
    return decimals == otherDecimals && suffix == otherSuffix
      && CalendarText.timestamp(String(text.dropLast(suffix.count))) != nil
  }

  // MARK: - Values

  /// The texts as values of the column; nil and what cannot be read become NULL.
  func values(_ texts: [String?]) -> ColumnValues {
    switch ColumnValues(emptyFor: type.valueKind).storage {
    case .integers:
      let numbers = texts.map { $0.flatMap(integer) }
      return ColumnValues(
        storage: .integers(numbers.map { $0 ?? 0 }),
        isNull: numbers.map { $0 == nil }
      )
    case .reals:
      let numbers = texts.map { $0.flatMap { Double($0) } }
      return ColumnValues(
        storage: .reals(numbers.map { $0 ?? 0 }),
        isNull: numbers.map { $0 == nil }
      )
    case .text:
      var codes: [String: Int32] = [:]
      var dictionary: [String] = []
      var entries: [Int32] = []
      for text in texts {
        guard let text else {
          entries.append(0)
          continue
        }
        if let code = codes[text] {
          entries.append(code)
        } else {
          codes[text] = Int32(dictionary.count)
          entries.append(Int32(dictionary.count))
          dictionary.append(text)
        }
      }
      return ColumnValues(
        storage: .text(codes: entries, dictionary: dictionary.isEmpty ? [""] : dictionary),
        isNull: texts.map { $0 == nil }
      )
    }
  }

  /// A text as the number that the column holds; nil for columns of texts.
  func number(of text: String) -> Double? {
    switch writing {
    case .text: nil
    case .decimal, .single: Double(text)
    default: integer(text).map { Double($0) }
    }
  }

  private func integer(_ text: String) -> Int64? {
    switch writing {
    case .integer: Int64(text)
    case .date: CalendarText.date(text)
    case .time: CalendarText.time(text)
    case .timestamp(_, _, let suffix):
      CalendarText.timestamp(
        suffix.isEmpty || text.hasSuffix("infinity") ? text : String(text.dropLast(suffix.count))
      )
    case .decimal, .single, .text: nil
    }
  }

  /// The document of a row's value; nil for NULL.
  func document(_ values: ColumnValues, row: Int) -> Document? {
    guard !values.isNull[row] else { return nil }
    switch values.storage {
    case .integers(let numbers): return document(integer: numbers[row])
    case .reals(let numbers): return document(real: numbers[row])
    case .text: return values.text(at: row).map { .string($0) }
    }
  }

  /// The document of a number of the column.
  func document(number: Double) -> Document {
    switch writing {
    case .decimal, .single, .text: document(real: number)
    default:
      document(
        integer: number >= 0x1p63 ? .max : number <= -0x1p63 ? .min : Int64(number.rounded())
      )
    }
  }

  private func document(integer value: Int64) -> Document {
    var bytes: [UInt8] = []
    switch writing {
    case .date: CalendarText.appendDate(value, to: &bytes)
    case .time: CalendarText.appendTime(min(max(value, 0), 86_400_000_000), to: &bytes)
    case .timestamp(let separator, let decimals, let suffix):
      guard value != .max, value != .min else {
        CalendarText.appendTimestamp(value, to: &bytes)
        break
      }
      // Fewer decimals than microseconds are cut off, and zeros at the end are written where all have them.
      let unit = decimals.map { Self.power(max(0, 6 - $0)) } ?? 1
      let whole = value - ((value % unit) + unit) % unit
      CalendarText.appendTimestamp(whole, to: &bytes)
      if let separator = separator.utf8.first, bytes.count > 10 { bytes[10] = separator }
      if let decimals, decimals > 0 {
        if bytes.count == 19 { bytes.append(UInt8(ascii: ".")) }
        while bytes.count < 20 + decimals { bytes.append(UInt8(ascii: "0")) }
        bytes.removeLast(max(0, bytes.count - 20 - decimals))
      }
      bytes.append(contentsOf: suffix.utf8)
    default: bytes.append(decimal: value)
    }
    return wrapped(String(decoding: bytes, as: UTF8.self))
  }

  private func document(real value: Double) -> Document {
    switch writing {
    case .decimal(let places?): wrapped(FixedDecimal.text(value, decimals: places))
    case .single: wrapped(Self.plain(Float(value).description))
    default: wrapped(Self.plain(value.description))
    }
  }

  /// Whole numbers without the point that Swift gives them.
  private static func plain(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func power(_ exponent: Int) -> Int64 {
    (0..<exponent).reduce(1) { power, _ in power * 10 }
  }

  private func wrapped(_ text: String) -> Document { isString ? .string(text) : .number(text) }
}
