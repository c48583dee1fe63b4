import Metadata

/// The types that columns are of, with domains unwrapped and parts resolved.
struct TypeCatalog {
  private var rows: [String: CatalogRow] = [:]

  init(_ rows: [CatalogRow]) {
    for row in rows { self.rows[row.text("type_oid")] = row }
  }

  /// A type as a column has it, and whether a domain on the way forbids NULL.
  ///
  /// - Parameters:
  ///   - oid: of the declared type.
  ///   - modifier: `atttypmod`.
  ///   - declaration: `format_type` of both.
  /// - Returns: nil where the type is of a kind that is not known.
  func type(oid: String, modifier: Int, declaration: String) -> (type: ColumnType, notNull: Bool)? {
    var domains: [String] = []
    var checks: [String] = []
    var notNull = false
    var (oid, modifier) = (oid, modifier)
    while let row = rows[oid], row.text("form") == "d" {
      domains.append(row.text("type_name"))
      checks += row.texts("checks")
      notNull = notNull || row.flag("not_null")
      oid = row.text("base_oid")
      modifier = row.integer("base_modifier") ?? -1
    }
    guard let row = rows[oid], let form = Self.form(row) else { return nil }
    let name = row.text("type_name")
    let parts = zip(
      row.texts("part_names"),
      zip(row.texts("part_oids"), row.texts("part_modifiers").map { Int($0) ?? -1 })
    ).compactMap { name, part in
      // Modifiers of an array are those of its elements.
      let modifier = row["element"] == nil ? part.1 : modifier
      return type(oid: part.0, modifier: modifier, declaration: typeName(part.0)).map {
        ColumnType.Part(name: name, type: $0.type, isNullable: !$0.notNull)
      }
    }
    let measured = row["element"] ?? name
    let found = ColumnType(
      declaration: declaration,
      baseName: name,
      baseSchema: row.text("schema_name"),
      form: form,
      domains: domains,
      domainChecks: checks,
      parts: parts,
      length: Self.length(modifier, of: measured),
      precision: measured == "numeric" && modifier >= 4 ? ((modifier - 4) >> 16) & 0xFFFF : nil,
      // Eleven bits with a sign since PostgreSQL 15; before that never above 1000.
      scale: measured == "numeric" && modifier >= 4
        ? (((modifier - 4) & 0x7FF) ^ 1024) - 1024 : nil
    )
    return (found, notNull)
  }

  private func typeName(_ oid: String) -> String {
    guard let row = rows[oid] else { return "?" }
    let schema = row.text("schema_name")
    return schema == "pg_catalog" ? row.text("type_name") : "\(schema).\(row.text("type_name"))"
  }

  private static func length(_ modifier: Int, of name: String) -> Int? {
    guard modifier >= 0 else { return nil }
    return switch name {
    case "varchar", "bpchar": modifier - 4
    case "bit", "varbit": modifier
    default: nil
    }
  }

  private static func form(_ row: CatalogRow) -> ColumnType.Form? {
    if let element = row["element"] { return .array(element: element) }
    return switch row.text("form") {
    case "b", "p": .base
    case "e": .enumeration(labels: row.texts("labels"))
    case "c": .composite
    case "r": .range
    case "m": .multirange
    default: nil
    }
  }
}
