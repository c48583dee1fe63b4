package import Metadata

/// A single score of a report, and what it is about as people read it.
package struct ScoredSubject: Hashable, Sendable {
  package var score: Double
  /// The table; the child of a foreign key.
  package var table: TableID
  /// The parent of a foreign key.
  package var parent: TableID?
  package var name: String
  /// The metric's name.
  package var metric: String
}

extension QualityReport {
  /// The columns that have a score, table by table.
  package var columnSubjects: [ScoredSubject] {
    tables.flatMap { table in
      table.columns.compactMap { column in
        column.score.map {
          ScoredSubject(
            score: $0,
            table: table.table,
            name: "\(table.table).\(column.column)",
            metric: column.treatment.metric ?? ""
          )
        }
      }
    }
  }

  /// The pairs of columns that have a score, table by table.
  package var pairSubjects: [ScoredSubject] {
    tables.flatMap { table in
      table.pairs.compactMap { pair in
        pair.score.map {
          ScoredSubject(
            score: $0,
            table: table.table,
            name: "\(table.table): \(pair.first), \(pair.second)",
            metric: pair.metric.rawValue
          )
        }
      }
    }
  }

  /// The foreign keys whose children per parent have a score.
  package var relationshipSubjects: [ScoredSubject] {
    relationships.compactMap { relationship in
      relationship.cardinalityShapeSimilarity.map {
        ScoredSubject(
          score: $0,
          table: relationship.key.child,
          parent: relationship.key.parent,
          name: relationship.key.text,
          metric: "CardinalityShapeSimilarity"
        )
      }
    }
  }
}
