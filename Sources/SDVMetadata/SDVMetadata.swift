/// A data set as SDV describes it: metadata of the specification V1.
///
/// V1 has no schemas, no data types but sdtypes, no keys but primary and alternate ones, and no circles; see
/// `docs/metadata.md`.
package struct SDVMetadata: Hashable, Sendable {
  /// In the order of the file that they were read from or are written to.
  package var tables: [SDVTable]
  package var relationships: [SDVRelationship]
  /// What V1 has no words for, as the member `x_pgsynth`; SDV 1 does not look at it, SDV 2 refuses it.
  package var extras: JSONValue?

  package init(
    tables: [SDVTable],
    relationships: [SDVRelationship] = [],
    extras: JSONValue? = nil
  ) {
    self.tables = tables
    self.relationships = relationships
    self.extras = extras
  }

  package subscript(name: String) -> SDVTable? { tables.first { $0.name == name } }
}

/// A table of SDV metadata.
package struct SDVTable: Hashable, Sendable {
  package var name: String
  package var columns: [SDVColumn]
  /// Empty without a primary key; several for a composite one.
  package var primaryKey: [String] = []
  /// Columns without repetition besides the primary key.
  package var alternateKeys: [String] = []
  /// What tells the sequences of a table apart, and what orders the rows of each.
  package var sequenceKey: [String] = []
  package var sequenceIndex: String?
  /// Columns that are one thing together, such as the parts of an address.
  package var columnRelationships: [SDVColumnGroup] = []

  package init(name: String, columns: [SDVColumn]) {
    self.name = name
    self.columns = columns
  }

  package subscript(name: String) -> SDVColumn? { columns.first { $0.name == name } }
}

/// Columns that are one thing together.
package struct SDVColumnGroup: Hashable, Sendable {
  /// `address` or `gps`.
  package var type: String
  package var columns: [String]

  package init(type: String, columns: [String]) {
    self.type = type
    self.columns = columns
  }
}

/// A column of SDV metadata.
package struct SDVColumn: Hashable, Sendable {
  package var name: String
  /// `numerical`, `datetime`, `categorical`, `boolean`, `id`, `unknown`, or the name of a Faker function.
  package var sdtype: String
  /// What V1 says besides, by its names: `computer_representation`, `datetime_format`, `order`, `order_by`,
  /// `regex_format`, `pii`.
  package var attributes: [JSONValue.Member]

  package init(name: String, sdtype: String, attributes: [JSONValue.Member] = []) {
    self.name = name
    self.sdtype = sdtype
    self.attributes = attributes
  }

  package subscript(attribute: String) -> JSONValue? {
    attributes.first { $0.name == attribute }?.value
  }

  /// The sdtypes that are no personal data.
  static let plainTypes: Set<String> = [
    "numerical", "datetime", "categorical", "boolean", "id", "unknown",
  ]

  /// Personal data that SDV does not take for keys all the same.
  private static let keyless: Set<String> = ["ipv4_address", "ipv6_address"]

  /// Whether SDV lets it be part of a key.
  var isKeyLike: Bool {
    sdtype == "id" || !Self.plainTypes.union(Self.keyless).contains(sdtype)
  }
}

/// A foreign key of SDV metadata.
package struct SDVRelationship: Hashable, Sendable {
  package var parent: String
  package var parentKey: [String]
  package var child: String
  package var childKey: [String]

  package init(parent: String, parentKey: [String], child: String, childKey: [String]) {
    self.parent = parent
    self.parentKey = parentKey
    self.child = child
    self.childKey = childKey
  }

  /// `orders (customer_id) → customers`.
  var text: String { "\(child) (\(childKey.joined(separator: ", "))) → \(parent)" }
}
