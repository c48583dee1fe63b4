import Metadata
import PostgresClient
import SchemaDDL

/// Takes rows out of tables whose constraints they keep from being made: the last resort, after all repairs.
///
/// Works on tables that have no foreign keys yet.
struct RowRemoval {
  let placement: SchemaPlacement
  let connection: PostgresConnection

  /// Takes out the rows that violate a check of the component.
  ///
  /// - Returns: how many; 0, and nothing is done, where no row would be left: a check that takes them all is an
  ///   error that people should see.
  func removeViolators(of component: CheckComponent) throws(CloneWriterError) -> Int {
    try doing("taking rows out of \(component.table)") { () throws(PostgresError) in
      let part = try TransactionPart(on: connection)
      let removed = try connection.query(component.removal(in: placement)).affectedRows
      guard try connection.query(component.hasRows(in: placement)).bool(0, 0) == true else {
        try part.rollback()
        return 0
      }
      try part.commit()
      return removed
    }
  }

  /// Makes a key, exclusion or unique index of which rows are in the way, and keeps the rows that come first.
  ///
  /// - Parameters:
  ///   - statement: makes the key; it belongs to a table.
  ///   - table: what the catalog says of the table.
  /// - Returns: how many rows were taken out; nil where the server cannot do it, and nothing was done.
  /// - Throws: when the connection is lost or the run is stopped.
  func make(_ statement: DDLStatement, of table: Table) throws(CloneWriterError) -> Int? {
    let name = SQLIdentifier.qualified(placement.target(of: table.id.schema), table.id.name)
    let only = table.kind == .partitioned ? "" : "ONLY "
    let columns = table.storedColumns.map { SQLIdentifier($0.name).quoted }.joined(separator: ", ")
    guard !columns.isEmpty else { return nil }
    let what = "taking rows out of \(table.id)"
    let part = try doing(what) { () throws(PostgresError) in try TransactionPart(on: connection) }
    do {
      try connection.execute(
        """
        SET LOCAL synchronize_seqscans = off;
        CREATE TEMPORARY TABLE pgsynth_held ON COMMIT DROP AS SELECT \(columns) FROM \(only)\(name);
        TRUNCATE \(only)\(name)
        """
      )
      try connection.execute(statement.sql.sql(in: placement))
      let kept = try connection.query(
        """
        INSERT INTO \(name) (\(columns)) OVERRIDING SYSTEM VALUE
        SELECT \(columns) FROM pgsynth_held ON CONFLICT DO NOTHING
        """
      ).affectedRows
      let all = try connection.query("SELECT count(*) FROM pgsynth_held").int(0, 0) ?? kept
      try connection.execute("DROP TABLE pgsynth_held")
      try part.commit()
      return all - kept
    } catch {
      try? part.rollback()
      guard connection.isUsable, error.code != .cancelled else {
        throw CloneWriterError(error, while: what)
      }
      return nil
    }
  }

  /// Takes out rows without their parent, or lets them go without where they may, until none is left.
  ///
  /// - Parameter keys: foreign keys with both tables.
  /// - Returns: foreign key → rows that were changed or taken out.
  /// - Throws: when the server refuses.
  func removeOrphans(
    _ keys: [(key: ForeignKey, child: Table)]
  ) throws(CloneWriterError) -> [String: Int] {
    var removed: [String: Int] = [:]
    var isDone = false
    while !isDone {
      isDone = true
      for (key, child) in keys {
        let count = try removeOrphans(key, child)
        guard count > 0 else { continue }
        isDone = false
        removed["\(key.child): \(key.name)", default: 0] += count
      }
    }
    return removed
  }

  private func removeOrphans(_ key: ForeignKey, _ child: Table) throws(CloneWriterError) -> Int {
    let name = SQLIdentifier.qualified(placement.target(of: key.child.schema), key.child.name)
    let parent = SQLIdentifier.qualified(placement.target(of: key.parent.schema), key.parent.name)
    let columns = key.childColumns.map { SQLIdentifier($0).quoted }
    let matches = zip(columns, key.parentColumns).map { column, other in
      "pgsynth_parent.\(SQLIdentifier(other).quoted) = pgsynth_child.\(column)"
    }
    let isOrphan =
      columns.map { "pgsynth_child.\($0) IS NOT NULL" }.joined(separator: " AND ")
      + " AND NOT EXISTS (SELECT FROM \(parent) AS pgsynth_parent WHERE "
      + matches.joined(separator: " AND ") + ")"
    let only = child.kind == .partitioned ? "" : "ONLY "
    let free = key.childColumns.filter { child.column($0)?.isNullable ?? false }
    let canBeCleared = key.isMatchFull ? free.count == key.childColumns.count : !free.isEmpty
    if canBeCleared {
      let cleared = free.map { "\(SQLIdentifier($0).quoted) = NULL" }.joined(separator: ", ")
      let part = try doing("clearing \(key.name)") { () throws(PostgresError) in
        try TransactionPart(on: connection)
      }
      do {
        let count = try connection.query(
          "UPDATE \(only)\(name) AS pgsynth_child SET \(cleared) WHERE \(isOrphan)"
        ).affectedRows
        try part.commit()
        return count
      } catch {
        try? part.rollback()
        // A check may want a value there.
        guard error.code == .constraintViolated else {
          throw CloneWriterError(error, while: "clearing \(key.name)")
        }
      }
    }
    return try doing("taking rows out of \(key.child)") { () throws(PostgresError) in
      try connection.query("DELETE FROM \(only)\(name) AS pgsynth_child WHERE \(isOrphan)")
        .affectedRows
    }
  }
}
