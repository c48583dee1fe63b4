package import Metadata

/// How the text of a type is read as a ``Document`` and printed again.
///
/// Every type that holds others is modelled as JSON is: an array is a list, a composite value an object
/// of its fields, a range an object of where it starts and how wide it is. What the model learns about
/// paths of documents it thereby learns about all of them.
package indirect enum DocumentForm: Sendable, Codable {
  case json(JSONStyle)
  /// hstore.
  case pairs
  /// xml.
  case markup
  /// ltree: labels between points.
  case labels
  /// tsvector, as the list of its lexemes.
  case lexemes
  case array(element: DocumentForm, delimiter: UInt8)
  case composite([Field])
  case range(RangeForm)
  case multirange(RangeForm)
  /// Numbers between punctuation: geometric types, cubes, vectors.
  case numbers
  /// inet, and cidr, which has no bits beyond its mask.
  case network(isBlock: Bool)
  /// timetz.
  case zonedTime
  /// pg_lsn.
  case logPosition
  /// Intervals with months, as `months days microseconds`.
  case interval
  /// One of few texts, of which no new ones can be made.
  case token
  case scalar(ColumnType)

  /// A field of a composite value.
  package struct Field: Sendable, Codable {
    var name: String
    var form: DocumentForm
  }

  /// The form of a type that holds others; nil for types that are better modelled as a whole.
  package init?(_ type: ColumnType) {
    switch type.form {
    case .array:
      guard let element = type.parts.first?.type else { return nil }
      // Only boxes are separated by anything but commas.
      let delimiter = element.baseName == "box" ? UInt8(ascii: ";") : UInt8(ascii: ",")
      self = .array(element: Self.inner(element), delimiter: delimiter)
    case .composite:
      guard !type.parts.isEmpty else { return nil }
      self = .composite(type.parts.map { Field(name: $0.name, form: Self.inner($0.type)) })
    case .range, .multirange:
      guard let range = type.parts.first.flatMap({ RangeForm($0.type) }) else { return nil }
      self = type.form == .range ? .range(range) : .multirange(range)
    case .enumeration: return nil
    case .base:
      switch type.baseName {
      case "json", "jsonb": self = .json(.spaced)
      case "hstore": self = .pairs
      case "xml": self = .markup
      case "ltree": self = .labels
      case "tsvector": self = .lexemes
      case "inet", "cidr": self = .network(isBlock: type.baseName == "cidr")
      case "timetz": self = .zonedTime
      case "pg_lsn": self = .logPosition
      case "oid", "xid", "cid", "xid8": self = .scalar(Self.integer)
      case "point", "line", "lseg", "box", "path", "polygon", "circle", "cube", "seg", "vector",
        "halfvec", "tid":
        self = .numbers
      default: return nil
      }
    }
  }

  private static func inner(_ type: ColumnType) -> DocumentForm {
    DocumentForm(type) ?? .scalar(type)
  }

  static let integer = ColumnType(declaration: "bigint", baseName: "int8")

  /// The document that a text stands for; nil where it cannot be taken apart.
  package func read(_ text: String) -> Document? {
    switch self {
    case .json: Document(json: text)
    case .pairs: Document(pairs: text)
    case .markup: Document(markup: text)
    case .labels: .array(text.split(separator: ".").map { .string(String($0)) })
    case .lexemes: Document(lexemes: text)
    case .array(let element, let delimiter): Document(array: text, of: element, delimiter)
    case .composite(let fields): Document(composite: text, of: fields)
    case .range(let range): range.read(text)
    case .multirange(let range): range.readSeveral(text)
    case .numbers: Document(numbers: text)
    case .network: Document(network: text)
    case .zonedTime: Document(zonedTime: text)
    case .logPosition: Document(logPosition: text)
    case .interval: Document(interval: text)
    case .token: .string(text)
    case .scalar(let type): Document(scalar: text, of: type)
    }
  }

  /// The text of a document; nil where its parts do not go together.
  package func write(_ document: Document) -> String? {
    switch self {
    case .json(let style): document.json(style)
    case .pairs: document.pairs
    case .markup: document.markup
    case .labels: document.labels
    case .lexemes: document.lexemes
    case .array(let element, let delimiter): document.array(of: element, delimiter)
    case .composite(let fields): document.composite(of: fields)
    case .range(let range): range.write(document)
    case .multirange(let range): range.writeSeveral(document)
    case .numbers: document.numbers
    case .network(let isBlock): document.network(isBlock: isBlock)
    case .zonedTime: document.zonedTime
    case .logPosition: document.logPosition
    case .interval: document.interval
    case .token: document.text
    case .scalar: document.scalar
    }
  }

  /// What the elements of lists are.
  var element: DocumentForm {
    switch self {
    case .array(let element, _): element
    case .multirange(let range): .range(range)
    case .json: self
    case .labels, .lexemes: .scalar(ColumnType(declaration: "text", baseName: "text"))
    default: .json(.spaced)
    }
  }

  /// What a member of an object is.
  func member(_ key: String) -> DocumentForm {
    switch self {
    case .composite(let fields): fields.first { $0.name == key }?.form ?? .json(.spaced)
    case .range(let range): key == "form" ? .token : key == "size" ? .json(.spaced) : range.bound
    case .numbers: key == "form" ? .token : .json(.spaced)
    case .network: key == "network" ? .token : .json(.spaced)
    case .zonedTime:
      key == "zone" ? .token : .scalar(ColumnType(declaration: "time", baseName: "time"))
    case .array(let element, let delimiter):
      key == "shape" ? .token : .array(element: element, delimiter: delimiter)
    default: self
    }
  }

  /// Whether lists have no order of their own, so that positions say nothing.
  var listsAreSets: Bool {
    if case .lexemes = self { true } else { false }
  }

  /// Whether objects may have members that are not known beforehand.
  var hasOpenKeys: Bool {
    switch self {
    case .json, .pairs, .markup: true
    default: false
    }
  }

  /// The type of scalars, where it is declared.
  var declaredType: ColumnType? {
    if case .scalar(let type) = self { type } else { nil }
  }
}
