/// Why bytes are no model file.
package struct ModelEncodingError: Error, Sendable, Equatable, CustomStringConvertible {
  package enum Code: Sendable {
    /// The bytes do not begin as a model file does.
    case foreign
    /// A version that is to come wrote the file.
    case newer
    /// Bytes are missing, or others than were written.
    case damaged
    /// The bytes are whole, but what they say has no sense.
    case malformed
  }

  package let code: Code
  /// What is wrong, without values.
  package let description: String

  package init(_ code: Code, _ description: String) {
    self.code = code
    self.description = description
  }
}
