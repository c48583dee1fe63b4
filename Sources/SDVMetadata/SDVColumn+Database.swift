import Metadata

extension SDVColumn {
  /// A column of a database; keys are identifiers, whatever they look like.
  init(_ column: Column, isKey: Bool) {
    let sdtype: SDType =
      switch column.sdtype {
      case _ where isKey:
        Self(name: "", sdtype: column.sdtype.description).isKeyLike ? column.sdtype : .id
      // SDV reads numbers, and intervals are none in a data frame.
      case .numerical where column.type.valueKind == .interval: .unknown
      default: column.sdtype
      }
    self.init(
      name: column.name,
      sdtype: sdtype.description,
      attributes: Self.attributes(of: column, sdtype)
    )
  }

  private static func attributes(of column: Column, _ sdtype: SDType) -> [JSONValue.Member] {
    switch sdtype {
    case .numerical:
      representation(of: column.type).map {
        [JSONValue.Member(name: "computer_representation", value: .string($0))]
      } ?? []
    case .datetime:
      format(of: column.type.valueKind).map {
        [JSONValue.Member(name: "datetime_format", value: .string($0))]
      } ?? []
    case .categorical:
      if case .enumeration(let labels) = column.type.form, !labels.isEmpty {
        [JSONValue.Member(name: "order", value: .strings(labels))]
      } else {
        []
      }
    case .id where column.type.valueKind == .uuid:
      [
        JSONValue.Member(
          name: "regex_format",
          value: .string("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
        )
      ]
    case .pii, .unknown: [JSONValue.Member(name: "pii", value: .boolean(true))]
    case .id, .boolean: []
    }
  }

  private static func representation(of type: ColumnType) -> String? {
    switch type.baseName {
    case "int2": "Int16"
    case "int4": "Int32"
    case "int8": "Int64"
    case "float4": "Float32"
    case "float8": "Float64"
    case "numeric", "money": "Float"
    default: nil
    }
  }

  private static func format(of kind: ValueKind) -> String? {
    switch kind {
    case .date: "%Y-%m-%d"
    case .time: "%H:%M:%S"
    case .timestamp: "%Y-%m-%d %H:%M:%S"
    default: nil
    }
  }
}
