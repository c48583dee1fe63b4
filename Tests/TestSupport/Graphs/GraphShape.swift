/// A small schema of one relational shape with rows, and what must hold of it and of every clone.
///
/// All shapes fit into one schema: no two use the same name.
package struct GraphShape: Sendable {
  package let name: String
  /// Tables and rows; runs with the schema first on the search path.
  package let sql: String
  /// Queries that return what may not be, besides what PostgreSQL checks itself.
  package let violations: [String]
  /// Queries for one number by what it measures; a clone's number is near the source's.
  package let measures: KeyValuePairs<String, String>
  /// Likewise, but a clone of the source's size has the same number.
  package let constants: KeyValuePairs<String, String>

  package init(
    _ name: String,
    _ sql: String,
    violations: [String] = [],
    measures: KeyValuePairs<String, String> = [:],
    constants: KeyValuePairs<String, String> = [:]
  ) {
    self.name = name
    self.sql = sql
    self.violations = violations
    self.measures = measures
    self.constants = constants
  }

  /// Every shape.
  package static let all =
    compositeKeys + uniqueTargets + subtypes + pairs + junctions + trees + circles + oddities
}
