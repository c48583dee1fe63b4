extension SDVMetadata {
  /// What does not make sense, one line each; none where SDV takes the metadata.
  package var problems: [String] {
    var problems = tables.flatMap(\.problems)
    let names = tables.map(\.name)
    for name in Set(names.repeated).sorted() {
      problems.append("\(name): there are two tables of this name")
    }
    if tables.isEmpty { problems.append("there are no tables") }
    problems += relationships.flatMap(problems(of:))
    for relationship in relationships.map(\.childSide).repeated {
      problems.append(
        "\(relationship.table): \(relationship.columns.joined(separator: ", ")) refers to more than one table; SDV knows one"
      )
    }
    if let circle {
      problems.append("\(circle.joined(separator: " → ")): tables refer to each other in a circle")
    }
    return problems
  }

  private func problems(of relationship: SDVRelationship) -> [String] {
    let text = relationship.text
    guard let parent = self[relationship.parent], let child = self[relationship.child] else {
      return [relationship.parent, relationship.child].filter { self[$0] == nil }
        .map { "\(text): there is no table \($0)" }
    }
    var problems: [String] = []
    for (table, columns) in [(parent, relationship.parentKey), (child, relationship.childKey)] {
      for column in columns where table[column] == nil {
        problems.append("\(text): \(table.name) has no column \(column)")
      }
    }
    if parent.name == child.name {
      problems.append("\(text): a table that refers to itself is not known to SDV")
    }
    if parent.primaryKey.isEmpty {
      problems.append("\(text): \(parent.name) has no primary key")
    } else if Set(parent.primaryKey) != Set(relationship.parentKey) {
      problems.append(
        "\(text): the key \(relationship.parentKey.joined(separator: ", ")) is not the primary key of \(parent.name), \(parent.primaryKey.joined(separator: ", "))"
      )
    }
    guard relationship.parentKey.count == relationship.childKey.count else {
      return problems + [
        "\(text): \(relationship.childKey.count) columns refer to \(relationship.parentKey.count)"
      ]
    }
    for (own, other) in zip(relationship.childKey, relationship.parentKey) {
      guard let own = child[own], let other = parent[other], own.sdtype != other.sdtype else {
        continue
      }
      problems.append(
        "\(text): \(own.name) is \(own.sdtype) and \(other.name) is \(other.sdtype); both sides need the same sdtype"
      )
    }
    return problems
  }

  /// Tables that refer to each other, the first again at the end.
  private var circle: [String]? {
    var parents: [String: [String]] = [:]
    for relationship in relationships where relationship.parent != relationship.child {
      parents[relationship.child, default: []].append(relationship.parent)
    }
    var done: Set<String> = []
    for table in tables.map(\.name) where !done.contains(table) {
      // A stack of tables on the way up, with the parents that are still to be visited.
      var path = [(name: table, left: parents[table] ?? [])]
      while let last = path.indices.last {
        guard let next = path[last].left.popLast() else {
          done.insert(path.removeLast().name)
          continue
        }
        if let start = path.firstIndex(where: { $0.name == next }) {
          return path[start...].map(\.name) + [next]
        }
        if !done.contains(next) { path.append((next, parents[next] ?? [])) }
      }
    }
    return nil
  }
}

extension SDVRelationship {
  fileprivate struct Side: Hashable {
    var table: String
    var columns: [String]
  }

  fileprivate var childSide: Side { Side(table: child, columns: childKey) }
}

extension Array where Element: Hashable {
  /// Those that come again, each as often as it does.
  fileprivate var repeated: [Element] {
    var seen: Set<Element> = []
    return filter { !seen.insert($0).inserted }
  }
}

