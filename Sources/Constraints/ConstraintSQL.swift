package import Metadata
import PostgresClient

/// SQL about tables of the source, wherever their likenesses lie.
///
/// Written by interpolation: tables and columns are quoted, and what the user wrote is marked, because the schemas that it
/// names may be called something else.
package struct ConstraintSQL: Hashable, Sendable, Codable, ExpressibleByStringInterpolation {
  enum Piece: Hashable, Sendable, Codable {
    case text(String)
    case table(TableID)
    /// An expression as the user wrote it.
    case expression(String)
  }

  private(set) var pieces: [Piece] = []

  package init(stringLiteral value: String) { pieces = [.text(value)] }

  package init(stringInterpolation: Interpolation) { pieces = stringInterpolation.pieces }

  package struct Interpolation: StringInterpolationProtocol {
    var pieces: [Piece] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    package mutating func appendLiteral(_ literal: String) {
      if !literal.isEmpty { pieces.append(.text(literal)) }
    }

    package mutating func appendInterpolation(_ table: TableID) { pieces.append(.table(table)) }

    package mutating func appendInterpolation(_ other: ConstraintSQL) { pieces += other.pieces }

    package mutating func appendInterpolation(column name: String) {
      pieces.append(.text(SQLIdentifier(name).quoted))
    }

    package mutating func appendInterpolation(literal text: String) {
      pieces.append(.text(SQLLiteral(text).quoted))
    }

    package mutating func appendInterpolation(_ number: Int) { pieces.append(.text("\(number)")) }

    /// SQL of this module's own.
    package mutating func appendInterpolation(raw text: String) { pieces.append(.text(text)) }

    /// What the user wrote, as it is.
    package mutating func appendInterpolation(unsafe expression: String) {
      pieces.append(.expression(expression))
    }
  }

  /// The text to run.
  ///
  /// - Parameters:
  ///   - table: how a table is named, quoted.
  ///   - expression: an expression of the user's with its schemas' names in place.
  /// - Returns: one statement, or a part of one.
  package func text(
    table: (TableID) -> String,
    expression: (String) -> String = { $0 }
  ) -> String {
    pieces.map { piece in
      switch piece {
      case .text(let text): text
      case .table(let id): table(id)
      case .expression(let text): expression(text)
      }
    }.joined()
  }

  /// The text about tables that lie where the source has them.
  package var inPlace: String { text { SQLIdentifier.qualified($0.schema, $0.name) } }
}

extension Sequence<ConstraintSQL> {
  func joined(by separator: String) -> ConstraintSQL {
    var joined: ConstraintSQL?
    for part in self {
      joined = joined.map { "\($0)\(ConstraintSQL(stringLiteral: separator))\(part)" } ?? part
    }
    return joined ?? ""
  }
}

extension String {
  /// A name as expressions take it.
  var asIdentifier: String { SQLIdentifier(self).quoted }
}
