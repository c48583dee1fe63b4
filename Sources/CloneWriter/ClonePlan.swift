import Metadata
package import PostgresClient
import SchemaDDL

/// Where a clone shall lie.
package struct CloneTarget: Sendable {
  package var settings: ConnectionSettings
  /// Source schema → target schema.
  package var schemas: [String: String]
  /// Whether objects that pgsynth did not make may be replaced.
  package var replaces: Bool
  /// Longest wait for locks when the finished clone takes its place.
  package var swapTimeoutSeconds: Double

  package init(
    settings: ConnectionSettings,
    schemas: [String: String],
    replaces: Bool = false,
    swapTimeoutSeconds: Double = 30
  ) {
    self.settings = settings
    self.schemas = schemas
    self.replaces = replaces
    self.swapTimeoutSeconds = swapTimeoutSeconds
  }
}

/// What is going to be done at the target; decided before anything is changed.
package struct ClonePlan: Sendable {
  /// How the clone of one schema takes its place.
  package enum Swap: Hashable, Sendable {
    /// The old schema, if any, is renamed away and the new one gets its name.
    case rename
    /// The schema stays, with its owner, privileges, comment and extensions; objects are moved.
    case move
    /// The same, without another schema: old objects are dropped and the clone's are made in one transaction.
    case rebuild
  }

  package struct Schema: Hashable, Sendable {
    package var source: String
    package var target: String
    package var scratch: String
    package var swap: Swap
    /// Whether there is something to be dropped.
    package var replacesObjects: Bool
    /// Objects that are replaced although pgsynth did not make them.
    package var foreignObjects: [String]

    /// Where the old objects wait to be dropped.
    var old: String { scratch + "_old" }
  }

  package var schemas: [Schema]
  /// Extensions to install, with their schemas at that time.
  package var newExtensions: [String: String]
  /// Extensions of the source that the target server does not have and the clone does not need.
  package var missingExtensions: [String]
  var locks: LockBudget
  var scratchPlacement: SchemaPlacement
  var finalPlacement: SchemaPlacement
  /// Whether source and target are schemas of one database.
  package var isSameDatabase: Bool
  /// Whether no schema can be made, so that the rows wait in tables of the target's own.
  package var isRebuilt: Bool

  /// Source schema → scratch schema: where to find the clone's tables before the swap.
  package var scratchSchemas: [String: String] { scratchPlacement.schemas }

  func inScratch(_ id: TableID) -> TableID {
    TableID(schema: scratchPlacement.target(of: id.schema), name: id.name)
  }
}

