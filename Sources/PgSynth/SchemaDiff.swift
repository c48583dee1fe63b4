import CloneWriter
import Foundation
import Metadata
import PostgresClient
import SchemaDDL
import SchemaIntrospection

/// Compares the schemas of two databases, or two schemas of one, object by object.
public struct SchemaDiff: Sendable {
  /// What was found.
  public struct Outcome: Sendable {
    let comparison: SchemaComparison
    let left: String
    let right: String

    /// Whether nothing differs.
    public var isSame: Bool { comparison.isSame }
    /// Kind and name of objects that the right side lacks.
    public var onlyLeft: [String] { comparison.onlyLeft }
    /// Kind and name of objects that the left side lacks.
    public var onlyRight: [String] { comparison.onlyRight }
    /// Kind and name of objects that are not made alike.
    public var different: [String] { comparison.different.map(\.object) }
  }

  /// What is compared; its choice of tables counts for both sides.
  public var left: Inspection
  /// libpq connection of the other side; nil for the same database.
  public var rightSource: String?
  /// Schema of the left side → schema of the right; those that are not listed have the same name.
  public var targetSchemas: [String: String] = [:]

  /// A comparison of all schemas of two databases.
  public init(left: Inspection, rightSource: String?) {
    self.left = left
    self.rightSource = rightSource
  }

  /// Reads both catalogs and compares them.
  public func run() throws -> Outcome {
    let (script, schemas, identity) = try read(left.source, schemas: left.schemas)
    var chosen = (left.schemas.isEmpty && rightSource == nil) ? schemas : left.schemas
    chosen = chosen.map { targetSchemas[$0] ?? $0 }
    let (other, _, otherIdentity) = try read(rightSource ?? left.source, schemas: chosen)
    let comparison = SchemaComparison(
      script,
      other,
      schemas: Dictionary(targetSchemas.map { ($1, $0) }) { first, _ in first },
      areBeside: identity == otherIdentity
    )
    return Outcome(
      comparison: comparison,
      left: Self.name(left.schemas, otherwise: "the source"),
      right: Self.name(chosen, otherwise: "the other side")
    )
  }

  /// Longer lists of schemas would hide what is said about them.
  private static let schemasInTitles = 3

  private static func name(_ schemas: [String], otherwise name: String) -> String {
    (1...schemasInTitles).contains(schemas.count) ? schemas.joined(separator: ", ") : name
  }

  private func read(
    _ source: String,
    schemas: [String]
  ) throws -> (script: SchemaScript, schemas: [String], identity: DatabaseIdentity) {
    var settings = ConnectionSettings(source)
    settings.lockTimeoutSeconds = left.lockTimeoutSeconds
    settings.statementTimeoutSeconds = left.statementTimeoutSeconds
    let reader = try SnapshotReader(settings)
    defer { reader.close() }
    let introspector = SchemaIntrospector(reader.connection)
    let selection = TableSelection(
      schemas: schemas,
      included: left.tables,
      excluded: left.excluded,
      takesTablesWithHiddenRows: true
    )
    let names = try introspector.schemas(of: selection)
    let metadata = try metadata(of: selection, introspector)
    let script = try SchemaScript(reading: metadata, schemas: names, on: reader.connection)
    return (script, names, try DatabaseIdentity(of: reader.connection))
  }

  /// Schemas may be compared that have no tables.
  private func metadata(
    of selection: TableSelection,
    _ introspector: SchemaIntrospector
  ) throws -> DatabaseMetadata {
    do throws(IntrospectionError) {
      return try introspector.metadata(of: selection)
    } catch {
      guard error.code == .noTables else { throw error }
      return DatabaseMetadata(tables: [])
    }
  }
}

extension SchemaDiff.Outcome {
  /// The differences for people, ending with a line break.
  public var text: String {
    guard !isSame else { return "No differences: \(count(comparison.sameCount)) are the same.\n" }
    var lines: [String] = []
    func list(_ title: String, _ objects: [String]) {
      guard !objects.isEmpty else { return }
      lines.append("\(title):")
      lines += objects.map { "  " + $0 }
      lines.append("")
    }
    list("Only in \(left)", comparison.onlyLeft)
    list("Only in \(right)", comparison.onlyRight)
    if !comparison.different.isEmpty {
      lines.append("Different (- \(left), + \(right)):")
      for difference in comparison.different {
        lines.append("  \(difference.object)")
        lines += difference.left.map { "    - \($0)" } + difference.right.map { "    + \($0)" }
        if difference.left.isEmpty, difference.right.isEmpty {
          lines.append("    the same lines in another order")
        }
      }
      lines.append("")
    }
    lines.append("The same: \(count(comparison.sameCount)).")
    return lines.joined(separator: "\n") + "\n"
  }

  private func count(_ number: Int) -> String { "\(number) \(number == 1 ? "object" : "objects")" }

  /// The differences for programs.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let differences = JSONDifferences(
      same: isSame,
      same_count: comparison.sameCount,
      only_left: comparison.onlyLeft,
      only_right: comparison.onlyRight,
      different: comparison.different.map {
        JSONDifference(object: $0.object, left: $0.left, right: $0.right)
      }
    )
    return String(decoding: try encoder.encode(differences), as: UTF8.self) + "\n"
  }
}

private struct JSONDifference: Encodable {
  var object: String
  var left: [String]
  var right: [String]
}

private struct JSONDifferences: Encodable {
  var same: Bool
  var same_count: Int
  var only_left: [String]
  var only_right: [String]
  var different: [JSONDifference]
}
