import Metadata
import Statistics
import TableData

/// Which rows are meant.
enum DetectorSide: Sendable {
  case real
  case clone

  /// The name of a group of one row.
  func group(ofRow row: Int) -> UInt64 {
    CounterGenerator.mix(UInt64(row) << 1 | (self == .real ? 0 : 1))
  }
}

/// A column as numbers that trees can divide: numbers as they are, texts that repeat by their place in sorted order,
/// other texts by their length.
///
/// By value and not by frequency, which would favour the side it was counted on.
struct DetectorColumn: Sendable {
  let name: String
  /// Whether its numbers are names: texts that repeat.
  let isCategory: Bool
  /// Whether its numbers are lengths of texts.
  let isLength: Bool
  private let real: Reader
  private let clone: Reader

  /// Different texts up to which they are sorted however few the rows.
  private static let alwaysSorted = 50
  /// Rows that a text has on average, at least, in a column with more of them.
  private static let rowsPerText = 5

  private struct Reader: Sendable {
    let values: ColumnValues
    /// A number for each entry of the dictionary; empty for columns that hold numbers.
    var numbers: [Double] = []

    func value(at row: Int) -> Double {
      guard row >= 0, !values.isNull[row] else { return .nan }
      return switch values.storage {
      case .integers(let integers): Double(integers[row])
      case .reals(let reals): reals[row]
      case .text(let codes, _): numbers[Int(codes[row])]
      }
    }

    /// Texts in use, and in how many rows there is one.
    func texts() -> (used: [(entry: Int, text: String)], rows: Int) {
      guard case .text(let codes, let dictionary) = values.storage else { return ([], 0) }
      var isUsed = [Bool](repeating: false, count: dictionary.count)
      var rows = 0
      for (row, code) in codes.enumerated() where !values.isNull[row] {
        isUsed[Int(code)] = true
        rows += 1
      }
      return (dictionary.indices.filter { isUsed[$0] }.map { ($0, dictionary[$0]) }, rows)
    }

    mutating func set(_ number: (String) -> Double, of used: [(entry: Int, text: String)]) {
      guard case .text(_, let dictionary) = values.storage else { return }
      numbers = [Double](repeating: .nan, count: dictionary.count)
      for (entry, text) in used { numbers[entry] = number(text) }
    }
  }

  /// Nil where a side does not have the column.
  init?(_ name: String, of table: ComparedTable) {
    guard let real = table.real[name], let clone = table.clone[name] else { return nil }
    self.init(name, real: real, clone: clone)
  }

  init(_ name: String, real: ColumnValues, clone: ColumnValues) {
    self.name = name
    var (isCategory, isLength) = (false, false)
    var sides = [Reader(values: real), Reader(values: clone)]
    if case .text = real.storage {
      let texts = sides.map { $0.texts() }
      let isSorted =
        texts[0].used.count <= max(Self.alwaysSorted, texts[0].rows / Self.rowsPerText)
      (isCategory, isLength) = (isSorted, !isSorted)
      var places: [String: Double] = [:]
      if isSorted {
        for (place, text) in Set(texts.flatMap { $0.used.map(\.text) }).sorted().enumerated() {
          places[text] = Double(place)
        }
      }
      for (side, texts) in texts.enumerated() {
        sides[side].set(
          { isSorted ? places[$0] ?? .nan : Double($0.unicodeScalars.count) },
          of: texts.used
        )
      }
    }
    self.isCategory = isCategory
    self.isLength = isLength
    self.real = sides[0]
    self.clone = sides[1]
  }

  /// The value at a row; NaN for NULL and for rows that are not there, which are negative.
  func value(_ side: DetectorSide, at row: Int) -> Double {
    side == .real ? real.value(at: row) : clone.value(at: row)
  }
}

extension ComparedTable {
  func rowCount(_ side: DetectorSide) -> Int { side == .real ? real.rowCount : clone.rowCount }
}
