import Metadata

/// A relationship that names suggest and that no constraint declares.
struct RelationshipCandidate: Hashable, Sendable {
  /// How much the names say.
  enum Strength: Int, Comparable, Sendable {
    /// Nothing; the values must speak for themselves.
    case none
    /// A part of the name, an abbreviation or a role.
    case hint
    /// The whole name.
    case full

    static func < (left: Strength, right: Strength) -> Bool {
      left.rawValue < right.rawValue
    }
  }

  var child: TableID
  var childColumns: [String]
  var parent: TableID
  var parentColumns: [String]
  var strength: Strength
}

/// Finds candidates by the names and types of columns alone.
///
/// Precision goes before recall: `id`, `code`, `name` and the like say nothing by themselves.
struct RelationshipCandidates {
  private let metadata: DatabaseMetadata
  private let targets: [Target]
  private let tablesByWords: [IdentifierWords: [TableID]]
  /// Tables by the words of their primary key, where that is one column.
  private let primaryKeysByWords: [IdentifierWords: [TableID]]

  /// A key of one column that others may refer to.
  private struct Target {
    var table: Table
    var column: Column
    var tableWords: IdentifierWords
    var columnWords: IdentifierWords
    var isPrimary: Bool
    var comparison: String
    /// `customer_id` for `customers.id` and for `customers.customer_id`.
    let fullWords: [IdentifierWords]

    init(table: Table, column: Column, isPrimary: Bool, comparison: String) {
      self.table = table
      self.column = column
      self.isPrimary = isPrimary
      self.comparison = comparison
      tableWords = IdentifierWords(table.id.name)
      columnWords = RelationshipCandidates.words(of: column, in: table)
      let own = columnWords.words
      let joined = IdentifierWords(tableWords.words + own)
      fullWords =
        columnWords.hasSuffix(tableWords) || own.starts(with: tableWords.words)
        ? [columnWords, joined] : [joined]
    }
  }

  /// Names that many tables have a column of.
  private static let commonNames: Set<String> = [
    "id", "code", "name", "key", "uuid", "guid", "number", "no", "nr", "year", "date", "type",
    "slug",
    "email", "position", "ordinal", "sequence", "version", "status", "state", "token", "title",
    "label",
    "value", "rank", "level", "path", "url", "login", "username", "phone", "domain", "hash",
    "index",
  ]
  /// Columns that usually refer to their own table.
  private static let upwardWords: Set<String> = [
    "parent", "manager", "supervisor", "boss", "ancestor", "predecessor", "previous",
  ]
  /// Roles that people have towards a record.
  private static let roleNames: Set<String> = [
    "created_by", "updated_by", "deleted_by", "modified_by", "approved_by", "assigned_to",
    "owner_id",
    "author_id", "creator_id", "updater_id", "uploader_id", "approver_id", "assignee_id",
    "reviewer_id",
    "sender_id", "recipient_id", "requester_id",
  ]
  private static let peopleWords: Set<String> = ["user", "account", "person", "member"]
  private static let shortestAbbreviation = 3

  init(_ metadata: DatabaseMetadata) {
    self.metadata = metadata
    tablesByWords = Dictionary(grouping: metadata.tables.map(\.id)) { IdentifierWords($0.name) }
    let targets = metadata.tables.flatMap { table in
      table.allKeys.compactMap { key -> Target? in
        guard key.columns.count == 1, key.predicate == nil, !key.hasExpressions,
          let column = table.column(key.columns[0]), let comparison = Self.comparison(of: column)
        else { return nil }
        return Target(
          table: table,
          column: column,
          isPrimary: key.isPrimary,
          comparison: comparison
        )
      }
    }
    primaryKeysByWords = Dictionary(grouping: targets.filter(\.isPrimary)) { $0.columnWords }
      .mapValues { $0.map(\.table.id) }
    self.targets = targets
  }

  /// All candidates, the best ones of a column first.
  func candidates() -> [RelationshipCandidate] {
    metadata.tables.flatMap { table in
      composites(of: table) + table.columns.flatMap { candidates(for: $0, of: table) }
    }
  }

  /// Which types can hold the same keys.
  static func comparison(of column: Column) -> String? {
    guard column.generationExpression == nil else { return nil }
    switch column.type.valueKind {
    case .integer: return "number"
    case .uuid: return "uuid"
    case .text: return "text"
    case .enumeration: return column.type.baseName
    default: return nil
    }
  }

  /// The words of a column's name without a prefix that all columns of the table share.
  static func words(of column: Column, in table: Table) -> IdentifierWords {
    let all = table.columns.map { ColumnNameWords($0.name).words }
    let words = IdentifierWords(column.name).words
    guard all.count > 2, let prefix = all.first?.first,
      all.allSatisfy({ $0.count > 1 && $0[0] == prefix })
    else { return IdentifierWords(words) }
    return IdentifierWords(Array(words.dropFirst()))
  }

  // MARK: - One column

