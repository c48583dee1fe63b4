import Metadata
import PostgresClient

/// Which objects the clone gets, and when.
extension SchemaScriptReader {
  /// Leaves out what needs something that is left out, and again, until nothing changes.
  mutating func carriedObjects() throws(SchemaDDLError) -> Set<String> {
    var carried = Set(objects.map(\.key))
    for object in objects {
      guard let reason = obstacle(to: object) else { continue }
      carried.remove(object.key)
      // The shell of a type goes without saying.
      if !object.key.hasPrefix("shell:") { omit(object.kind, object.name, reason) }
    }
    var isStable = false
    attachedKeys = Set(
      afterLoad.map(\.key).filter {
        $0.hasPrefix("pg_constraint:") || $0.hasPrefix("pg_statistic_ext:")
      }
    )
    while !isStable {
      isStable = true
      for object in objects where carried.contains(object.key) {
        guard let missing = missing(for: object.key, carried: carried) else { continue }
        guard object.kind != "table" else {
          throw SchemaDDLError(
            .tableNotCarried,
            "table \(object.name) needs \(missing.kind) \(missing.identity), which cannot be made in "
              + "the target",
            hint: "Leave the table out with --exclude, or connect to the target as a superuser"
          )
        }
        carried.remove(object.key)
        omit(object.kind, object.name, Self.reason(missing))
        isStable = false
      }
    }
    completeNeeds()
    return carried
  }

  /// Why the target cannot hold an object, apart from what the object needs of the clone.
  private func obstacle(to object: SchemaObject) -> String? {
    if object.needsSuperuser, !target.isSuperuser {
      return "only a superuser can make it in the target"
    }
    if target.isSourceDatabase, let uniqueness = object.uniqueness { return uniqueness }
    if let library = object.library, !target.loads(library) {
      return "the target server cannot load its library \(library)"
    }
    return object.kind == "table" ? nil : missingOutside(for: object.key)
  }

  /// What an object needs of schemas that are not cloned and the target lacks, as a reason.
  func missingOutside(for key: String) -> String? {
    let outside = (needs.needs[key] ?? []).first { need in
      guard let schema = need.schema, !catalog.names.cloned.contains(schema) else { return false }
      return !target.hasObject(need.kind, need.identity)
    }
    return outside.map {
      "needs \($0.kind) \($0.identity), which the target does not have"
    }
  }

  private mutating func completeNeeds() {
    // The functions of a base type take and return it before it is complete.
    var shells: [String: String] = [:]
    for object in objects where object.kind == "base type" {
      let oid = object.key.dropFirst("pg_type:".count)
      for need in needs.needs[object.key] ?? [] where need.key.hasPrefix("pg_proc:") {
        shells[need.key] = String(oid)
      }
    }
    for index in objects.indices {
      let key = objects[index].key
      objects[index].needs.formUnion((needs.needs[key] ?? []).map(\.key))
      if let oid = shells[key], objects[index].needs.remove("pg_type:\(oid)") != nil {
        objects[index].needs.insert("shell:\(oid)")
      }
    }
  }

  /// Breaks the circles of views and functions that need each other's rows, as CREATE OR REPLACE can close them.
  ///
  /// Such a view is outlined first; the functions need only its columns.
  ///
  /// - Returns: the keys of the outlines.
  mutating func outlineViewsInCircles(_ carried: Set<String>) -> Set<String> {
    let needs = Dictionary(objects.map { ($0.key, $0.needs) }) { first, _ in first }
    func reachesItself(_ view: String) -> Bool {
      var seen: Set<String> = []
      var open = Array(needs[view] ?? [])
      while let key = open.popLast() {
        if key == view { return true }
        guard seen.insert(key).inserted else { continue }
        open += needs[key] ?? []
      }
      return false
    }
    let circular = objects.map(\.key).filter {
      outlines[$0] != nil && carried.contains($0) && reachesItself($0)
    }
    for view in circular {
      guard let outline = outlines[view],
        let viewIndex = objects.firstIndex(where: { $0.key == view })
      else { continue }
      let key = "outline:" + view
      for index in objects.indices where objects[index].needs.remove(view) != nil {
        objects[index].needs.insert(key)
      }
      var object = SchemaObject(
        key: key,
        kind: "view",
        name: objects[viewIndex].name,
        statements: [outline]
      )
      object.needs = objects[viewIndex].needs.filter {
        $0.hasPrefix("pg_type:") || $0.hasPrefix("pg_class:") || $0.hasPrefix("pg_collation:")
      }
      objects[viewIndex].needs.insert(key)
      objects.append(object)
    }
    return Set(circular.map { "outline:" + $0 })
  }

