import Metadata
import RelationalModels
import SchemaIntrospection

/// Finds the tables and keys that stated relationships name.
struct RelationshipResolver {
  let metadata: DatabaseMetadata

  /// The relationships as foreign keys of origin `confirmed`.
  ///
  /// Throws a `usage` error that says what of a relationship does not exist, is no key or is declared already.
  func resolve(_ choices: [RelationshipChoice]) throws -> [ForeignKey] {
    try choices.flatMap { choice in
      let child = try table(choice.table, in: choice)
      for name in choice.columns { _ = try column(name, of: child, in: choice) }
      switch choice.references {
      case .table(let text):
        return [try key(choice, child: child, reference: text, condition: nil)]
      case .byType(let type, let tables):
        guard choice.columns.count == 1 else {
          throw problem(choice, "with a type there must be one column")
        }
        _ = try column(type, of: child, in: choice)
        return try tables.sorted { $0.key < $1.key }.map { value, text in
          try key(
            choice,
            child: child,
            reference: text,
            condition: ForeignKey.Condition(column: type, value: value)
          )
        }
      }
    }
  }

  private func key(
    _ choice: RelationshipChoice,
    child: Table,
    reference: String,
    condition: ForeignKey.Condition?
  ) throws -> ForeignKey {
    let (name, listed) = Self.parts(of: reference)
    let parent = try table(name, in: choice)
    let columns = listed.isEmpty ? parent.primaryKey?.columns ?? [] : listed
    for name in columns { _ = try column(name, of: parent, in: choice) }
    guard !columns.isEmpty, columns.count == choice.columns.count else {
      throw problem(
        choice,
        "\(choice.columns.count) columns cannot refer to the \(columns.count) of \(parent.id)"
      )
    }
    guard
      parent.allKeys.contains(where: {
        $0.predicate == nil && !$0.hasExpressions && Set($0.columns) == Set(columns)
      })
    else {
      throw problem(
        choice,
        "\(parent.id) (\(columns.joined(separator: ", "))) is no primary or unique key"
      )
    }
    for (here, there) in zip(choice.columns, columns) {
      let kinds = [child.column(here), parent.column(there)].map { $0?.type.valueKind }
      guard kinds[0] == kinds[1] else {
        throw problem(choice, "\(here) and \(parent.id).\(there) are of different types")
      }
    }
    let isDeclared = child.foreignKeys.contains {
      $0.childColumns == choice.columns && $0.parent == parent.id && $0.parentColumns == columns
    }
    guard !isDeclared else {
      throw problem(choice, "a foreign key of the source says the same; leave it out")
    }
    return ForeignKey.undeclared(
      child: child.id,
      childColumns: choice.columns,
      parent: parent.id,
      parentColumns: columns,
      condition: condition,
      origin: .confirmed
    )
  }

  /// `public.orders (id, day)` as a name and its columns.
  static func parts(of reference: String) -> (table: String, columns: [String]) {
    guard let open = reference.lastIndex(of: "("), reference.hasSuffix(")") else {
      return (reference, [])
    }
    func trimmed(_ text: Substring) -> String {
      String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    let list = reference[reference.index(after: open)...].dropLast()
    return (trimmed(reference[..<open]), list.split(separator: ",").map(trimmed))
  }

  private func table(_ name: String, in choice: RelationshipChoice) throws -> Table {
    let found = metadata.tables.filter { $0.id.matches(name) }
    guard let table = found.first else {
      throw problem(choice, "table \(name) is not among the tables")
    }
    guard found.count == 1 else {
      throw problem(choice, "\(name) is in several schemas; write \(table.id)")
    }
    return table
  }

  private func column(
    _ name: String,
    of table: Table,
    in choice: RelationshipChoice
  ) throws -> Column {
    guard let column = table.column(name) else {
      throw problem(choice, "\(table.id) has no column \(name)")
    }
    return column
  }

  private func problem(_ choice: RelationshipChoice, _ text: String) -> PgSynthError {
    PgSynthError(
      .usage,
      "relationships: \(choice.table) (\(choice.columns.joined(separator: ", "))): \(text)"
    )
  }
}
