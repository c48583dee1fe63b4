package import Metadata
import Statistics
import TableData

/// Everything that a report draws and the scores do not hold: counts of at least k units each, never values.
package struct DatabasePlots: Hashable, Sendable {
  /// In the order of the compared tables.
  package var tables: [TablePlots]
  /// In the order of the compared relationships.
  package var relationships: [RelationshipPlots]

  package init(tables: [TablePlots], relationships: [RelationshipPlots]) {
    self.tables = tables
    self.relationships = relationships
  }

  /// Counts everything, in time linear in the rows but for sorting.
  ///
  /// - Parameters:
  ///   - compared: both sides.
  ///   - report: their scores, which know how each column is treated.
  ///   - jobs: threads.
  package init(of compared: ComparedDatabase, _ report: QualityReport, jobs: Int = 1) {
    let qualities = Dictionary(uniqueKeysWithValues: report.tables.map { ($0.table, $0) })
    tables = concurrently(compared.tables.count, jobs: jobs) { place in
      let table = compared.tables[place]
      return qualities[table.id].map { TablePlots(of: table, $0) }
    }.compactMap(\.self)
    relationships = concurrently(compared.relationships.count, jobs: jobs) { place in
      let relationship = compared.relationships[place]
      return RelationshipPlots(
        of: relationship,
        child: compared[relationship.key.child],
        parent: compared[relationship.key.parent],
        quality: qualities[relationship.key.child]
      )
    }
  }
}

/// What is drawn of a table.
package struct TablePlots: Hashable, Sendable {
  package var table: TableID
  /// By the names of columns; those without have too few units behind them, or are not scored.
  package var columns: [String: ColumnPlot]
  package var moments: [ColumnMoments]
  package var components: PrincipalComponents?
  /// The fewest units behind anything that is shown.
  package var minimumUnits: Int

  init(of table: ComparedTable, _ quality: TableQuality) {
    self.table = table.id
    minimumUnits = table.protection.minimumUnits
    columns = [:]
    for column in quality.columns { columns[column.column] = ColumnPlot(column, of: table) }
    moments = ClampedNumbers.columns(of: table, quality).compactMap {
      ColumnMoments(table.id, $0.column, $0.numbers)
    }
    components = PrincipalComponents(table, quality)
  }
}

/// The distributions of a column on both sides.
package enum ColumnPlot: Hashable, Sendable {
  case histogram(ProtectedHistogram)
  case categories(CategoryShares)

  init?(_ column: ColumnQuality, of table: ComparedTable) {
    guard let real = table.real[column.column], let clone = table.clone[column.column] else {
      return nil
    }
    switch column.treatment {
    case .key: return nil
    case .category:
      guard let shares = CategoryShares(real: real, clone: clone, protection: table.protection)
      else { return nil }
      self = .categories(shares)
    case .number, .textLength:
      guard
        let histogram = ProtectedHistogram(
          real: real.textLengths.numbers(kind: column.kind),
          clone: clone.textLengths.numbers(kind: column.kind),
          protection: table.protection,
          range: column.realRange,
          kind: column.kind
        )
      else { return nil }
      self = .histogram(histogram)
    }
  }
}

/// What is drawn of a foreign key.
package struct RelationshipPlots: Hashable, Sendable {
  package var key: ForeignKey
  package var children: ChildCounts?
  package var sequences: [SiblingSequence]

  init(
    of relationship: ComparedRelationship,
    child: ComparedTable?,
    parent: ComparedTable?,
    quality: TableQuality?
  ) {
    key = relationship.key
    children = ChildCounts(relationship, child: child, parent: parent)
    sequences = []
    if let child, let parent, let quality {
      sequences = SiblingSequence.sequences(
        of: relationship,
        child: child,
        parent: parent,
        quality: quality
      )
    }
  }
}
