import PostgresClient

extension QualityStore {
  /// Looks at what is there and creates what is missing, inside a transaction that holds the install lock.
  func installLocked(on connection: PostgresConnection) throws(QualityViewsError) {
    let work = "installing the quality views"
    do {
      let state = try SchemaState(
        connection.query(QualitySQL.state.text(schema: schema), [schema])
      )
      try check(state, on: connection)
      if state.isInstalled {
        let found = try connection.query(QualitySQL.version.text(schema: schema)).int(0, 0) ?? 0
        if found > Self.version { throw newerVersion(found) }
        if found == Self.version {
          // The role may be younger than the views.
          try connection.execute(QualitySQL.readers.text(schema: schema))
          return
        }
        if state.isInExtension { throw olderExtension(found) }
      }
      if !state.exists { try connection.execute(QualitySQL.schema.text(schema: schema)) }
      for part in [QualitySQL.tables, .views, .history, .functionParts, .functions, .readers] {
        try connection.execute(part.text(schema: schema))
      }
    } catch let error as PostgresError {
      throw failure(error, work, on: connection)
    } catch let error as QualityViewsError {
      throw error
    } catch {
      throw QualityViewsError(.queryFailed, "\(work) failed: \(error)", hint: "")
    }
  }

  /// Refuses where the role lacks a privilege or someone else's objects are in the way.
  private func check(
    _ state: SchemaState,
    on connection: PostgresConnection
  ) throws(QualityViewsError) {
    guard state.exists else {
      if state.mayCreateSchema { return }
      throw permissionDenied(
        "create schema \(quotedSchema) for the quality views",
        grant: "CREATE ON DATABASE \(SQLIdentifier(connection.databaseName).quoted)",
        on: connection
      )
    }
    guard state.mayUse else {
      throw permissionDenied(
        "use schema \(quotedSchema)",
        grant: "USAGE, CREATE ON SCHEMA \(quotedSchema)",
        on: connection
      )
    }
    guard state.foreignNames.isEmpty else {
      throw QualityViewsError(
        .foreignObjects,
        "schema \(quotedSchema) has objects that pgsynth did not make: \(state.foreignNames)",
        hint: "Choose another schema with --quality-schema"
      )
    }
    if state.isInstalled {
      if state.mayRead, state.mayWrite { return }
      throw permissionDenied(
        "write to the quality tables in schema \(quotedSchema)",
        grant: "SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA \(quotedSchema)",
        on: connection
      )
    }
    if state.mayCreate { return }
    throw permissionDenied(
      "create tables in schema \(quotedSchema)",
      grant: "CREATE ON SCHEMA \(quotedSchema)",
      on: connection
    )
  }

  private var quotedSchema: String { SQLIdentifier(schema).quoted }

  private func permissionDenied(
    _ action: String,
    grant: String,
    on connection: PostgresConnection
  ) -> QualityViewsError {
    let role = SQLIdentifier(connection.userName).quoted
    return QualityViewsError(
      .permissionDenied,
      "role \(role) may not \(action)",
      hint: "Run GRANT \(grant) TO \(role), or name a schema it may create tables in with"
        + " --quality-schema"
    )
  }

  /// What the extension made is its own to replace: a new view of ours would not belong to it.
  private func olderExtension(_ found: Int) -> QualityViewsError {
    QualityViewsError(
      .olderExtension,
      "the extension pgsynth in schema \(quotedSchema) has quality tables of version \(found); this pgsynth needs"
        + " version \(Self.version)",
      hint:
        "Install the extension's files of this version and run ALTER EXTENSION pgsynth UPDATE, or choose"
        + " another schema with --quality-schema"
    )
  }

  private func newerVersion(_ found: Int) -> QualityViewsError {
    QualityViewsError(
      .newerVersion,
      "schema \(quotedSchema) has quality tables of version \(found); this pgsynth knows version"
        + " \(Self.version)",
      hint: "Use a newer pgsynth, or another schema with --quality-schema"
    )
  }

  /// The server's error in our terms.
  func failure(
    _ error: PostgresError,
    _ work: String,
    on connection: PostgresConnection
  ) -> QualityViewsError {
    guard error.code == .permissionDenied else {
      return QualityViewsError(
        .queryFailed,
        "\(work) in schema \(quotedSchema): \(error.message)",
        hint: error.hint ?? "",
        underlying: error
      )
    }
    var denied = permissionDenied(
      "do this in schema \(quotedSchema): \(work)",
      grant: "SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA \(quotedSchema)",
      on: connection
    )
    denied.underlying = error
    return denied
  }

  /// Runs both steps in the open transaction, or in one of their own that is rolled back when they fail.
  func transaction(
    on connection: PostgresConnection,
    _ work: String,
    _ statements: () throws(PostgresError) -> Void,
    then: () throws(QualityViewsError) -> Void = {}
  ) throws(QualityViewsError) {
    let isNested = connection.isInTransaction
    do {
      if !isNested { try connection.begin() }
      try statements()
      try then()
      if !isNested { try connection.commit() }
    } catch {
      // The first error is the one to report; a rollback that fails means that the session is gone.
      if !isNested { try? connection.rollback() }
      if let error = error as? QualityViewsError { throw error }
      if let error = error as? PostgresError { throw failure(error, work, on: connection) }
      throw QualityViewsError(.queryFailed, "\(work) failed: \(error)", hint: "")
    }
  }
}

/// The row of `state.sql`.
private struct SchemaState {
  var exists: Bool
  var mayCreateSchema: Bool
  var mayCreate: Bool
  var mayUse: Bool
  var isInstalled: Bool
  var mayRead: Bool
  var mayWrite: Bool
  /// Comma-separated; empty where there are none.
  var foreignNames: String
  var isInExtension: Bool

  init(_ result: QueryResult) {
    func flag(_ column: Int) -> Bool { result.bool(0, column) ?? false }
    exists = flag(0)
    mayCreateSchema = flag(1)
    mayCreate = flag(2)
    mayUse = flag(3)
    isInstalled = flag(4)
    mayRead = flag(5)
    mayWrite = flag(6)
    foreignNames = result[0, 7] ?? ""
    isInExtension = flag(8)
  }
}
