package import Metadata
import PostgresClient

/// How many parents have how many children along a foreign key, parents without children included.
package struct DegreeHistogram: Hashable, Sendable {
  package struct Bar: Hashable, Sendable {
    package var children: Int
    package var parents: Int

    package init(children: Int, parents: Int) {
      self.children = children
      self.parents = parents
    }
  }

  /// Sorted by the number of children.
  package var bars: [Bar]

  package init(bars: [Bar]) {
    self.bars = bars
  }

  package var parentCount: Int { bars.reduce(0) { $0 + $1.parents } }
  package var childCount: Int { bars.reduce(0) { $0 + $1.children * $1.parents } }
}

extension TableReader {
  /// The exact numbers of children per parent, by one aggregate in the server.
  package func childCounts(
    of key: ForeignKey,
    in metadata: DatabaseMetadata
  ) throws(IntrospectionError) -> DegreeHistogram {
    guard let child = metadata[key.child], let parent = metadata[key.parent] else {
      throw IntrospectionError(
        .unexpectedData,
        "foreign key \(key.name) of \(key.child) leads out of the chosen tables"
      )
    }
    do {
      let result = try query(Self.childCountStatement(key, child: child, parent: parent))
      let bars = (0..<result.rowCount).compactMap { row -> DegreeHistogram.Bar? in
        guard let children = result.int(row, 0), let parents = result.int(row, 1), parents > 0
        else { return nil }
        return DegreeHistogram.Bar(children: children, parents: parents)
      }
      return DegreeHistogram(bars: bars)
    } catch {
      throw IntrospectionError(
        error,
        while: "counting the children of \(key.parent) in \(key.child)"
      )
    }
  }

  private static func childCountStatement(
    _ key: ForeignKey,
    child: Table,
    parent: Table
  ) -> String {
    let columns = key.childColumns.map { SQLIdentifier($0).quoted }
    return """
      WITH degree AS MATERIALIZED (
        SELECT pg_catalog.count(*) AS children FROM \(child.rowsReference)
        WHERE \(columns.map { "\($0) IS NOT NULL" }.joined(separator: " AND "))
        GROUP BY \(columns.joined(separator: ", "))
      )
      SELECT children, pg_catalog.count(*) FROM degree GROUP BY children
      UNION ALL
      SELECT 0, (SELECT pg_catalog.count(*) FROM \(parent.rowsReference))
        - (SELECT pg_catalog.count(*) FROM degree)
      ORDER BY 1
      """
  }
}
