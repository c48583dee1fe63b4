import Metadata
import PostgresClient

/// What two schemas differ in, object by object.
///
/// Objects are compared by the statements that make them, with the schemas of one side called as on the
/// other; rows, and the numbers that sequences have reached, do not count.
package struct SchemaComparison: Hashable, Sendable {
  package struct Difference: Hashable, Sendable {
    /// Kind and name, for example `table public.film`.
    package var object: String
    /// Lines of its statements that the other side does not have, in order.
    package var left: [String]
    package var right: [String]
  }

  package var sameCount: Int
  package var onlyLeft: [String]
  package var onlyRight: [String]
  package var different: [Difference]

  package var isSame: Bool { onlyLeft.isEmpty && onlyRight.isEmpty && different.isEmpty }

  /// - Parameters:
  ///   - left: one side.
  ///   - right: the other one.
  ///   - schemas: schema of the right → what it is called on the left; the same name where it is not listed.
  ///   - areBeside: whether both sides are in one database, so that they share its extensions.
  package init(
    _ left: SchemaScript,
    _ right: SchemaScript,
    schemas: [String: String],
    areBeside: Bool = false
  ) {
    let extensions = Dictionary(
      left.extensions.map { ($0.name, $0.schema) }
    ) { first, _ in first }
    var leftObjects = left.objects(in: SchemaPlacement(schemas: [:], extensionSchemas: extensions))
    var rightObjects = right.objects(
      in: SchemaPlacement(schemas: schemas, extensionSchemas: extensions)
    )
    if areBeside {
      leftObjects = leftObjects.filter { !$0.key.hasPrefix("extension ") }
      rightObjects = rightObjects.filter { !$0.key.hasPrefix("extension ") }
    }
    sameCount = 0
    different = []
    for (object, lines) in leftObjects.sorted(by: { $0.key < $1.key }) {
      guard let other = rightObjects[object] else { continue }
      if lines == other {
        sameCount += 1
        continue
      }
      let (own, others) = (Set(lines), Set(other))
      different.append(
        Difference(
          object: object,
          left: lines.filter { !others.contains($0) },
          right: other.filter { !own.contains($0) }
        )
      )
    }
    onlyLeft = leftObjects.keys.filter { rightObjects[$0] == nil }.sorted()
    onlyRight = rightObjects.keys.filter { leftObjects[$0] == nil }.sorted()
  }
}

extension SchemaScript {
  /// Kind and name → the lines of the statements that make the object.
  fileprivate func objects(in final: SchemaPlacement) -> [String: [String]] {
    var placement = final
    placement.isForReading = true
    let names = SchemaNames(cloned: Set(schemas))
    func placed(_ name: String) -> String { SQLTemplate(name, names: names).sql(in: placement) }
    var objects: [String: [String]] = [:]
    for statement in statements {
      var object = "\(statement.kind) \(placed(statement.name))"
      if let table = statement.table, !Self.kindsNamedInFull.contains(statement.kind) {
        object += " on " + placed(SQLIdentifier.readable(table.schema, table.name))
      }
      let lines = statement.sql.sql(in: placement).split(separator: "\n").map { line in
        // The last line of a list has no comma; another line after it is no difference of this one.
        let text = line.drop { $0 == " " }
        return String(text.hasSuffix(",") ? text.dropLast() : text)
      }
      objects[object, default: []] += lines
    }
    for omission in omissions { objects["\(omission.kind) \(placed(omission.name))"] = [] }
    for needed in extensions { objects["extension \(needed.name)"] = [] }
    for (schema, comment) in schemaComments {
      objects["comment on schema \(placement.target(of: schema))"] = [comment]
    }
    return objects
  }

  /// Kinds whose names say already what they belong to.
  private static let kindsNamedInFull: Set<String> = [
    "table", "trigger", "trigger state", "rule", "policy", "statistics", "statistics setting",
    "row-level security", "forced row-level security", "partition", "typed table", "column setting",
    "default", "sequence owner",
  ]
}
