import PgSynth

/// A text, or a list of texts.
struct OneOrMore: Decodable {
  let items: [String]

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let item = try? container.decode(String.self) {
      items = [item]
    } else {
      items = try container.decode([String].self)
    }
  }
}

/// What stands under `tables`.
enum TableSettings: Decodable {
  /// Which tables to clone.
  case selection([String])
  case choices([String: TableChoices])

  init(from decoder: any Decoder) throws {
    if let selection = try? OneOrMore(from: decoder) {
      self = .selection(selection.items)
    } else {
      self = .choices(try [String: TableChoices](from: decoder))
    }
  }
}

extension TableChoices: Decodable {
  private enum CodingKeys: String, CodingKey {
    case synthesizer
    case marginals
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.containerOfOnly(CodingKeys.self)
    synthesizer = try values.decodeIfPresent(CloneOptions.Synthesizer.self, forKey: .synthesizer)
    marginals = try values.decodeIfPresent(CloneOptions.Marginal.self, forKey: .marginals)
  }
}

extension ColumnChoices: Decodable {
  private enum CodingKeys: String, CodingKey {
    case marginal
    case transform
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.containerOfOnly(CodingKeys.self)
    marginal = try values.decodeIfPresent(CloneOptions.Marginal.self, forKey: .marginal)
    transform = try values.decodeIfPresent(CloneOptions.Transform.self, forKey: .transform)
  }
}

/// Any name, to find those that mean nothing.
private struct AnyKey: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(stringValue: String) { self.stringValue = stringValue }

  init?(intValue: Int) { nil }
}

extension Decoder {
  /// A container of known keys; throws `DecodingError` where it holds another one.
  func containerOfOnly<Key: CodingKey>(
    _ keys: Key.Type
  ) throws -> KeyedDecodingContainer<Key> {
    for key in try container(keyedBy: AnyKey.self).allKeys
    where Key(stringValue: key.stringValue) == nil {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath, debugDescription: "unknown key")
      )
    }
    return try container(keyedBy: keys)
  }
}

/// One entry of `relationships`.
struct RelationshipEntry: Decodable {
  let choice: RelationshipChoice

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case table
    case columns
    case type
    case references
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.containerOfOnly(CodingKeys.self)
    let columns = try values.decode(OneOrMore.self, forKey: .columns).items
    let type = try values.decodeIfPresent(String.self, forKey: .type)
    choice = RelationshipChoice(
      table: try values.decode(String.self, forKey: .table),
      columns: columns,
      references: try type.map {
        .byType(column: $0, tables: try values.decode([String: String].self, forKey: .references))
      } ?? .table(try values.decode(String.self, forKey: .references))
    )
  }
}

extension RuleSettings: Decodable {
  private enum CodingKeys: String, CodingKey {
    case off
    case add
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.containerOfOnly(CodingKeys.self)
    off = try values.decodeIfPresent(OneOrMore.self, forKey: .off)?.items ?? []
    added = try values.decodeIfPresent(OneOrMore.self, forKey: .add)?.items ?? []
  }
}

extension TargetSchemas: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let name = try? container.decode(String.self) {
      self = .only(name)
    } else {
      self = .renamed(try container.decode([String: String].self))
    }
  }
}

extension ReferenceTablesChoice: Decodable {
  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let text = try? container.decode(String.self) {
      self.init(text)
    } else {
      self = .named(try container.decode([String].self))
    }
  }
}

extension CloneOptions.Synthesizer: Decodable {}
extension CloneOptions.Marginal: Decodable {}
extension CloneOptions.Transform: Decodable {}
