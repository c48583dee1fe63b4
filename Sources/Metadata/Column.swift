/// A column as the catalog describes it, with the sdtype inferred for it.
package struct Column: Hashable, Sendable, Codable {
  package enum Identity: String, Hashable, Sendable, Codable {
    case always
    case byDefault
  }

  package var name: String
  /// `attnum`: 1-based, with gaps where columns were dropped.
  package var position: Int
  package var type: ColumnType
  /// Whether NULL may be stored: neither NOT NULL nor a NOT NULL domain.
  package var isNullable: Bool
  package var defaultExpression: String?
  package var identity: Identity?
  /// The expression of a `GENERATED ALWAYS AS (…) STORED` column.
  package var generationExpression: String?
  /// Whether a sequence feeds the column (serial, identity, or a `nextval` default).
  package var isSequenceBacked: Bool
  package var comment: String?
  package var statistics: ColumnStatistics?
  package var sdtype: SDType

  package init(
    name: String,
    position: Int,
    type: ColumnType,
    isNullable: Bool,
    defaultExpression: String? = nil,
    identity: Identity? = nil,
    generationExpression: String? = nil,
    isSequenceBacked: Bool = false,
    comment: String? = nil,
    statistics: ColumnStatistics? = nil,
    sdtype: SDType = .unknown
  ) {
    self.name = name
    self.position = position
    self.type = type
    self.isNullable = isNullable
    self.defaultExpression = defaultExpression
    self.identity = identity
    self.generationExpression = generationExpression
    self.isSequenceBacked = isSequenceBacked
    self.comment = comment
    self.statistics = statistics
    self.sdtype = sdtype
  }

  /// Whether PostgreSQL computes the value, so that COPY must leave the column out.
  package var isGenerated: Bool { generationExpression != nil }
}

/// What `pg_stats` knows about a column; absent where the table was never analysed.
package struct ColumnStatistics: Hashable, Sendable, Codable {
  /// Share of NULLs, 0 to 1.
  package var nullFraction: Double
  /// Estimated number of distinct values, scaled to the table.
  package var distinctCount: Double

  package init(nullFraction: Double, distinctCount: Double) {
    self.nullFraction = nullFraction
    self.distinctCount = distinctCount
  }
}

/// The semantic type of a column in SDV's vocabulary.
package enum SDType: Hashable, Sendable, CustomStringConvertible, Codable {
  case numerical
  case categorical
  case datetime
  case boolean
  case id
  case unknown
  /// A personal-data type such as `email`, `phone_number`, `first_name`.
  case pii(String)

  package var description: String {
    switch self {
    case .numerical: "numerical"
    case .categorical: "categorical"
    case .datetime: "datetime"
    case .boolean: "boolean"
    case .id: "id"
    case .unknown: "unknown"
    case .pii(let name): name
    }
  }
}
