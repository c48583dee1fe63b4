package import Metadata
package import TableData

/// How a column is scored.
package enum ColumnTreatment: String, Hashable, Sendable {
  /// By ``KSComplement``; paired as a number.
  case number
  /// By ``TVComplement``; paired as a category.
  case category
  /// By ``KSComplement`` of its lengths, as texts that hardly repeat have no shape but that; not paired.
  case textLength
  /// Not scored: primary and foreign keys, identifiers, and columns that are new in every clone.
  case key

  /// Distinct values up to which a text is a category however few the rows.
  private static let alwaysCategories = 20
  /// Distinct values above which a column is not a category however many the rows.
  private static let maximumCategories = 1_000
  /// Rows that a category has on average, at least.
  private static let rowsPerCategory = 10

  /// The metric of the column's shape, nil for keys.
  package var metric: String? {
    switch self {
    case .number: "KSComplement"
    case .category: "TVComplement"
    case .textLength: "TextLengthKSComplement"
    case .key: nil
    }
  }

  /// Chooses by the column's place in keys, its type, its sdtype and, for texts, the real values.
  ///
  /// - Parameters:
  ///   - column: the column.
  ///   - table: the table it is in.
  ///   - realCodes: the real side's values as codes, asked for only where their number matters.
  package init(_ column: Column, in table: Table, realCodes: () -> SharedCodes) {
    let kind = column.type.valueKind
    let isText = !kind.isNumeric && kind != .uuid
    if table.isScoredAsKey(column.name) || kind == .uuid {
      self = .key
      return
    }
    let isAlone = table.allKeys.contains {
      $0.columns == [column.name] && $0.predicate == nil && !$0.hasExpressions
    }
    switch kind {
    case .boolean, .enumeration:
      self = .category
    case _ where column.sdtype == .id || (isAlone && (isText || kind == .integer)):
      self = isText ? .textLength : .key
    case _ where isText || column.sdtype == .categorical:
      let counts = realCodes().realCounts.dropFirst()
      let distinct = counts.reduce(0) { $0 + ($1 > 0 ? 1 : 0) }
      let rows = counts.reduce(0, +)
      let isCategory =
        distinct <= Self.alwaysCategories
        || (distinct <= Self.maximumCategories && distinct * Self.rowsPerCategory <= rows)
      self = isCategory ? .category : isText ? .textLength : .number
    default:
      self = .number
    }
  }
}

extension Table {
  /// Whether the column is the whole primary key or part of a foreign key, so that its values mean nothing.
  fileprivate func isScoredAsKey(_ column: String) -> Bool {
    primaryKey?.columns == [column] || foreignKeys.contains { $0.childColumns.contains(column) }
  }
}

extension ColumnValues {
  /// The lengths of a column of texts, in Unicode characters as PostgreSQL counts them.
  package var textLengths: ColumnValues {
    guard case .text(let codes, let dictionary) = storage else { return self }
    let lengths = dictionary.map { Int64($0.unicodeScalars.count) }
    return ColumnValues(
      storage: .integers(
        codes.indices.map { isNull[$0] ? 0 : lengths[Int(codes[$0])] }
      ),
      isNull: isNull
    )
  }

  /// The values as numbers: NaN for NULL, infinities for the infinite dates and timestamps.
  package func numbers(kind: ValueKind) -> [Double] {
    let hasInfinity = kind == .date || kind == .timestamp
    switch storage {
    case .integers(let values):
      return zip(values, isNull).map { value, isNull in
        guard !isNull else { return .nan }
        guard hasInfinity, value == .max || value == .min else { return Double(value) }
        return value == .max ? .infinity : -.infinity
      }
    case .reals(let values): return zip(values, isNull).map { $1 ? .nan : $0 }
    case .text: return [Double](repeating: .nan, count: count)
    }
  }
}
