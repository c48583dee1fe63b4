import ColumnTransforms
import Metadata
import Statistics
import TableData

/// Values of one modelled column ⇄ codes.
enum ColumnCodec: Codable {
  case numeric(NumericCodec)
  case category(CategoryCodec)
  // In boxes: a codec is passed around for every cell, and copying these would cost more than drawing.
  indirect case text(TextCodec, TextShape)
  /// Code 1 stands for any value that is not null.
  indirect case opaque(GenericShape)

  /// A decoded value.
  enum Cell {
    case null
    case number(Double)
    /// Position in the codec's labels.
    case label(Int32)
    case text(String)
  }

  var codeCount: Int {
    switch self {
    case .numeric(let codec): codec.codeCount
    case .category(let codec): codec.codeCount
    case .text(let codec, _): codec.codeCount
    case .opaque: 2
    }
  }

  var bucketOfCode: [UInt8] {
    switch self {
    case .numeric(let codec): codec.bucketOfCode
    case .category(let codec): codec.bucketOfCode
    case .text(let codec, _): codec.bucketOfCode
    case .opaque: [0, 1]
    }
  }

  /// The bucket of one code, without handing out the whole table.
  func bucket(of code: Int32) -> UInt8 {
    switch self {
    case .numeric(let codec): codec.bucketOfCode[Int(code)]
    case .category(let codec): codec.bucketOfCode[Int(code)]
    case .text(let codec, _): codec.bucketOfCode[Int(code)]
    case .opaque: code == 0 ? 0 : 1
    }
  }

  /// Whether codes are ordered numbers rather than labels.
  var isOrdinal: Bool {
    switch self {
    case .numeric, .text: true
    case .category, .opaque: false
    }
  }

  /// Whether a code stands for exactly one value.
  var isExact: Bool {
    switch self {
    case .numeric(let codec): codec.isExact
    case .category: true
    case .text, .opaque: false
    }
  }

  /// Whether this code stands for exactly one number.
  func isAtom(_ code: Int32) -> Bool {
    if case .numeric(let codec) = self { codec.isAtom(code) } else { false }
  }

  /// Labels that ``Cell/label(_:)`` points into.
  var labels: [String] {
    if case .category(let codec) = self { return codec.labels }
    return []
  }

  func codes(of column: ColumnValues) -> [Int32] {
    switch self {
    case .numeric(let codec):
      return (0..<column.count).map { row in
        column.modelNumber(at: row).map { codec.code(of: $0) } ?? 0
      }
    case .category(let codec): return codec.codes(of: column)
    case .text(let codec, _): return codec.codes(of: column)
    case .opaque: return column.isNull.map { $0 ? 0 : 1 }
    }
  }

  /// Draws a value for a code.
  func cell(of code: Int32, using generator: inout CounterGenerator) -> Cell {
    guard code != 0 else { return .null }
    switch self {
    case .numeric(let codec):
      return codec.value(of: code, using: &generator).map { .number($0) } ?? .null
    case .category: return .label(code - 1)
    case .text(let codec, let shape):
      return .text(
        codec.text(of: code)
          ?? shape.make(length: codec.lengths[Int(code) - 1], using: &generator)
      )
    case .opaque(let shape):
      return shape.make(using: &generator).map { .text($0) } ?? .null
    }
  }
}

extension ColumnValues {
  /// The value as the model sees it: infinite dates are infinite numbers.
  func modelNumber(at row: Int) -> Double? {
    guard !isNull[row] else { return nil }
    switch storage {
    case .integers(let values):
      switch values[row] {
      case .max: return .infinity
      case .min: return -.infinity
      case let value: return Double(value)
      }
    case .reals(let values): return values[row].isNaN ? nil : values[row]
    case .text: return nil
    }
  }
}

extension ColumnCodec {
  private static let microsecondsPerDay = 86_400_000_000.0

