import Metadata
import PostgresClient
import TableData

/// Collects the values of one column from binary COPY fields.
final class ColumnAccumulator {
  /// How the bytes of a field are read.
  private enum Decoding {
    case boolean
    case integer
    case integralNumeric
    case real
    case numeric
    case date
    case microseconds
    case interval
    case text
  }

  private let decoding: Decoding
  private var integers: [Int64] = []
  private var reals: [Double] = []
  private var codes: [Int32] = []
  private var dictionary = TextDictionary()
  private var isNull: [Bool] = []
  /// Months of intervals, once one has any.
  private var months: [Int32] = []

  init(_ type: ColumnType) {
    decoding =
      switch type.valueKind {
      case .boolean: .boolean
      case .integer: type.baseName == "numeric" ? .integralNumeric : .integer
      case .real: .real
      case .decimal: .numeric
      case .date: .date
      case .time, .timestamp: .microseconds
      case .interval: .interval
      case .text, .enumeration, .uuid, .json, .array, .binary, .other: .text
      }
  }

  /// How SELECT must write the column so that its field can be read here.
  static func expression(_ column: Column, alias: String) -> String {
    let name = "\(alias).\(SQLIdentifier(column.name).quoted)"
    switch column.type.valueKind {
    case .boolean, .integer, .real, .date, .time, .timestamp, .interval: return name
    case .decimal:
      return column.type.baseName == "money" ? "\(name)::pg_catalog.numeric" : name
    case .text:
      // The binary form of these two is the text; the others need their cast (char(n) loses its pad).
      let isPlain =
        column.type.baseSchema == "pg_catalog"
        && ["text", "varchar"].contains(column.type.baseName)
      return isPlain ? name : "\(name)::pg_catalog.text"
    case .enumeration, .uuid, .json, .array, .binary: return "\(name)::pg_catalog.text"
    case .other:
      // concat() calls the type's output function, where a cast may be something else (inet, or a
      // user's own); a row of NULLs is distinct from NULL although it IS NULL.
      return "CASE WHEN \(name) IS DISTINCT FROM NULL THEN pg_catalog.concat(\(name)) END"
    }
  }

  func append(_ field: BinaryField?) throws(PostgresError) {
    guard let field else {
      isNull.append(true)
      switch decoding {
      case .boolean, .integer, .integralNumeric, .date, .microseconds, .interval:
        integers.append(0)
      case .real, .numeric: reals.append(0)
      case .text: codes.append(0)
      }
      return
    }
    isNull.append(false)
    switch decoding {
    case .boolean: integers.append(try field.bool() ? 1 : 0)
    case .integer: integers.append(try field.integer())
    // NaN is the only value of numeric(≤18, 0) that Int64 does not hold.
    case .integralNumeric: integers.append(try field.numericScaled(0) ?? 0)
    case .real: reals.append(try field.double())
    case .numeric: reals.append(try field.numeric())
    case .date: integers.append(try field.date())
    case .microseconds: integers.append(try field.microseconds())
    case .interval:
      let parts = try field.interval()
      integers.append(Self.microseconds(of: parts))
      if parts.months != 0 { note(months: parts.months) }
    case .text: codes.append(dictionary.code(of: bounded(field.bytes)))
    }
  }

  /// Bytes of a column that are kept whole; a few thousand texts of a megabyte would fill the memory.
  private static let wholeBytes = 128 << 20
  /// What is kept of each text beyond that.
  private static let shortened = 4_096

  /// The text, or its beginning once the column has had its share of memory.
  private func bounded(_ bytes: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
    guard bytes.count > Self.shortened, dictionary.byteCount > Self.wholeBytes else { return bytes }
    var end = Self.shortened
    // Not in the middle of a character.
    while end > 0, bytes[end] & 0xC0 == 0x80 { end -= 1 }
    return UnsafeRawBufferPointer(rebasing: bytes[..<end])
  }

  /// Enters the months of the last value; those before and between have none.
  private func note(months count: Int32) {
    fillMonths(upTo: integers.count - 1)
    months.append(count)
  }

  private func fillMonths(upTo count: Int) {
    while months.count < count { months.append(0) }
  }

  /// The values collected so far.
  func finish() -> ColumnValues {
    switch decoding {
    case .boolean, .integer, .integralNumeric, .date, .microseconds, .interval:
      if !months.isEmpty { fillMonths(upTo: integers.count) }
      return ColumnValues(storage: .integers(integers), isNull: isNull, months: months)
    case .real, .numeric:
      return ColumnValues(storage: .reals(reals), isNull: isNull)
    case .text:
      return ColumnValues(
        storage: .text(codes: codes, dictionary: dictionary.texts()),
        isNull: isNull
      )
    }
  }

  private static let microsecondsPerDay: Int64 = 86_400_000_000
  private static let daysPerMonth: Int64 = 30

  /// Parts added up as `ValueKind.interval` says; what does not fit stops at the limit, as infinity does.
  private static func microseconds(
    of parts: (microseconds: Int64, days: Int32, months: Int32)
  ) -> Int64 {
    let days = Int64(parts.days) + Int64(parts.months) * daysPerMonth
    let limit: Int64 = parts.months < 0 || (parts.months == 0 && days < 0) ? .min : .max
    let (product, overflow) = days.multipliedReportingOverflow(by: microsecondsPerDay)
    guard !overflow else { return limit }
    let (sum, tooLarge) = product.addingReportingOverflow(parts.microseconds)
    return tooLarge ? limit : sum
  }
}
