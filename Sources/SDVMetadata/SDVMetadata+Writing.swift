extension SDVMetadata {
  /// The metadata as JSON of the specification V1, in the order that it has here.
  package var json: String { value.text + "\n" }

  var value: JSONValue {
    .object([
      "METADATA_SPEC_VERSION": .string("V1"),
      "tables": .object(
        tables.map { JSONValue.Member(name: $0.name, value: $0.value) }
      ),
      "relationships": .array(relationships.map(\.value)),
      "x_pgsynth": extras,
    ])
  }
}

extension SDVTable {
  fileprivate var value: JSONValue {
    .object([
      "columns": .object(columns.map { JSONValue.Member(name: $0.name, value: $0.value) }),
      "primary_key": primaryKey.keyValue,
      "alternate_keys": alternateKeys.isEmpty ? nil : .strings(alternateKeys),
      "sequence_key": sequenceKey.keyValue,
      "sequence_index": sequenceIndex.map(JSONValue.string),
      "column_relationships": columnRelationships.isEmpty
        ? nil
        : .array(
          columnRelationships.map {
            .object(["type": .string($0.type), "column_names": .strings($0.columns)])
          }
        ),
    ])
  }
}

extension SDVColumn {
  fileprivate var value: JSONValue {
    .object([JSONValue.Member(name: "sdtype", value: .string(sdtype))] + attributes)
  }
}

extension SDVRelationship {
  fileprivate var value: JSONValue {
    .object([
      "parent_table_name": .string(parent),
      "parent_primary_key": parentKey.keyValue,
      "child_table_name": .string(child),
      "child_foreign_key": childKey.keyValue,
    ])
  }
}

extension [String] {
  /// A name for a key of one column, a list for a composite one, nothing for none.
  fileprivate var keyValue: JSONValue? {
    isEmpty ? nil : count == 1 ? .string(self[0]) : .strings(self)
  }
}
