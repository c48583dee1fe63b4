import Metadata
import SDVMetadata
import Testing

@Suite struct SDVMetadataTests {
  /// Everything that V1 has a word for.
  private static let example = """
    {
      "METADATA_SPEC_VERSION": "V1",
      "tables": {
        "customers": {
          "columns": {
            "id": {"sdtype": "id", "regex_format": "C_[0-9]{6}"},
            "mail": {"sdtype": "email", "pii": true},
            "level": {"sdtype": "categorical", "order": ["low", "high", 3]},
            "age": {"sdtype": "numerical", "computer_representation": "Int16"},
            "since": {"sdtype": "datetime", "datetime_format": "%Y-%m-%d"},
            "active": {"sdtype": "boolean"},
            "lat": {"sdtype": "latitude", "pii": true},
            "lon": {"sdtype": "longitude", "pii": true},
            "note": {"sdtype": "unknown", "pii": false}
          },
          "primary_key": "id",
          "alternate_keys": ["mail"],
          "column_relationships": [{"type": "gps", "column_names": ["lat", "lon"]}]
        },
        "visits": {
          "columns": {
            "customer": {"sdtype": "id", "regex_format": "C_[0-9]{6}"},
            "number": {"sdtype": "id"},
            "at": {"sdtype": "datetime", "datetime_format": "%Y-%m-%d %H:%M:%S"}
          },
          "primary_key": ["customer", "number"],
          "sequence_key": "customer",
          "sequence_index": "at"
        },
        "lines": {
          "columns": {"of": {"sdtype": "id"}, "nr": {"sdtype": "id"}, "amount": {"sdtype": "numerical"}}
        }
      },
      "relationships": [
        {
          "parent_table_name": "customers",
          "parent_primary_key": "id",
          "child_table_name": "visits",
          "child_foreign_key": "customer"
        },
        {
          "parent_table_name": "visits",
          "parent_primary_key": ["customer", "number"],
          "child_table_name": "lines",
          "child_foreign_key": ["of", "nr"]
        }
      ]
    }
    """

  private func problems(_ text: String) -> [String] {
    do {
      return try SDVMetadata(reading: text).problems
    } catch {
      return error.problems
    }
  }

  /// The example with a piece of it exchanged.
  private func problems(_ old: String, _ new: String) -> [String] {
    #expect(Self.example.contains(old))
    return problems(Self.example.replacing(old, with: new, maxReplacements: 1))
  }

