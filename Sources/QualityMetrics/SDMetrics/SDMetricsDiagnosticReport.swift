import Metadata
import TableData

/// SDMetrics' DiagnosticReport: whether the clone's data is valid.
///
/// A score below 1 is something to look at: values may not leave the real side's ranges and categories, keys must be unique, columns the same, references must
/// find their parents, and parents may not have more or fewer children than real ones have.
package struct SDMetricsDiagnosticReport: SDMetricsReport {
  package static let properties: [SDMetricsProperty] = [
    .dataValidity, .dataStructure, .relationshipValidity,
  ]

  package let details: [SDMetricsDetail]

  /// A report of these lines.
  package init(details: [SDMetricsDetail]) {
    self.details = details
  }

  package init(checking compared: ComparedDatabase) {
    details =
      compared.tables.flatMap(Self.validity)
      + compared.tables.map(Self.structure)
      + compared.relationships.flatMap(Self.relationshipValidity)
  }

  private static func validity(of table: ComparedTable) -> [SDMetricsDetail] {
    let adherence = table.sdMetricsColumns.map { column in
      var score: Double?
      if let real = table.real[column.name], let clone = table.clone[column.name] {
        score =
          switch column.kind {
          case .continuous: BoundaryAdherence.score(real: real, clone: clone)
          case .discrete: CategoryAdherence.score(SharedCodes(real: real, clone: clone))
          }
      }
      return SDMetricsDetail(
        .dataValidity,
        column.kind == .continuous ? "BoundaryAdherence" : "CategoryAdherence",
        table: table.id,
        columns: [column.name],
        score: score
      )
    }
    return table.table.keysOfSDMetrics.compactMap { columns in
      let values = columns.compactMap { table.clone[$0] }
      guard values.count == columns.count else { return nil }
      return SDMetricsDetail(
        .dataValidity,
        "KeyUniqueness",
        table: table.id,
        columns: columns,
        score: KeyUniqueness.score(values)
      )
    } + adherence
  }

  /// Types are those that both sides were read as.
  private static func structure(of table: ComparedTable) -> SDMetricsDetail {
    func columns(_ rows: TableRows) -> Set<[String]> {
      Set(zip(rows.columnNames, rows.columns).map { [$0, $1.storageName] })
    }
    return SDMetricsDetail(
      .dataStructure,
      "TableStructure",
      table: table.id,
      score: TableStructure.score(real: columns(table.real), clone: columns(table.clone))
    )
  }

  /// In composite keys, as in SDMetrics, every incomplete reference is a violation.
  private static func relationshipValidity(
    of relationship: ComparedRelationship
  ) -> [SDMetricsDetail] {
    let (key, real, clone) = (relationship.key, relationship.real, relationship.clone)
    let isComposite = key.childColumns.count > 1
    func detail(_ metric: String, _ score: Double?) -> SDMetricsDetail {
      SDMetricsDetail(
        .relationshipValidity,
        metric,
        table: key.child,
        columns: key.childColumns,
        relationship: key,
        score: score
      )
    }
    return [
      detail(
        "ReferentialIntegrity",
        ReferentialIntegrity.score(
          references: clone.references,
          orphans: clone.orphanRows,
          nulls: clone.nullRows,
          realHasNulls: !isComposite && real.nullRows > 0
        )
      ),
      detail(
        "CardinalityBoundaryAdherence",
        CardinalityBoundaryAdherence.score(real: real.degrees, clone: clone.degrees)
      ),
    ]
  }
}

extension Table {
  /// The keys that SDMetrics calls primary and alternate: the primary key, and single columns that are unique, unless
  /// their sdtype has them judged by their values.
  fileprivate var keysOfSDMetrics: [[String]] {
    var keys: [[String]] = []
    for key in allKeys where key.predicate == nil && !key.hasExpressions {
      let isComposite = key.columns.count > 1
      guard !key.columns.isEmpty, key.isPrimary || !isComposite, !keys.contains(key.columns)
      else { continue }
      if isComposite || column(key.columns[0]).map({ SDMetricsColumnKind($0) == nil }) == true {
        keys.append(key.columns)
      }
    }
    return keys
  }
}

extension ColumnValues {
  fileprivate var storageName: String {
    switch storage {
    case .integers: "integers"
    case .reals: "reals"
    case .text: "text"
    }
  }
}
