/// Labels each of which goes with one parent of a key only, such as cities with their country.
struct KeyCombination: Sendable, Codable {
  /// Position of the key in the plan's keys.
  var key: Int
  /// Codes of the labels by parent row: about as often as they occur.
  var codes: [Int32: [Int32]]
}