  /// Views and what needs them: they come after the load, unless a table is made of them.
  func lateObjects(_ objects: [SchemaObject]) -> Set<String> {
    var late = Set(
      objects.filter { $0.kind == "view" || $0.kind == "materialized view" }.map(\.key)
    )
    for object in objects where !object.needs.isDisjoint(with: late) { late.insert(object.key) }
    let byKey = Dictionary(objects.map { ($0.key, $0) }) { first, _ in first }
    var early: Set<String> = []
    var open = objects.filter { $0.kind == "table" }.map(\.key)
    for (key, statement) in afterLoad where statement.phase < .views {
      open += (needs.needs[key] ?? []).map(\.key)
    }
    while let key = open.popLast() {
      guard early.insert(key).inserted, let object = byKey[key] else { continue }
      open += object.needs
    }
    return late.subtracting(early)
  }

  func missing(for key: String, carried: Set<String>) -> DependencyTable.Need? {
    // The rows of a materialized view need the view.
    if key.hasPrefix("refresh:") {
      let view = "pg_class:" + key.dropFirst("refresh:".count)
      return carried.contains(view)
        ? nil
        : DependencyTable.Need(key: view, schema: nil, identity: "itself", kind: "the view")
    }
    if key.hasPrefix("privileges:") {
      let object = String(key.dropFirst("privileges:".count))
      let isMade =
        object.hasPrefix("pg_namespace:") || carried.contains(object)
        || attachedKeys.contains(object)
      return isMade
        ? nil : DependencyTable.Need(key: object, schema: nil, identity: "itself", kind: "object")
    }
    // A view that groups by a primary key needs the key.
    return needs.missing(
      for: key,
      carried: carried,
      constraints: attachedKeys,
      cloned: catalog.names.cloned
    )
  }

  static func reason(_ need: DependencyTable.Need) -> String {
    "needs \(need.kind) \(need.identity), which is not part of the clone"
  }

  func requiredExtensions(_ statements: [DDLStatement]) -> [SchemaScript.RequiredExtension] {
    let named = statements.reduce(into: Set<String>()) { $0.formUnion($1.sql.extensions) }
    var required = Dictionary(
      catalog.ownExtensions.map { row in
        (
          row.text("extension_name"),
          SchemaScript.RequiredExtension(
            name: row.text("extension_name"),
            schema: row.text("extension_schema"),
            isNeeded: row.flag("is_needed"),
            comment: row["comment"]
          )
        )
      }
    ) { first, _ in first }
    for row in catalog.extensions where named.contains(row.text("extension_name")) {
      let name = row.text("extension_name")
      let comment = required[name]?.comment
      required[name] = SchemaScript.RequiredExtension(
        name: name,
        schema: row.text("extension_schema"),
        comment: comment
      )
    }
    return required.values.sorted { $0.name < $1.name }
  }

  /// What the objects, and what is made after the load, need of schemas that are not cloned.
  func externalReferences(
    _ objects: [SchemaObject],
    without leftOut: Set<String>
  ) -> [SchemaScript.ExternalReference] {
    var found: Set<String> = []
    let dependents =
      objects.map { (key: $0.key, name: $0.name) }
      + afterLoad.filter { !leftOut.contains($0.key) }.map {
        (key: $0.key, name: $0.statement.name)
      }
    return dependents.flatMap { object in
      (needs.needs[object.key] ?? []).compactMap { need in
        guard let schema = need.schema, !catalog.names.cloned.contains(schema),
          found.insert(need.identity).inserted
        else { return nil }
        return SchemaScript.ExternalReference(
          kind: need.kind,
          name: need.identity,
          schema: schema,
          neededBy: object.name
        )
      }
    }
  }
}
