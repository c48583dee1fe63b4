package import PostgresClient

/// Which database a connection leads to, whatever name or address was used to reach it.
package struct DatabaseIdentity: Hashable, Sendable, Codable {
  /// Made by initdb; a standby has that of its primary.
  package var systemIdentifier: String
  package var databaseOID: String

  package init(systemIdentifier: String, databaseOID: String) {
    self.systemIdentifier = systemIdentifier
    self.databaseOID = databaseOID
  }

  package init(of connection: PostgresConnection) throws(PostgresError) {
    let row = try WriterQuery.server.run(on: connection)
    systemIdentifier = row[0, 0] ?? ""
    databaseOID = row[0, 1] ?? ""
  }
}

/// What stands at the target before anything is done.
struct TargetState: Sendable {
  struct Object: Hashable, Sendable {
    /// As `ALTER` and `DROP` spell it, for example `TABLE`.
    var kind: String
    /// With schema, quoted where needed.
    var identity: String

    var description: String { "\(kind.lowercased()) \(identity)" }
  }

  struct Schema: Sendable {
    var name: String
    var owner: String
    var isOwner: Bool
    var mayCreate: Bool
    var comment: String?
    var grants: [String]
    var extensions: [String]
    var hasDefaultPrivileges: Bool
    var objects: [Object] = []
  }

  struct Extension: Sendable {
    /// Nil where it is available and not installed.
    var schema: String?
    /// Whether its schema can get another name afterwards.
    var isMovable: Bool
  }

  var identity: DatabaseIdentity
  var databaseName: String
  var roleName: String
  var mayCreateSchemas: Bool
  var isStandby: Bool
  var isReadOnly: Bool
  /// Locks that all sessions together can hold.
  var lockCapacity: Int
  /// The target schemas that exist.
  var schemas: [String: Schema]
  /// Objects outside of the target schemas that need something in them.
  var dependents: [String]
  /// Extensions that the server has.
  var extensions: [String: Extension]
  /// Schemas that exist of those where extensions could go.
  var extensionHomes: Set<String>

  /// - Parameters:
  ///   - targets: the target schemas.
  ///   - extensions: extensions that the clone needs.
  ///   - homes: the schemas that these have in the source, as the target calls them.
  ///   - connection: a session in the target database.
  /// - Throws: what the server says against a query.
  init(
    targets: [String],
    extensions: [String],
    homes: [String],
    on connection: PostgresConnection
  ) throws(PostgresError) {
    let server = try WriterQuery.server.run(on: connection)
    identity = DatabaseIdentity(
      systemIdentifier: server[0, 0] ?? "",
      databaseOID: server[0, 1] ?? ""
    )
    databaseName = server[0, 2] ?? ""
    roleName = server[0, 3] ?? ""
    mayCreateSchemas = server.bool(0, 4) ?? false
    isStandby = server.bool(0, 5) ?? false
    isReadOnly = server.bool(0, 6) ?? false
    lockCapacity = server.int(0, 7) ?? LockBudget.usualCapacity

    let names = NameArray.text(targets)
    schemas = try Self.schemas(names, on: connection)
    dependents = try WriterQuery.dependents.run(on: connection, [names, nil]).rows.map { row in
      "\(row[0] ?? "?") (needs \(row[1] ?? "?"))"
    }
    let available = try WriterQuery.extensions.run(on: connection, [NameArray.text(extensions)])
    self.extensions = Dictionary(
      uniqueKeysWithValues: available.rows.map {
        ($0[0] ?? "", Extension(schema: $0[1], isMovable: $0[2] == "t"))
      }
    )
    let found = try WriterQuery.schemas.run(
      on: connection,
      [NameArray.text(homes + ["public"])]
    )
    extensionHomes = Set(found.column(0).compactMap { $0 })
  }

  private static func schemas(
    _ names: String,
    on connection: PostgresConnection
  ) throws(PostgresError) -> [String: Schema] {
    var schemas: [String: Schema] = [:]
    let rows = try WriterQuery.schemas.run(on: connection, [names])
    for row in 0..<rows.rowCount {
      let name = rows[row, 0] ?? ""
      schemas[name] = Schema(
        name: name,
        owner: rows[row, 1] ?? "",
        isOwner: rows.bool(row, 2) ?? false,
        mayCreate: rows.bool(row, 3) ?? false,
        comment: rows[row, 4],
        grants: rows[row, 5].map(NameArray.elements) ?? [],
        extensions: rows[row, 6].map(NameArray.elements) ?? [],
        hasDefaultPrivileges: rows.bool(row, 7) ?? false
      )
    }
    for row in try WriterQuery.objects.run(on: connection, [names]).rows {
      schemas[row[0] ?? ""]?.objects.append(Object(kind: row[1] ?? "", identity: row[2] ?? ""))
    }
    return schemas
  }
}