extension ClonePlan {
  /// Decides, or says what stands in the way.
  init(
    script: SchemaScript,
    source: DatabaseIdentity,
    target: CloneTarget,
    state: TargetState,
    run: ScratchRun
  ) throws(CloneWriterError) {
    isSameDatabase = state.identity == source
    try Self.checkWritable(state)
    isRebuilt = !state.mayCreateSchemas
    let isRebuilt = isRebuilt
    try Self.checkMapping(script.schemas, target, isSameDatabase: isSameDatabase)

    let sources = script.schemas
    if isRebuilt { try Self.checkRebuild(script, target, state) }
    let scratch = Dictionary(
      uniqueKeysWithValues: sources.enumerated().map { index, name in
        (name, isRebuilt ? target.schemas[name] ?? name : run.schema(index))
      }
    )
    let extensions = try Self.placeExtensions(script, state, target, scratch: scratch)
    var schemas: [Schema] = []
    for (index, name) in sources.enumerated() {
      let targetName = target.schemas[name] ?? name
      let existing = state.schemas[targetName]
      let foreign = try Self.foreignObjects(existing, replaces: target.replaces)
      schemas.append(
        Schema(
          source: name,
          target: targetName,
          scratch: scratch[name] ?? run.schema(index),
          swap: isRebuilt
            ? .rebuild
            : try Self.swap(
              existing,
              takesExtension: extensions.new.values.contains(targetName),
              script: script,
              state: state
            ),
          replacesObjects: existing.map { !$0.objects.isEmpty } ?? false,
          foreignObjects: foreign
        )
      )
    }
    if schemas.contains(where: \.replacesObjects), !state.dependents.isEmpty {
      throw CloneWriterError(
        .targetInUse,
        "objects outside of schema \(schemas.map(\.target).joined(separator: ", ")) depend on it: "
          + CloneWriterError.list(state.dependents),
        hint: "Drop them first, or choose another target schema",
        objects: state.dependents
      )
    }
    self.schemas = schemas
    locks = LockBudget(capacity: state.lockCapacity)
    newExtensions = extensions.new
    missingExtensions = extensions.missing
    scratchPlacement = SchemaPlacement(
      schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.source, $0.scratch) }),
      extensionSchemas: extensions.all.merging(extensions.new) { $1 }
    )
    finalPlacement = SchemaPlacement(
      schemas: Dictionary(uniqueKeysWithValues: schemas.map { ($0.source, $0.target) }),
      extensionSchemas: extensions.all
    )
  }

  static func checkWritable(_ state: TargetState) throws(CloneWriterError) {
    guard !state.isStandby, !state.isReadOnly else {
      throw CloneWriterError(
        .readOnly,
        "the target database \(state.databaseName) cannot be written to: "
          + (state.isStandby ? "the server is a standby" : "its transactions are read-only"),
        hint: "Connect to the primary server, with a role that may write"
      )
    }
  }

  /// Locks that one object takes while it is dropped or made: the table, its TOAST table, its indexes.
  private static let locksPerRebuiltObject = 6

  /// A role that may not create schemas needs one for itself, and all work fits into one transaction.
  private static func checkRebuild(
    _ script: SchemaScript,
    _ target: CloneTarget,
    _ state: TargetState
  ) throws(CloneWriterError) {
    let role = SQLIdentifier(state.roleName).quoted
    let closed = script.schemas.map { target.schemas[$0] ?? $0 }
      .filter { state.schemas[$0]?.mayCreate != true }
    guard closed.isEmpty else {
      let names = closed.map { SQLIdentifier($0).quoted }
      throw CloneWriterError(
        .permissionDenied,
        "role \(state.roleName) may not create schemas in database \(state.databaseName), nor objects in "
          + closed.joined(separator: ", "),
        hint:
          "Run GRANT CREATE ON DATABASE \(SQLIdentifier(state.databaseName).quoted) TO \(role), or "
          + names.map { "CREATE SCHEMA \($0) AUTHORIZATION \(role)" }.joined(separator: "; "),
        objects: closed
      )
    }
    let old = state.schemas.values.reduce(0) { $0 + $1.objects.count }
    let needed = (script.tables.count + old) * locksPerRebuiltObject
    guard Double(needed) < Double(state.lockCapacity) * usableLockShare else {
      throw CloneWriterError(
        .tooManyLocks,
        "role \(state.roleName) may not create schemas in database \(state.databaseName), so that all of "
          + "the clone is made in one transaction, which takes about \(needed) locks; the server has "
          + "\(state.lockCapacity) for all sessions",
        hint:
          "Run GRANT CREATE ON DATABASE \(SQLIdentifier(state.databaseName).quoted) TO \(role), or "
          + "raise max_locks_per_transaction"
      )
    }
  }

  /// Bytes that a server built with the usual NAMEDATALEN keeps of a name.
  private static let longestName = 63

  /// Refuses schemas of the source that have no place in the target, or a wrong one.
  static func checkMapping(
    _ schemas: [String],
    _ target: CloneTarget,
    isSameDatabase: Bool
  ) throws(CloneWriterError) {
    for schema in schemas where target.schemas[schema] == nil {
      throw CloneWriterError(
        .placementMissing,
        "no target schema is given for schema \(schema)",
        hint: "A partition or a table lies there; name a target schema for it, too"
      )
    }
    let targets = schemas.compactMap { target.schemas[$0] }
    guard Set(targets).count == targets.count else {
      throw CloneWriterError(
        .placementMissing,
        "two source schemas would share one target schema",
        hint: "Name a target schema for each source schema"
      )
    }
    let shared = Set(targets).intersection(schemas).sorted()
    guard !isSameDatabase || shared.isEmpty else {
      throw CloneWriterError(
        .targetIsSource,
        "the target is the source: schema \(shared.joined(separator: ", ")) of the same database",
        hint: "Name another target schema or another database"
      )
    }
    for name in targets where name.utf8.count > longestName {
      throw CloneWriterError(
        .placementMissing,
        "the target schema's name has \(name.utf8.count) bytes, and PostgreSQL would cut it off after "
          + "\(longestName): \(name)",
        hint: "Choose a shorter name"
      )
    }
    for name in targets where name.hasPrefix("pg_") || name == "information_schema" {
      throw CloneWriterError(
        .placementMissing,
        "schema \(name) belongs to PostgreSQL",
        hint: "Choose another target schema"
      )
    }
  }

  /// Objects in the way that pgsynth did not make.
  private static func foreignObjects(
    _ schema: TargetState.Schema?,
    replaces: Bool
  ) throws(CloneWriterError) -> [String] {
    guard let schema, !schema.objects.isEmpty else { return [] }
    let found = CloneMark.parse(schema.comment)
    if found?.mark == CloneMark(schema.objects) { return [] }
    let names = schema.objects.map(\.description)
    guard !replaces else { return names }
    guard found != nil else {
      throw CloneWriterError(
        .targetNotEmpty,
        "schema \(schema.name) of the target is not empty and was not made by pgsynth: "
          + CloneWriterError.list(names),
        hint: "Choose another target schema, or drop and replace everything in it with --replace",
        objects: names
      )
    }
    throw CloneWriterError(
      .targetNotEmpty,
      "schema \(schema.name) of the target was made by pgsynth, but objects were added or dropped "
        + "since; it holds \(CloneWriterError.list(names))",
      hint: "Move what you added elsewhere, or drop and replace everything in it with --replace",
      objects: names
    )
  }

  /// Locks that moving one object takes: the object, its sequence, and the schemas.
  private static let locksPerObject = 3
  /// Other sessions need locks, too.
  private static let usableLockShare = 0.6

  private static func swap(
    _ schema: TargetState.Schema?,
    takesExtension: Bool,
    script: SchemaScript,
    state: TargetState
  ) throws(CloneWriterError) -> Swap {
    guard let schema else { return .rename }
    let hasExtension = takesExtension || !schema.extensions.isEmpty
    let isMadeByUs = CloneMark.parse(schema.comment).map { $0.rest.isEmpty } ?? false
    if isMadeByUs, schema.isOwner, !hasExtension, schema.name != "public",
      !schema.hasDefaultPrivileges
    {
      return .rename
    }
    let count = script.tables.count + script.sequences.count + schema.objects.count
    let fits = Double(count * locksPerObject) < Double(state.lockCapacity) * usableLockShare
    if fits, schema.mayCreate { return .move }
    if schema.isOwner, !hasExtension { return .rename }
    guard schema.mayCreate else {
      let name = SQLIdentifier(schema.name).quoted
      throw CloneWriterError(
        .permissionDenied,
        "role \(state.roleName) may not create objects in schema \(schema.name)",
        hint: "Run GRANT USAGE, CREATE ON SCHEMA \(name) TO "
          + SQLIdentifier(state.roleName).quoted
      )
    }
    throw CloneWriterError(
      .targetInUse,
      "schema \(schema.name) cannot be replaced as a whole, because extensions live in it "
        + "(\(schema.extensions.joined(separator: ", "))), and it holds too many objects to be moved "
        + "in one transaction",
      hint: "Raise max_locks_per_transaction of the server, or move the extensions to another "
        + "schema with ALTER EXTENSION … SET SCHEMA",
      objects: schema.extensions
    )
  }

  private struct ExtensionPlacement {
    /// Where each extension is in the end.
    var all: [String: String] = [:]
    /// Where a new one is made.
    var new: [String: String] = [:]
    var missing: [String] = []
  }

  /// Extensions stay where they are; a missing one goes to the schema it has in the source, or `public`.
  ///
  /// One that shares a schema with objects of the clone is made in their scratch schema, if it can be moved.
  private static func placeExtensions(
    _ script: SchemaScript,
    _ state: TargetState,
    _ target: CloneTarget,
    scratch: [String: String]
  ) throws(CloneWriterError) -> ExtensionPlacement {
    var placement = ExtensionPlacement()
    for needed in script.extensions {
      guard let found = state.extensions[needed.name] else {
        guard needed.isNeeded else {
          placement.missing.append(needed.name)
          continue
        }
        throw CloneWriterError(
          .dependencyMissing,
          "the clone needs extension \(needed.name), which the target server does not have",
          hint: "Install the package that contains it on the target server",
          objects: [needed.name]
        )
      }
      if let schema = found.schema {
        placement.all[needed.name] = schema
        continue
      }
      guard state.mayCreateSchemas else {
        guard needed.isNeeded else {
          placement.missing.append(needed.name)
          continue
        }
        throw CloneWriterError(
          .permissionDenied,
          "the clone needs extension \(needed.name), which role \(state.roleName) may not create in "
            + "database \(state.databaseName)",
          hint: "Run CREATE EXTENSION \(SQLIdentifier(needed.name).quoted) there as its owner",
          objects: [needed.name]
        )
      }
      let home = target.schemas[needed.schema] ?? needed.schema
      if state.extensionHomes.contains(home) {
        (placement.new[needed.name], placement.all[needed.name]) = (home, home)
      } else if let scratch = scratch[needed.schema], found.isMovable {
        (placement.new[needed.name], placement.all[needed.name]) = (scratch, home)
      } else {
        (placement.new[needed.name], placement.all[needed.name]) = ("public", "public")
      }
    }
    return placement
  }
}