extension SDVTable {
  fileprivate var problems: [String] {
    var problems = columns.flatMap { $0.problems(in: name) }
    for column in columns.map(\.name).repeated {
      problems.append("\(name).\(column): there are two columns of this name")
    }
    if columns.isEmpty { problems.append("\(name): a table without columns") }
    for (member, columns) in [
      ("primary_key", primaryKey), ("alternate_keys", alternateKeys),
      ("sequence_key", sequenceKey),
    ] {
      problems += columns.flatMap { keyProblems(member, $0) }
      for column in columns.repeated { problems.append("\(name): \(member) has \(column) twice") }
    }
    if primaryKey.count == 1, alternateKeys.contains(primaryKey[0]) {
      problems.append(
        "\(name): \(primaryKey[0]) is the primary key and an alternate key; leave one out"
      )
    }
    if let sequenceIndex {
      if let column = self[sequenceIndex] {
        if !["numerical", "datetime"].contains(column.sdtype) {
          problems.append(
            "\(name): sequence_index \(sequenceIndex) is \(column.sdtype), and has to be numerical or datetime"
          )
        }
        if sequenceKey.contains(sequenceIndex) {
          problems.append("\(name): \(sequenceIndex) is sequence_index and sequence_key")
        }
      } else {
        problems.append("\(name): sequence_index \(sequenceIndex) is no column")
      }
    }
    for group in columnRelationships {
      if !["address", "gps"].contains(group.type) {
        problems.append("\(name): column_relationships know address and gps, not \(group.type)")
      }
      for column in group.columns where self[column] == nil {
        problems.append("\(name): column_relationships: there is no column \(column)")
      }
    }
    return problems
  }

  private func keyProblems(_ member: String, _ column: String) -> [String] {
    guard let found = self[column] else { return ["\(name): \(member) \(column) is no column"] }
    guard found.isKeyLike else {
      return [
        "\(name): \(member) \(column) is \(found.sdtype), and has to be id or a kind of personal data"
      ]
    }
    return []
  }
}

extension SDVColumn {
  /// The attributes of each sdtype; personal data has `pii`.
  private static let attributes: [String: [String]] = [
    "numerical": ["computer_representation"], "datetime": ["datetime_format"],
    "categorical": ["order", "order_by"], "boolean": [], "id": ["regex_format"],
    "unknown": ["pii"],
  ]

  private static let representations: Set<String> = {
    let integers = [8, 16, 32, 64].flatMap { ["Int\($0)", "UInt\($0)"] }
    return Set(["Float", "Float32", "Float64"] + integers)
  }()

  fileprivate func problems(in table: String) -> [String] {
    let place = "\(table).\(name)"
    guard sdtype.wholeMatch(of: /[a-z][a-z0-9_]*/) != nil else {
      return [
        "\(place): sdtype \(sdtype) is none; numerical, datetime, categorical, boolean, id, unknown and names of personal data such as email are"
      ]
    }
    let known = Self.attributes[sdtype] ?? ["pii"]
    return attributes.compactMap { attribute -> String? in
      guard known.contains(attribute.name) else {
        let others = known.isEmpty ? "none" : known.joined(separator: ", ")
        return "\(place): \(attribute.name) is nothing of the sdtype \(sdtype), which has \(others)"
      }
      return Self.problem(attribute).map { "\(place): \(attribute.name) \($0)" }
    }
      + (self["order"] != nil && self["order_by"] != nil
        ? ["\(place): order and order_by exclude each other"] : [])
  }

  /// What is wrong with a value; nil for nothing.
  private static func problem(_ attribute: JSONValue.Member) -> String? {
    switch (attribute.name, attribute.value) {
    case ("computer_representation", .string(let text)):
      representations.contains(text)
        ? nil : "is \(text); known are \(representations.sorted().joined(separator: ", "))"
    case ("order_by", .string(let text)):
      ["numerical_value", "alphabetical"].contains(text)
        ? nil : "is \(text); known are numerical_value and alphabetical"
    case ("order", .array(let items)): items.isEmpty ? "is empty" : nil
    case ("pii", .boolean): nil
    case ("datetime_format", .string(let text)):
      text.contains("%") ? nil : "is \(text), which has no part of a date such as %Y"
    case ("regex_format", .string(let text)):
      (try? Regex(text)) == nil ? "is \(text), which is no regular expression" : nil
    case ("order", let value): "is \(value.kind), and has to be a list"
    case ("pii", let value): "is \(value.kind), and has to be true or false"
    case (_, let value): "is \(value.kind), and has to be a text"
    }
  }
}
