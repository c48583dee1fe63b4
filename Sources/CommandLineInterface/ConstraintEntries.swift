import Constraints
import PgSynth
import Yams

/// Reads the entries of `constraints` in `pgsynth.yaml`, each with the line that it stands on.
struct ConstraintEntries {
  let file: String

  /// Throws `PgSynthError` with code `usage` and the place of what is wrong.
  func constraints(in node: Node) throws(PgSynthError) -> [Constraint] {
    guard let entries = node.sequence else {
      throw problem(node, "constraints must be a list of entries, each with a type")
    }
    var constraints: [Constraint] = []
    for entry in entries { constraints.append(try constraint(entry)) }
    return constraints
  }

  private func constraint(_ entry: Node) throws(PgSynthError) -> Constraint {
    guard let mapping = entry.mapping else {
      throw problem(entry, "a constraint must be lines `name: value`, the first of them its type")
    }
    var fields: [String: ConstraintValue] = [:]
    for (key, value) in mapping {
      guard let name = key.string else { throw problem(key, "a name is no text") }
      fields[name] = try self.value(value, name)
    }
    guard case .scalar(let type)? = fields.removeValue(forKey: "type") else {
      throw problem(
        entry,
        "a constraint must have a type, one of \(Constraint.types.joined(separator: ", "))"
      )
    }
    do {
      return try Constraint(type: type, fields: fields, place: place(entry))
    } catch {
      throw PgSynthError(wrapping: error)
    }
  }

  private func value(_ node: Node, _ name: String) throws(PgSynthError) -> ConstraintValue {
    switch node {
    case .scalar(let scalar): return .scalar(scalar.string)
    case .sequence(let sequence):
      let texts = sequence.compactMap(\.scalar?.string)
      guard texts.count == sequence.count else { throw problem(node, "\(name) must list texts") }
      return .list(texts)
    case .mapping(let mapping):
      var map: [String: String] = [:]
      for (key, value) in mapping {
        guard let key = key.scalar?.string, let text = value.scalar?.string else {
          throw problem(node, "\(name) must be lines `value: text`")
        }
        map[key] = text
      }
      return .map(map)
    case .alias: throw problem(node, "\(name) must be a text or a list")
    }
  }

  private func place(_ node: Node) -> String {
    node.mark.map { "\(file) line \($0.line)" } ?? file
  }

  private func problem(_ node: Node, _ text: String) -> PgSynthError {
    PgSynthError(.usage, "\(place(node)): \(text)")
  }
}
