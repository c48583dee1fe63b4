import Foundation
import Metadata

/// Finds reference tables: small, static look-up lists without which an application does not run.
///
/// The rule is conservative, because such tables are copied row by row: few rows, no foreign key to
/// anything but another reference table, no column about people, places on the web, money or time, and
/// either a code as key or a name that says what it is. A 30-row table of tenants is none.
struct ReferenceRule {
  /// Rows at most.
  static let maximumRows = 1_000
  /// Rows at most where the key is a plain number and only the name speaks for a look-up list.
  static let maximumNamedRows = 250
  /// Characters of a code at most.
  static let maximumCodeLength = 12

  private static let migrationTables: Set<String> = [
    "schema_migrations", "ar_internal_metadata", "flyway_schema_history", "__efmigrationshistory",
    "alembic_version", "django_migrations", "knex_migrations", "knex_migrations_lock",
    "_prisma_migrations", "goose_db_version", "sequelizemeta", "migrations",
    "databasechangelog", "databasechangeloglock", "django_content_type", "gorp_migrations",
  ]
  private static let listWords: Set<String> = [
    "type", "status", "state", "kind", "role", "permission", "country", "currency", "language",
    "locale", "genre", "unit", "region", "nation", "priority", "severity", "timezone", "continent",
  ]

  /// Reference tables among `metadata`, in order of dependency.
  static func referenceTables(in metadata: DatabaseMetadata) -> Set<TableID> {
    var found: Set<TableID> = []
    let referenced = Set(metadata.relationships.filter { !$0.isSelfReference }.map(\.parent))
    var grows = true
    while grows {
      grows = false
      for table in metadata.tables where !found.contains(table.id) {
        guard isReference(table, isReferenced: referenced.contains(table.id), known: found) else {
          continue
        }
        found.insert(table.id)
        grows = true
      }
    }
    return found
  }

  private static func isReference(_ table: Table, isReferenced: Bool, known: Set<TableID>) -> Bool {
    guard let rows = table.rowCount, rows > 0 else { return false }
    if migrationTables.contains(table.id.name.lowercased()), table.foreignKeys.isEmpty {
      return true
    }
    guard isReferenced, rows <= maximumRows, !table.columns.isEmpty,
      table.foreignKeys.allSatisfy({ known.contains($0.parent) }),
      let key = table.primaryKey, key.columns.count == 1,
      let keyColumn = table.column(key.columns[0])
    else { return false }
    guard !table.columns.contains(where: isPersonal) else { return false }
    if isCode(keyColumn) { return true }
    let words = IdentifierWords(table.id.name).words
    return rows <= maximumNamedRows && keyColumn.type.valueKind == .integer
      && words.contains { listWords.contains($0) }
  }

  private static func isCode(_ column: Column) -> Bool {
    switch column.type.valueKind {
    case .enumeration: return true
    case .text: return column.type.length.map { $0 <= maximumCodeLength } ?? false
    default: return false
    }
  }

  /// Whether a column is about people, contacts, money or time.
  private static func isPersonal(_ column: Column) -> Bool {
    if case .pii(let name) = column.sdtype {
      // A list of countries may name countries.
      return ![
        "country", "country_code", "city", "state", "administrative_unit", "language_code",
        "currency_code",
      ]
      .contains(name)
    }
    switch column.type.valueKind {
    case .date, .time, .timestamp, .interval, .json, .binary, .uuid: return true
    default: break
    }
    if column.type.baseName == "money" { return true }
    let words = Set(ColumnNameWords(column.name).words)
    return !words.isDisjoint(with: [
      "email", "phone", "fax", "url", "website", "contact", "address", "price", "amount", "cost",
      "salary", "password", "token", "secret", "owner", "user", "balance", "birth", "ssn",
    ])
  }
}
