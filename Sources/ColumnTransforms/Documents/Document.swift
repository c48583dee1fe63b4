/// A value taken apart: JSON itself, and every other type that holds others, read in JSON's terms.
///
/// Numbers stand as they were written, and members in order.
package indirect enum Document: Sendable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case array([Document])
  case object([(key: String, value: Document)])

  /// The value of a member; nil where there is none and for anything but objects.
  package subscript(key: String) -> Document? {
    guard case .object(let members) = self else { return nil }
    return members.first { $0.key == key }?.value
  }

  /// The characters of a string or a number.
  package var text: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }
}
