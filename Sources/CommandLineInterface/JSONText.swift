import Foundation

/// Pieces of JSON, put together so that members keep their order and embedded JSON its digits.
enum JSONText {
  static func string(_ text: String) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    guard let data = try? encoder.encode(text) else { return "\"\"" }
    return String(decoding: data, as: UTF8.self)
  }

  static func array(_ items: [String]) -> String {
    "[\(items.joined(separator: ", "))]"
  }

  /// An object of names, and values that are JSON already.
  static func object(_ members: [(name: String, json: String)]) -> String {
    "{\(members.map { "\(string($0.name)): \($0.json)" }.joined(separator: ", "))}"
  }
}
