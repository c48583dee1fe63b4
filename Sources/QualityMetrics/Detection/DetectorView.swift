import Metadata
import TableData

/// Rows of a table, or of a relationship, with everything a detector is shown of them.
struct DetectorView: Sendable {
  /// Features by name.
  let names: [String]
  /// Rows that can be shown.
  let candidates: @Sendable (DetectorSide) -> [Int]
  /// Features of some rows, feature by feature.
  let columns: @Sendable (DetectorSide, [Int]) -> [[Double]]
  /// The group of each of some rows; nil where each is one of its own.
  var groups: (@Sendable (DetectorSide, [Int]) -> [UInt64])?

  /// Features at most: more only cost.
  static let featureLimit = 48

  func rows(_ side: DetectorSide, _ positions: [Int]) -> DetectorRows {
    DetectorRows(
      columns: columns(side, positions),
      groups: groups?(side, positions) ?? positions.map { side.group(ofRow: $0) }
    )
  }
}

extension DetectorView {
  /// The columns of a table.
  static func rows(of table: DetectorTable, groupedBy family: DetectorFamily?) -> DetectorView {
    let columns = table.columns.prefix(featureLimit)
    var view = DetectorView(
      names: columns.map(\.name),
      candidates: { side in Array(0..<table.compared.rowCount(side)) },
      columns: { side, rows in columns.map { column in rows.map { column.value(side, at: $0) } } }
    )
    if let family { view.groups = { side, rows in family.groups(side, rows) } }
    return view
  }

  /// The columns of a table with aggregates of its children.
  ///
  /// - `families`: keys that point at the table, with the tables they come from.
  static func parents(
    _ table: DetectorTable,
    with families: [(children: DetectorTable, family: DetectorFamily)]
  ) -> DetectorView {
    let own = table.columns.prefix(featureLimit / 2)
    let names = families.flatMap { children, family -> [String] in
      let count = families.count { $0.children.compared.id == children.compared.id }
      let columns = family.key.childColumns.joined(separator: ", ")
      let name = children.compared.id.name + (count > 1 ? " (\(columns))" : "")
      return ["count of \(name)"]
        + children.columns.prefix(ChildAggregates.columnLimit).flatMap { column in
          ["mean", "deviation", "minimum", "maximum", "distinct values"].map {
            "\($0) of \(name).\(column.name)"
          }
        }
    }
    return DetectorView(
      names: own.map(\.name) + names.prefix(2 * featureLimit),
      candidates: { Array(0..<table.compared.rowCount($0)) },
      columns: { side, rows in
        var places = [Int32](repeating: -1, count: table.compared.rowCount(side))
        for (place, row) in rows.enumerated() { places[row] = Int32(place) }
        var columns = own.map { column in rows.map { column.value(side, at: $0) } }
        for (children, family) in families where columns.count < own.count + 2 * featureLimit {
          let parents = family.parents(side).map { $0 < 0 ? -1 : places[Int($0)] }
          let groups = ChildGroups(parents, count: rows.count)
          columns.append(groups.sizes)
          for column in children.columns.prefix(ChildAggregates.columnLimit) {
            let summaries = groups.summaries { column.value(side, at: $0) }
            columns.append(summaries.map(\.mean))
            columns.append(summaries.map(\.deviation))
            columns.append(summaries.map(\.low))
            columns.append(summaries.map(\.high))
            columns.append(summaries.map(\.distinct))
          }
        }
        return Array(columns.prefix(own.count + 2 * featureLimit))
      }
    )
  }

  /// The columns of a table with those of its parents.
  static func children(
    _ table: DetectorTable,
    of parent: DetectorTable,
    _ family: DetectorFamily
  ) -> DetectorView {
    let own = table.columns.prefix(featureLimit)
    let others = parent.columns.prefix(featureLimit)
    return DetectorView(
      names: own.map(\.name) + others.map { "\(parent.compared.id.name).\($0.name)" },
      // What is known of a parent that was not read is nothing, and not that it has no values.
      candidates: { side in
        let parents = family.parents(side)
        return parents.indices.filter { parents[$0] >= 0 || parents[$0] == ParentRow.null }
      },
      columns: { side, rows in
        let parents = family.parents(side)
        return own.map { column in rows.map { column.value(side, at: $0) } }
          + others.map { column in rows.map { column.value(side, at: Int(parents[$0])) } }
      },
      groups: { family.groups($0, $1) }
    )
  }

  /// The columns of a table with those of the row before under the same parent.
  static func siblings(_ table: DetectorTable, _ family: DetectorFamily) -> DetectorView {
    let own = table.columns.prefix(featureLimit)
    let sides = [DetectorSide.real, .clone].map { side in
      SiblingOrder(table, parents: family.parents(side), side: side)
    }
    @Sendable func order(_ side: DetectorSide) -> SiblingOrder { sides[side == .real ? 0 : 1] }
    return DetectorView(
      names: own.map(\.name) + own.map { "previous \($0.name)" },
      candidates: { side in
        let previous = order(side).previous
        return previous.indices.filter { previous[$0] >= 0 }
      },
      columns: { side, rows in
        let previous = order(side).previous
        return own.map { column in rows.map { column.value(side, at: $0) } }
          + own.map { column in rows.map { column.value(side, at: Int(previous[$0])) } }
      },
      groups: { side, rows in
        zip(family.groups(side, rows), rows).map { group, row in
          RowHasher.combine(group, UInt64(order(side).runs[row]))
        }
      }
    )
  }
}