  private func candidates(for column: Column, of table: Table) -> [RelationshipCandidate] {
    guard let comparison = Self.comparison(of: column), !isCovered([column.name], of: table) else {
      return []
    }
    let words = Self.words(of: column, in: table)
    let own = IdentifierWords(table.id.name).words
    var found: [(candidate: RelationshipCandidate, near: Int)] = []
    for target in targets {
      guard target.comparison == comparison,
        target.table.id != table.id || target.column.name != column.name,
        !table.inheritedFrom.contains(target.table.id)
      else { continue }
      let strength = strength(of: column, words: words, table: table, target: target)
      guard strength > .none || comparison == "uuid" && !isOwnKey(column, of: table) else {
        continue
      }
      let candidate = RelationshipCandidate(
        child: table.id,
        childColumns: [column.name],
        parent: target.table.id,
        parentColumns: [target.column.name],
        strength: strength
      )
      // Tables of the same application share the beginning of their names.
      found.append((candidate, zip(target.tableWords.words, own).prefix { $0 == $1 }.count))
    }
    return found.sorted { left, right in
      let (one, other) = (left.candidate, right.candidate)
      if one.strength != other.strength { return one.strength > other.strength }
      return (-left.near, one.parent.name.count, one.parent, one.parentColumns[0])
        < (-right.near, other.parent.name.count, other.parent, other.parentColumns[0])
    }.map(\.candidate)
  }

  private func isOwnKey(_ column: Column, of table: Table) -> Bool {
    table.allKeys.contains { $0.columns == [column.name] }
  }

  /// Whether a declared key already says where the columns lead.
  private func isCovered(_ columns: [String], of table: Table) -> Bool {
    table.foreignKeys.contains { key in
      key.condition == nil && Set(columns).isSubset(of: key.childColumns)
    }
  }

  private func strength(
    of column: Column,
    words: IdentifierWords,
    table: Table,
    target: Target
  ) -> RelationshipCandidate.Strength {
    if target.table.id == table.id { return selfStrength(of: column, words: words, target: target) }
    // A table's own key leads elsewhere only where its name says so.
    if isOwnKey(column, of: table), words.words.count < 2 { return .none }
    for full in target.fullWords {
      if words == full || words.joined == full.joined { return .full }
      if full.words.count > 1, words.hasSuffix(full) { return .hint }
    }
    // A name that is another table's own leads there.
    if tablesByWords[words]?.contains(where: { $0 != target.table.id }) ?? false { return .none }
    let isCommon = Self.commonNames.contains(words.joined)
    if words == target.columnWords, !isCommon, target.isPrimary {
      // The same name as another table's key: its own, where it is the only one.
      let others = primaryKeysByWords[words, default: []].count { $0 != table.id }
      return others == 1 && !isOwnKey(column, of: table) ? .full : .hint
    }
    if target.columnWords.words.count > 1, !Self.commonNames.contains(target.columnWords.joined),
      target.isPrimary, words.hasSuffix(target.columnWords)
    {
      return .hint
    }
    guard target.isPrimary, !isOwnKey(column, of: table) else { return .none }
    let stem = stem(of: words, target: target)
    if words == target.tableWords || stem == target.tableWords { return .hint }
    if stem != words, !stem.isEmpty {
      // A table under an application's prefix, a role before the name, an abbreviation of it.
      if target.tableWords.hasSuffix(stem) || stem.hasSuffix(target.tableWords) { return .hint }
      if stem.words.count == 1, stem.joined.count >= Self.shortestAbbreviation,
        target.tableWords.joined.hasPrefix(stem.joined)
      {
        return .hint
      }
    }
    if Self.roleNames.contains(ColumnNameWords(column.name).words.joined(separator: "_")),
      target.tableWords.words.last.map(Self.peopleWords.contains) ?? false
    {
      return .hint
    }
    return .none
  }

  /// The words before those of the key: `customer` in `customer_id`; the words themselves where they do not end so.
  private func stem(of words: IdentifierWords, target: Target) -> IdentifierWords {
    words.words.count > 1 && words.hasSuffix(target.columnWords)
      ? IdentifierWords(Array(words.words.dropLast(target.columnWords.words.count))) : words
  }

  private func selfStrength(
    of column: Column,
    words: IdentifierWords,
    target: Target
  ) -> RelationshipCandidate.Strength {
    guard target.isPrimary else { return .none }
    let stem = stem(of: words, target: target)
    if stem.words.count == 1, Self.upwardWords.contains(stem.joined) { return .hint }
    if ["reportsto", "reportto"].contains(words.joined) { return .hint }
    // `original_item_id` in items.
    return stem != words && stem.hasSuffix(target.tableWords) && stem != target.tableWords
      ? .hint : .none
  }

  // MARK: - Several columns

  /// Keys of several columns that the table has under the same names, one of which is the parent's own.
  private func composites(of table: Table) -> [RelationshipCandidate] {
    metadata.tables.compactMap { parent in
      guard parent.id != table.id, let key = parent.primaryKey, key.columns.count > 1,
        !isCovered(key.columns, of: table), key.columns != table.primaryKey?.columns,
        // One of the names must say whose key it is: (tenant_id, customer_id) of customers.
        key.columns.contains(where: {
          IdentifierWords($0).words.starts(with: IdentifierWords(parent.id.name).words)
        }),
        key.columns.allSatisfy({ name in
          guard let here = table.column(name), let there = parent.column(name),
            let comparison = Self.comparison(of: there)
          else { return false }
          return Self.comparison(of: here) == comparison
        })
      else { return nil }
      return RelationshipCandidate(
        child: table.id,
        childColumns: key.columns,
        parent: parent.id,
        parentColumns: key.columns,
        strength: .hint
      )
    }
  }
}
