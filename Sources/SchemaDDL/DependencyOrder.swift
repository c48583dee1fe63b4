import SQLExpressions

/// An object of the source that statements make.
struct SchemaObject {
  /// The catalog and the object's number there, as in `pg_type:16390`.
  let key: String
  let kind: String
  let name: String
  var statements: [DDLStatement]
  /// Objects that must exist before, by key.
  var needs: Set<String> = []
  /// Whether only a superuser can make it.
  var needsSuperuser = false
  /// Why a database holds it once only; nil where each schema can have its own.
  var uniqueness: String?
  /// The library that its code is in.
  var library: String?
}

/// Orders objects so that each comes after what it needs.
enum DependencyOrder {
  /// Ties keep the given order; an object in a circle comes as if the arrow that closes it were not there.
  static func sorted(_ objects: [SchemaObject]) -> [SchemaObject] {
    let position = Dictionary(objects.enumerated().map { ($1.key, $0) }) { first, _ in first }
    let needs = objects.map { object in object.needs.compactMap { position[$0] }.sorted() }
    var isVisited = [Bool](repeating: false, count: objects.count)
    var result: [SchemaObject] = []
    for start in objects.indices where !isVisited[start] {
      isVisited[start] = true
      var work: [(node: Int, next: Int)] = [(start, 0)]
      while let (node, next) = work.last {
        guard next < needs[node].count else {
          work.removeLast()
          result.append(objects[node])
          continue
        }
        work[work.count - 1].next += 1
        let needed = needs[node][next]
        if isVisited[needed] { continue }
        isVisited[needed] = true
        work.append((needed, 0))
      }
    }
    return result
  }
}

/// What the source's objects need, and what of it a clone lacks.
struct DependencyTable {
  struct Need {
    let key: String
    let schema: String?
    let identity: String
    let kind: String
  }

  private(set) var needs: [String: [Need]] = [:]

  init(_ rows: [CatalogRow]) {
    for row in rows {
      let key = "\(row.text("class")):\(row.text("object_oid"))"
      let need = Need(
        key: "\(row.text("needed_class")):\(row.text("needed_oid"))",
        // pg_identify_object quotes the name where SQL needs it.
        schema: row["needed_schema"].flatMap { SQLTokenizer.tokens(of: $0).first?.name },
        identity: row.text("needed_identity"),
        kind: row.text("needed_kind")
      )
      needs[key, default: []].append(need)
    }
  }

  /// The first thing that the object needs from the cloned schemas and that is not carried.
  ///
  /// - Parameters:
  ///   - key: the object.
  ///   - carried: objects that are made.
  ///   - constraints: constraints that are made.
  ///   - cloned: the cloned schemas.
  /// - Returns: nil where nothing is missing.
  func missing(
    for key: String,
    carried: Set<String>,
    constraints: Set<String>,
    cloned: Set<String>
  ) -> Need? {
    needs[key]?.first { need in
      // Foreign keys name the index of the parent's key, which is made before them.
      guard let schema = need.schema, cloned.contains(schema), need.kind != "index" else {
        return false
      }
      return !carried.contains(need.key) && !constraints.contains(need.key)
    }
  }
}
