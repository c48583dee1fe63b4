import Foundation

extension SDVMetadata {
  /// The name that a table gets where the file describes one table without a name.
  package static let unnamedTable = "table"

  /// Reads V1, and the older `MULTI_TABLE_V1` and `SINGLE_TABLE_V1`.
  ///
  /// Only the form is checked; ``problems`` says whether it makes sense.
  ///
  /// - Parameter text: JSON.
  /// - Throws: ``SDVMetadataError`` with every member that is not of the right form.
  package init(reading text: String) throws(SDVMetadataError) {
    let root: JSONValue
    do {
      root = try JSONDecoder().decode(JSONValue.self, from: Data(text.utf8))
    } catch {
      throw SDVMetadataError(["this is not JSON: \(Self.reason(error))"])
    }
    guard case .object = root else {
      throw SDVMetadataError(["metadata is an object with tables, and this is \(root.kind)"])
    }
    var reader = MemberReader()
    let version = reader.text("METADATA_SPEC_VERSION", of: root, at: "the file")
    switch version {
    case nil, "V1", "MULTI_TABLE_V1": self.init(tables: reader.tables(of: root))
    case "SINGLE_TABLE_V1":
      self.init(tables: [reader.table(Self.unnamedTable, root, allowing: ["METADATA_SPEC_VERSION"])]
      )
    case let other?:
      throw SDVMetadataError([
        "METADATA_SPEC_VERSION is \(other); V1, MULTI_TABLE_V1 and SINGLE_TABLE_V1 are known"
      ])
    }
    relationships = reader.relationships(of: root)
    extras = root["x_pgsynth"]
    guard reader.problems.isEmpty else { throw SDVMetadataError(reader.problems) }
  }

  private static func reason(_ error: any Error) -> String {
    guard case DecodingError.dataCorrupted(let context)? = error as? DecodingError else {
      return "it cannot be decoded"
    }
    let underlying = (context.underlyingError as? NSError)?.userInfo["NSDebugDescription"]
    return underlying.map { "\($0)" } ?? context.debugDescription
  }
}

/// Takes members out of JSON and writes down those that are not of the right form.
private struct MemberReader {
  var problems: [String] = []

  /// A text, or nil where there is none.
  mutating func text(_ name: String, of value: JSONValue, at place: String) -> String? {
    switch value[name] {
    case nil, .null: return nil
    case .string(let text): return text
    case let other?:
      problems.append("\(place): \(name) is \(other.kind), and has to be a text")
      return nil
    }
  }

  /// A name or a list of names.
  private mutating func names(
    _ name: String,
    of value: JSONValue,
    at place: String
  ) -> [String] {
    switch value[name] {
    case nil, .null: return []
    case .string(let text): return [text]
    case .array(let items):
      let texts = items.compactMap { item -> String? in
        if case .string(let text) = item { text } else { nil }
      }
      if texts.count == items.count { return texts }
    default: break
    }
    problems.append("\(place): \(name) has to be a name or a list of names")
    return []
  }

  /// The members of an object.
  private mutating func members(
    _ name: String,
    of value: JSONValue,
    at place: String,
    isNeeded: Bool = true
  ) -> [JSONValue.Member] {
    switch value[name] {
    case .object(let members): return members
    case nil, .null: if isNeeded { problems.append("\(place): \(name) is missing") }
    case let other?: problems.append("\(place): \(name) is \(other.kind), and has to be an object")
    }
    return []
  }

  mutating func tables(of root: JSONValue) -> [SDVTable] {
    members("tables", of: root, at: "the file").map { table($0.name, $0.value) }
  }

  private static let known: Set<String> = [
    "columns", "primary_key", "alternate_keys", "sequence_key", "sequence_index",
    "column_relationships",
  ]

  mutating func table(
    _ name: String,
    _ value: JSONValue,
    allowing others: Set<String> = []
  ) -> SDVTable {
    guard case .object(let all) = value else {
      problems.append("\(name): a table is an object with columns, and this is \(value.kind)")
      return SDVTable(name: name, columns: [])
    }
    for member in all where !Self.known.union(others).contains(member.name) {
      problems.append(
        "\(name): \(member.name) is unknown; a table has \(Self.known.sorted().joined(separator: ", "))"
      )
    }
    let columns = members("columns", of: value, at: name).map { column($0.name, $0.value, name) }
    var table = SDVTable(name: name, columns: columns)
    table.primaryKey = names("primary_key", of: value, at: name)
    table.alternateKeys = names("alternate_keys", of: value, at: name)
    table.sequenceKey = names("sequence_key", of: value, at: name)
    table.sequenceIndex = text("sequence_index", of: value, at: name)
    if case .array(let groups)? = value["column_relationships"] {
      table.columnRelationships = groups.map { group in
        let place = "\(name): column_relationships"
        let type = text("type", of: group, at: place)
        if type == nil { problems.append("\(place): type is missing") }
        return SDVColumnGroup(
          type: type ?? "",
          columns: names("column_names", of: group, at: place)
        )
      }
    }
    return table
  }

  private mutating func column(_ name: String, _ value: JSONValue, _ table: String) -> SDVColumn {
    let place = "\(table).\(name)"
    guard case .object(let members) = value else {
      problems.append("\(place): a column is an object with its sdtype, and this is \(value.kind)")
      return SDVColumn(name: name, sdtype: "unknown")
    }
    let sdtype = text("sdtype", of: value, at: place)
    if sdtype == nil, value["sdtype"] == nil || value["sdtype"] == .null {
      problems.append("\(place): sdtype is missing, such as numerical, categorical or id")
    }
    return SDVColumn(
      name: name,
      sdtype: sdtype ?? "unknown",
      attributes: members.filter { $0.name != "sdtype" }
    )
  }

  mutating func relationships(of root: JSONValue) -> [SDVRelationship] {
    switch root["relationships"] {
    case nil, .null: return []
    case .array(let items):
      return items.enumerated().map { place, item in
        relationship(item, at: "relationships[\(place)]")
      }
    case let other?:
      problems.append("relationships is \(other.kind), and has to be a list")
      return []
    }
  }

  private mutating func relationship(_ value: JSONValue, at place: String) -> SDVRelationship {
    let found = SDVRelationship(
      parent: text("parent_table_name", of: value, at: place) ?? "",
      parentKey: names("parent_primary_key", of: value, at: place),
      child: text("child_table_name", of: value, at: place) ?? "",
      childKey: names("child_foreign_key", of: value, at: place)
    )
    for (name, isMissing) in [
      ("parent_table_name", found.parent.isEmpty), ("parent_primary_key", found.parentKey.isEmpty),
      ("child_table_name", found.child.isEmpty), ("child_foreign_key", found.childKey.isEmpty),
    ] where isMissing && value[name] == nil {
      problems.append("\(place): \(name) is missing")
    }
    return found
  }
}
