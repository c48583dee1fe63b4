/// A column's PostgreSQL type with domains unwrapped, and how pgsynth treats its values.
package struct ColumnType: Hashable, Sendable, Codable {
  /// What kind of type stands under the domains.
  package enum Form: Hashable, Sendable, Codable {
    case base
    /// Labels in sort order.
    case enumeration(labels: [String])
    case composite
    case range
    case multirange
    /// An array of the named element type (`pg_type.typname`).
    case array(element: String)
  }

  /// A field of a composite type, the elements of an array, the bounds of a range.
  package struct Part: Hashable, Sendable, Codable {
    /// The field's name; empty where the part has none.
    package var name: String
    package var type: ColumnType
    package var isNullable: Bool

    package init(name: String = "", type: ColumnType, isNullable: Bool = true) {
      self.name = name
      self.type = type
      self.isNullable = isNullable
    }
  }

  /// `format_type` of the declared type, for example `numeric(10,2)` or `public.rating`.
  package var declaration: String
  /// `pg_type.typname` under all domains, for example `int4`, `_text`, `rating`.
  package var baseName: String
  package var baseSchema: String
  package var form: Form
  /// Names of the domains unwrapped on the way, outermost first; empty for a plain type.
  package var domains: [String]
  /// `pg_get_expr` of the domains' conditions, in which the value is called VALUE.
  package var domainChecks: [String]
  /// Fields in order for a composite type, one part for arrays, ranges and multiranges, none for others.
  package var parts: [Part]
  /// The n of `varchar(n)`, `char(n)`, `bit(n)`.
  package var length: Int?
  /// The p of `numeric(p, s)`.
  package var precision: Int?
  /// The s of `numeric(p, s)`.
  package var scale: Int?

  package init(
    declaration: String,
    baseName: String,
    baseSchema: String = "pg_catalog",
    form: Form = .base,
    domains: [String] = [],
    domainChecks: [String] = [],
    parts: [Part] = [],
    length: Int? = nil,
    precision: Int? = nil,
    scale: Int? = nil
  ) {
    self.declaration = declaration
    self.baseName = baseName
    self.baseSchema = baseSchema
    self.form = form
    self.domains = domains
    self.domainChecks = domainChecks
    self.parts = parts
    self.length = length
    self.precision = precision
    self.scale = scale
  }

  /// How values of this type are held in memory and understood by the model.
  package var valueKind: ValueKind {
    switch form {
    case .enumeration: return .enumeration
    case .array: return .array
    case .composite, .range, .multirange: return .other
    case .base: break
    }
    guard baseSchema == "pg_catalog" else { return baseName == "citext" ? .text : .other }
    switch baseName {
    case "bool": return .boolean
    case "int2", "int4", "int8": return .integer
    case "float4", "float8": return .real
    case "numeric":
      // Int64 holds 18 decimal digits; such columns are often keys, which must stay exact.
      if let precision, scale == 0, precision <= 18 { return .integer }
      return .decimal
    case "money": return .decimal
    case "date": return .date
    case "time": return .time
    case "timestamp", "timestamptz": return .timestamp
    case "interval": return .interval
    case "text", "varchar", "bpchar", "name", "char": return .text
    case "uuid": return .uuid
    case "json", "jsonb": return .json
    case "bytea": return .binary
    default: return .other
    }
  }
}

/// How pgsynth holds and models the values of a type.
package enum ValueKind: String, Hashable, Sendable, CaseIterable, Codable {
  /// `integers`: 0 or 1.
  case boolean
  /// `integers`: smallint, integer, bigint, numeric(≤18, 0).
  case integer
  /// `reals`: real, double precision.
  case real
  /// `reals`: numeric, money (read through numeric); at most 15 significant digits survive.
  case decimal
  /// `integers`: days since 2000-01-01.
  case date
  /// `integers`: microseconds since midnight.
  case time
  /// `integers`: microseconds since 2000-01-01 00:00 UTC.
  case timestamp
  /// `integers`: microseconds; a month counts as 30 days and a day as 24 hours.
  case interval
  /// `text`: character strings.
  case text
  /// `text`: enum labels.
  case enumeration
  /// `text`: canonical uuid text.
  case uuid
  /// `text`: JSON text.
  case json
  /// `text`: the `{…}` form.
  case array
  /// `text`: the `\x…` form.
  case binary
  /// `text`: whatever the type's output function prints.
  case other

  /// Whether values are points in time or times of day.
  package var isTemporal: Bool {
    switch self {
    case .date, .time, .timestamp: true
    default: false
    }
  }

  /// Whether values are numbers that arithmetic makes sense on.
  package var isPlainNumber: Bool {
    switch self {
    case .integer, .real, .decimal: true
    default: false
    }
  }

  /// Whether values are points in time, of a day or of history.
  package var isMoment: Bool { self == .date || self == .timestamp || self == .time }

  /// The numbers that a day makes, for dates and timestamps.
  package var unitsPerDay: Double? {
    switch self {
    case .date: 1
    case .timestamp: 86_400_000_000
    default: nil
    }
  }

  /// Whether values are ordered numbers in memory.
  package var isNumeric: Bool {
    switch self {
    case .boolean, .integer, .real, .decimal, .date, .time, .timestamp, .interval: true
    case .text, .enumeration, .uuid, .json, .array, .binary, .other: false
    }
  }
}