  /// Learns the codec for a column of the given role; nil for roles that are not modelled.
  static func fit(
    _ column: Column,
    role: ColumnRole,
    frame: TableFrame,
    using generator: inout CounterGenerator
  ) -> ColumnCodec? {
    guard let values = frame.rows[column.name] else { return nil }
    switch role {
    case .numeric:
      return .numeric(fitNumeric(column, values: values, frame: frame, using: &generator))
    case .category:
      return .category(fitCategory(column, values: values, frame: frame, using: &generator))
    case .text:
      let counts = LabelCounts(values, units: frame.units)
      return .text(TextCodec(counts, k: frame.k), shape(column, counts, k: frame.k))
    case .opaque:
      let counts = LabelCounts(values, units: frame.units)
      return .opaque(
        GenericShape(type: column.type, values: counts.labels, counts: counts.units, k: frame.k)
      )
    case .generated, .empty, .foreignKey, .key, .ordinal: return nil
    }
  }

  private static func shape(_ column: Column, _ counts: LabelCounts, k: Int) -> TextShape {
    TextShape(
      values: counts.labels,
      counts: counts.units,
      k: k,
      maxLength: column.type.length,
      caseInsensitive: column.type.baseName == "citext"
    )
  }

  private static func fitNumeric(
    _ column: Column,
    values: ColumnValues,
    frame: TableFrame,
    using generator: inout CounterGenerator
  ) -> NumericCodec {
    var numbers: [Double] = []
    var units: [Int32] = []
    for row in 0..<values.count {
      guard let number = values.modelNumber(at: row) else { continue }
      numbers.append(number)
      units.append(frame.units[row])
    }
    return NumericCodec(
      values: numbers,
      units: units,
      options: numericOptions(column, k: frame.k),
      using: &generator
    )
  }

  /// Grid facts that the type gives away.
  static func numericOptions(_ column: Column, k: Int) -> NumericCodec.Options {
    var options = NumericCodec.Options()
    options.k = k
    options.scale = column.type.baseName == "money" ? 2 : column.type.scale
    switch column.type.valueKind {
    case .boolean:
      options.isIntegral = true
      options.publicValues = [0, 1]
    case .integer: options.isIntegral = true
    case .date: options.isIntegral = true
    case .timestamp:
      options.isIntegral = true
      options.isTemporal = true
      options.periods = [microsecondsPerDay]
    case .time, .interval:
      options.isIntegral = true
      options.isTemporal = true
    case .decimal, .real: options.periods = [1, 10, 100]
    default: break
    }
    return options
  }

  private static func fitCategory(
    _ column: Column,
    values: ColumnValues,
    frame: TableFrame,
    using generator: inout CounterGenerator
  ) -> CategoryCodec {
    let counts = LabelCounts(values, units: frame.units)
    // Enum labels are part of the schema, which the clone shows anyway.
    let isPublic = column.type.valueKind == .enumeration
    let keep = counts.units.map { isPublic || $0 >= frame.k }
    var emitted = counts.labels
    if keep.contains(false) {
      switch column.type.valueKind {
      case .text:
        emitted = shape(column, counts, k: frame.k)
          .rankMatchedTokens(for: counts.labels, keep: keep, using: &generator)
      default:
        let generic = GenericShape(
          type: column.type,
          values: counts.labels,
          counts: counts.units,
          k: frame.k
        )
        for (position, isKept) in keep.enumerated() where !isKept {
          emitted[position] = generic.make(using: &generator) ?? ""
        }
        // A type without a neutral value borrows a label that may be shown.
        if let frequent = counts.units.indices.filter({ keep[$0] }).max(by: {
          counts.units[$0] < counts.units[$1]
        }) {
          for position in emitted.indices where emitted[position].isEmpty {
            emitted[position] = counts.labels[frequent]
          }
        }
      }
    }
    return CategoryCodec(sources: counts.labels, emitted: emitted, rows: counts.rows)
  }
}