  @Test func readsWhatV1Says() throws {
    let metadata = try SDVMetadata(reading: Self.example)
    // The second level of the key has another format, which V1 allows: sdtypes count.
    #expect(metadata.problems == [])
    #expect(Set(metadata.tables.map(\.name)) == ["customers", "visits", "lines"])
    let customers = try #require(metadata["customers"])
    #expect(customers.primaryKey == ["id"] && customers.alternateKeys == ["mail"])
    #expect(customers["level"]?["order"] == .array([.string("low"), .string("high"), .number(3)]))
    #expect(
      customers.columnRelationships == [SDVColumnGroup(type: "gps", columns: ["lat", "lon"])]
    )
    let visits = try #require(metadata["visits"])
    #expect(visits.primaryKey == ["customer", "number"])
    #expect(visits.sequenceKey == ["customer"] && visits.sequenceIndex == "at")
    #expect(metadata.relationships[1].childKey == ["of", "nr"])
  }

  @Test func whatIsWrittenIsReadTheSame() throws {
    let metadata = try SDVMetadata(reading: Self.example)
    let again = try SDVMetadata(reading: metadata.json)
    #expect(again == metadata)
    #expect(again.json == metadata.json)
  }

  @Test func readsOlderVersions() throws {
    let single = try SDVMetadata(
      reading:
        #"{"METADATA_SPEC_VERSION": "SINGLE_TABLE_V1", "primary_key": "a", "columns": {"a": {"sdtype": "id"}}}"#
    )
    #expect(single.tables.map(\.name) == [SDVMetadata.unnamedTable] && single.problems == [])
    #expect(single.tables[0].primaryKey == ["a"])
    let multi = try SDVMetadata(
      reading: Self.example.replacing("\"V1\"", with: "\"MULTI_TABLE_V1\"")
    )
    #expect(multi.tables.count == 3)
    #expect(problems(#"{"METADATA_SPEC_VERSION": "V7", "tables": {}}"#)[0].contains("V7"))
  }

  @Test(
    arguments: [
      ("", "this is not JSON"), ("[]", "this is a list"), ("{}", "tables is missing"),
      (#"{"tables": 3}"#, "tables is a number, and has to be an object"),
      (#"{"tables": {"a": 3}}"#, "a: a table is an object"),
      (#"{"tables": {"a": {"columns": {"b": 1}}}}"#, "a.b: a column is an object"),
      (#"{"tables": {"a": {"columns": {"b": {}}}}}"#, "a.b: sdtype is missing"),
      (#"{"tables": {"a": {"columns": {}, "keys": 1}}}"#, "a: keys is unknown"),
      (
        #"{"tables": {"a": {"columns": {}, "primary_key": [1]}}}"#,
        "a: primary_key has to be a name"
      ),
      (#"{"tables": {}, "relationships": [{}]}"#, "relationships[0]: parent_table_name is missing"),
      (#"{"tables": {}, "relationships": 1}"#, "relationships is a number"),
    ]
  )
  func whatIsNoMetadataIsExplained(text: String, message: String) {
    #expect(problems(text).contains { $0.contains(message) }, "\(problems(text))")
  }

  @Test(
    arguments: [
      (
        "\"computer_representation\": \"Int16\"", "\"computer_representation\": \"Int17\"",
        "customers.age: computer_representation is Int17"
      ),
      (
        "\"boolean\"}", "\"boolean\", \"pii\": true}",
        "customers.active: pii is nothing of the sdtype boolean"
      ),
      ("[\"low\", \"high\", 3]", "[]", "customers.level: order is empty"),
      ("\"%Y-%m-%d\"", "\"day\"", "customers.since: datetime_format is day"),
      (
        "C_[0-9]{6}", "C_[0-9",
        "customers.id: regex_format is C_[0-9, which is no regular expression"
      ),
      ("\"pii\": false", "\"pii\": 0", "customers.note: pii is a number"),
      (
        "\"primary_key\": \"id\"", "\"primary_key\": \"age\"",
        "customers: primary_key age is numerical"
      ),
      (
        "\"primary_key\": \"id\"", "\"primary_key\": \"key\"",
        "customers: primary_key key is no column"
      ),
      ("[\"mail\"]", "[\"id\"]", "customers: id is the primary key and an alternate key"),
      (
        "\"type\": \"gps\"", "\"type\": \"map\"",
        "customers: column_relationships know address and gps, not map"
      ),
      (
        "\"sequence_index\": \"at\"", "\"sequence_index\": \"number\"",
        "visits: sequence_index number is id"
      ),
      (
        "\"child_table_name\": \"lines\"", "\"child_table_name\": \"rows\"",
        "there is no table rows"
      ),
      ("[\"of\", \"nr\"]\n", "\"of\"\n", "1 columns refer to 2"),
      (
        "\"child_foreign_key\": \"customer\"", "\"child_foreign_key\": \"at\"",
        "at is datetime and id is id"
      ),
      (
        "\"parent_primary_key\": \"id\"", "\"parent_primary_key\": \"mail\"",
        "is not the primary key of customers, id"
      ),
      (
        "\"child_table_name\": \"visits\"", "\"child_table_name\": \"customers\"",
        "a table that refers to itself"
      ),
    ]
  )
  func whatMakesNoSenseIsExplained(old: String, new: String, message: String) {
    let problems = problems(old, new)
    #expect(problems.contains { $0.contains(message) }, "\(problems)")
  }

  @Test func circlesAreFound() {
    let keys = ["a": "b", "b": "c", "c": "a"].sorted { $0.key < $1.key }
    var metadata = SDVMetadata(
      tables: ["a", "b", "c"].map { name in
        var table = SDVTable(
          name: name,
          columns: [SDVColumn(name: "id", sdtype: "id"), SDVColumn(name: "up", sdtype: "id")]
        )
        table.primaryKey = ["id"]
        return table
      }
    )
    metadata.relationships = keys.map {
      SDVRelationship(parent: $0.value, parentKey: ["id"], child: $0.key, childKey: ["up"])
    }
    #expect(metadata.problems == ["a → b → c → a: tables refer to each other in a circle"])
    metadata.relationships.removeLast()
    #expect(metadata.problems == [])
  }

  @Test func aFileWithAnyByteChangedIsReadOrRefused() {
    let bytes = Array(Self.example.utf8)
    for place in bytes.indices {
      for byte in [0, UInt8(ascii: "\""), UInt8(ascii: "{"), UInt8(ascii: "9"), 0xff] {
        var changed = bytes
        changed[place] = byte
        _ = problems(String(decoding: changed, as: UTF8.self))
      }
      _ = problems(String(decoding: bytes[..<place], as: UTF8.self))
    }
  }

  @Test func anonymizedMetadataHaveNoNamesAndNoValues() throws {
    let hidden = try SDVMetadata(reading: Self.example).anonymized
    #expect(hidden.problems == [])
    for name in [
      "customers", "\"mail\"", "level", "low", "high", "C_[", "visits", "lines", "amount",
    ] {
      #expect(!hidden.json.contains(name), "\(name)")
    }
    #expect(hidden.json.contains("Int16") && hidden.relationships.count == 2)
  }
}
