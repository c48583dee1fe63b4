import ColumnTransforms
import Metadata
import TableData

/// How the values of a column come about in the clone.
enum ColumnRole: Equatable, Codable {
  /// PostgreSQL computes it.
  case generated
  /// Every value is NULL in the source.
  case empty
  /// Taken from the chosen parent row of a foreign key.
  case foreignKey
  /// A new unique value a row, in the column's own style.
  case key
  /// Numbered from `start` inside the context parent, in the order of the siblings or in any.
  case ordinal(start: Int64, isInOrder: Bool)
  case numeric
  case category
  /// Invented texts of a drawn length.
  case text
  /// Values of types the model does not understand, by template.
  case opaque
}

extension ColumnRole {
  /// Whether the column's values are neither counted, computed, missing nor taken from a parent.
  var hasOwnValues: Bool {
    switch self {
    case .numeric, .category, .text, .opaque, .key: true
    case .generated, .empty, .foreignKey, .ordinal: false
    }
  }

  /// Categories at most; more distinct texts are invented instead.
  private static let maximumCategories = 20_000

  /// Decides the role of a column.
  ///
  /// - `foreign`: columns covered by a foreign key whose parent is cloned.
  static func decide(
    _ column: Column,
    in frame: TableFrame,
    foreign: Set<String>,
    contextColumns: [String]
  ) -> ColumnRole {
    if column.isGenerated { return .generated }
    if foreign.contains(column.name) { return .foreignKey }
    guard let values = frame.rows[column.name] else { return .empty }
    let filled = values.count - values.nullCount
    guard filled > 0 else { return .empty }
    let uniqueAlone = frame.table.allKeys.contains {
      $0.columns == [column.name] && $0.predicate == nil
    }
    let kind = column.type.valueKind
    if uniqueAlone {
      switch kind {
      case .integer, .uuid: return .key
      case .decimal where isWhole(values): return .key
      case .text where frame.table.primaryKey?.columns == [column.name]: return .key
      default: break
      }
    }
    switch kind {
    case .integer:
      return numbering(values, column: column, frame: frame, contextColumns: contextColumns)
        ?? .numeric
    case .boolean, .real, .decimal, .date, .time, .timestamp, .interval: return .numeric
    case .enumeration: return .category
    case .text:
      return isCategorical(values, filled: filled) && !uniqueAlone ? .category : .text
    case .uuid:
      return isCategorical(values, filled: filled) ? .category : .key
    case .other where column.type.namesObjects: return .opaque
    case .json, .array, .binary, .other:
      return isCategorical(values, filled: filled) && !uniqueAlone ? .category : .opaque
    }
  }

  /// Few distinct values for the number of rows: they are labels rather than free values.
  private static func isCategorical(_ values: ColumnValues, filled: Int) -> Bool {
    guard case .text(let codes, _) = values.storage else { return false }
    var distinct: Set<Int32> = []
    let limit = min(maximumCategories, max(50, filled / 5))
    for row in codes.indices where !values.isNull[row] {
      distinct.insert(codes[row])
      if distinct.count > limit { return false }
    }
    // Labels repeat; in a short column even free values are few.
    return distinct.count <= 10 || Double(distinct.count) <= 0.5 * Double(filled)
  }

  private static func isWhole(_ values: ColumnValues) -> Bool {
    guard case .reals(let numbers) = values.storage else { return false }
    return numbers.indices.allSatisfy { values.isNull[$0] || numbers[$0] == numbers[$0].rounded() }
  }

  /// Share of neighbouring siblings, in order of their time, that must be numbered in that order.
  private static let minimumOrder = 0.75

  /// An ordinal where siblings are numbered without gaps (order lines), else nil.
  private static func numbering(
    _ values: ColumnValues,
    column: Column,
    frame: TableFrame,
    contextColumns: [String]
  ) -> ColumnRole? {
    guard frame.groupStart.count > 1, case .integers(let numbers) = values.storage,
      frame.table.allKeys.contains(where: { key in
        key.columns.contains(column.name) && key.columns.count > 1
          && key.columns.allSatisfy { $0 == column.name || contextColumns.contains($0) }
      })
    else { return nil }
    var starts: [Int64: Int] = [:]
    var good = 0
    var groups = 0
    var neighbours = 0
    var ascending = 0
    for parent in 0..<(frame.groupStart.count - 1) {
      let range = Int(frame.groupStart[parent])..<Int(frame.groupStart[parent + 1])
      guard !range.isEmpty else { continue }
      groups += 1
      neighbours += range.count - 1
      ascending += range.dropFirst().reduce(0) { $0 + (numbers[$1] > numbers[$1 - 1] ? 1 : 0) }
      let sorted = numbers[range].sorted()
      guard let start = sorted.first else { continue }
      if sorted.enumerated().allSatisfy({ $1 == start + Int64($0) }) {
        good += 1
        starts[start, default: 0] += 1
      }
    }
    guard groups > 0, let usual = starts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) }),
      Double(usual.value) >= 0.999 * Double(groups)
    else { return nil }
    let isInOrder = Double(ascending) >= minimumOrder * Double(neighbours)
    return .ordinal(start: usual.key, isInOrder: isInOrder)
  }
}
