import Metadata
import PostgresClient

/// Owners and grants, which are set under the final names.
extension SchemaScriptReader {
  mutating func addPrivileges() {
    guard includesPrivileges else {
      let owners = Set(
        catalog.privileges.filter { $0.text("kind") == "owner" }.flatMap { $0.texts("roles") }
      )
      let grants = catalog.privileges.filter { $0.text("kind") != "owner" }
      guard owners.count > 1 || !grants.isEmpty else { return }
      omit(
        "owners and privileges",
        "of \(owners.count) \(owners.count == 1 ? "role" : "roles")",
        "everything belongs to the role that makes the clone, unless --with-privileges is given"
      )
      return
    }
    for row in catalog.privileges {
      let kind = row.text("kind")
      let name = row.text("name")
      if let role = row.texts("roles").first(where: { !target.hasRole($0) }) {
        omit(kind, "\(name) (role \(role))", "the target has no such role")
        continue
      }
      afterLoad.append(
        (
          "privileges:\(row.text("class")):\(row.text("object_oid"))",
          DDLStatement(
            .placed,
            kind: kind,
            name: name,
            sql: template(.parsed(row.text("statement")))
          )
        )
      )
    }
  }
}
