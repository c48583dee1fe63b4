import Metadata
import PostgresClient
import SchemaDDL

/// Scripts for psql that make a clone around files of rows.
struct CloneScripts {
  private let script: SchemaScript
  private let placement: SchemaPlacement

  /// - `schemas`: names of schemas in the clone by those in the source.
  init(script: SchemaScript, schemas: [String: String]) {
    self.script = script
    placement = SchemaPlacement(
      schemas: schemas,
      extensionSchemas: Dictionary(
        script.extensions.map { ($0.name, schemas[$0.schema] ?? $0.schema) }
      ) { first, _ in first }
    )
  }

  /// What a table is called in the clone.
  func name(of table: TableID) -> TableID {
    TableID(schema: placement.target(of: table.schema), name: table.name)
  }

  private func quoted(_ table: TableID) -> String {
    SQLIdentifier.qualified(placement.target(of: table.schema), table.name)
  }

  /// What is made before rows are loaded: schemas, extensions, types, functions, sequences and bare tables.
  var definitions: String {
    var lines: [String] = []
    for schema in script.schemas {
      let name = SQLIdentifier(placement.target(of: schema)).quoted
      lines.append("CREATE SCHEMA IF NOT EXISTS \(name);")
      if let comment = script.schemaComments[schema], !comment.isEmpty {
        lines.append("COMMENT ON SCHEMA \(name) IS \(SQLLiteral(comment).quoted);")
      }
    }
    for needed in script.extensions {
      let schema = SQLIdentifier(placement.extensionSchemas[needed.name] ?? needed.schema).quoted
      lines.append("CREATE SCHEMA IF NOT EXISTS \(schema);")
      lines.append(
        "CREATE EXTENSION IF NOT EXISTS \(SQLIdentifier(needed.name).quoted) SCHEMA \(schema) CASCADE;"
      )
    }
    for method in script.accessMethods {
      let name = SQLLiteral(method.name).quoted
      lines.append(
        """
        DO $pgsynth$ BEGIN
          IF NOT EXISTS (SELECT FROM pg_catalog.pg_am WHERE amname = \(name)) THEN
            EXECUTE \(SQLLiteral(method.sql).quoted);
          END IF;
        END $pgsynth$;
        """
      )
    }
    return lines.joined(separator: "\n\n") + "\n\n" + statements([.definitions])
  }

  /// What is made once the rows are there, with the sequences behind them.
  var constraints: String {
    statements([.checks, .keys, .foreignKeys])
      + script.sequences.compactMap(advance).map { $0 + "\n\n" }.joined()
      + statements([.finish, .views, .refresh, .behaviour, .seal, .placed])
  }

  private func statements(_ phases: [DDLStatement.Phase]) -> String {
    phases.flatMap { script.statements(in: $0) }.map { statement in
      var sql = statement.sql
      // Code whose text names schemas that are called something else here must not run.
      if let disabled = statement.disabled,
        disabled.schemas.contains(where: { placement.target(of: $0) != $0 })
      {
        sql = disabled.sql
      }
      return sql.sql(in: placement) + ";\n\n"
    }.joined()
  }

  /// Moves a sequence past the values of the columns that it feeds; nil for one that feeds none.
  private func advance(_ sequence: SequenceState) -> String? {
    guard !sequence.feeds.isEmpty else { return nil }
    let isRising = sequence.increment > 0
    let values = sequence.feeds.map { fed in
      let table = quoted(fed.column.table)
      guard fed.isNumeric else {
        // The number stands somewhere inside a text: count on as many calls as there are rows.
        return
          "(SELECT \(sequence.start) + (pg_catalog.count(*) - 1) * \(sequence.increment)::numeric "
          + "FROM \(table) HAVING pg_catalog.count(*) > 0)"
      }
      let function = isRising ? "max" : "min"
      let column = SQLIdentifier(fed.column.name).quoted
      return "(SELECT pg_catalog.\(function)(\(column))::numeric FROM \(table))"
    }
    let furthest = "\(isRising ? "greatest" : "least")(\(values.joined(separator: ", ")))"
    return """
      SELECT pg_catalog.setval(
        \(SQLLiteral(quoted(sequence.id)).quoted),
        least(greatest(last, \(sequence.minimum)), \(sequence.maximum))::bigint, true)
      FROM (SELECT \(furthest) AS last) AS found
      WHERE last \(isRising ? ">=" : "<=") \(sequence.start);
      """
  }

  /// A line of psql that loads a file.
  func copy(_ table: TableID, columns: [String], file: String, options: String) -> String {
    let names = columns.map { SQLIdentifier($0).quoted }.joined(separator: ", ")
    let list = columns.isEmpty ? "" : " (\(names))"
    return "\\copy \(quoted(table))\(list) FROM '\(file)' \(options)"
  }

  /// The script that loads everything in one transaction.
  func load(_ rows: [String]) -> String {
    // Code that relies on the search path finds the clone.
    let homes = Set(placement.extensionSchemas.values)
    let path =
      (Set(placement.schemas.values).union(script.schemas.map(placement.target)).union(homes))
      .sorted().map { SQLIdentifier($0).quoted }
    return """
      -- Makes the clone in a database, all of it or nothing. Run it in its folder:
      --   psql -d DATABASE -f load.sql
      \\set ON_ERROR_STOP on
      BEGIN;
      SET LOCAL client_encoding = 'UTF8';
      SET LOCAL client_min_messages = warning;
      SET LOCAL standard_conforming_strings = on;
      SET LOCAL check_function_bodies = off;
      SET LOCAL datestyle = 'ISO';
      SET LOCAL intervalstyle = 'postgres';
      SET LOCAL timezone = 'UTC';
      SET LOCAL search_path = \(path.joined(separator: ", "));
      \\ir schema.sql
      \(rows.joined(separator: "\n"))
      \\ir constraints.sql
      COMMIT;

      """
  }
}
