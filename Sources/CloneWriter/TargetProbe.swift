package import PostgresClient
package import SchemaDDL

/// A look at the target before the source's schema is put into statements.
package final class TargetProbe {
  package let identity: DatabaseIdentity
  private let source: DatabaseIdentity
  private let connection: PostgresConnection
  private let isSuperuser: Bool
  private let roles: Set<String>

  package init(
    _ settings: ConnectionSettings,
    source: DatabaseIdentity,
    cancellation: Cancellation = .shared
  ) throws(CloneWriterError) {
    self.source = source
    connection = try doing("opening the target") { () throws(PostgresError) in
      let connection = try PostgresConnection(settings, cancellation: cancellation)
      try connection.execute("SET client_min_messages = error")
      return connection
    }
    (identity, isSuperuser, roles) = try doing("looking at the target") {
      [connection] () throws(PostgresError) in
      let identity = try DatabaseIdentity(of: connection)
      let isSuperuser = try connection.query(
        "SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = current_user"
      ).bool(0, 0)
      let roles = try connection.query("SELECT rolname FROM pg_catalog.pg_roles").column(0)
      return (identity, isSuperuser ?? false, Set(roles.compactMap { $0 }))
    }
  }

  package var isSourceDatabase: Bool { identity == source }

  package var abilities: TargetAbilities {
    TargetAbilities(
      isSuperuser: isSuperuser,
      isSourceDatabase: isSourceDatabase,
      hasRole: { [self] in roles.contains($0) },
      loads: { [self] in loads($0) },
      hasObject: { [self] in isSourceDatabase || hasObject($0, $1) }
    )
  }

  package func close() { connection.close() }

  private func loads(_ library: String) -> Bool {
    if identity.systemIdentifier == source.systemIdentifier { return true }
    return (try? connection.execute("LOAD \(SQLLiteral(library).quoted)")) != nil
  }

  private func hasObject(_ kind: String, _ name: String) -> Bool {
    (try? WriterQuery.externalReference.run(on: connection, [kind, name]).bool(0, 0)) ?? false
  }
}
