/// The foreign-key multigraph of a database: strongly connected groups and a parents-first order.
///
/// Components are found with Tarjan's algorithm (DOI 10.1137/0201010), iteratively, in O(tables + keys).
package struct RelationshipGraph: Sendable {
  /// Strongly connected components, parents before children; a cycle is a component of several tables.
  package let components: [[TableID]]

  package init(_ metadata: DatabaseMetadata) {
    self.init(tables: metadata.tables.map(\.id), relationships: metadata.relationships)
  }

  /// - Parameters:
  ///   - tables: every table, in the order that breaks ties.
  ///   - relationships: keys between these tables; self references are ignored.
  package init(tables: [TableID], relationships: [ForeignKey]) {
    let position = Dictionary(uniqueKeysWithValues: tables.enumerated().map { ($1, $0) })
    var parents = [[Int]](repeating: [], count: tables.count)
    for key in relationships where !key.isSelfReference {
      if let child = position[key.child], let parent = position[key.parent] {
        parents[child].append(parent)
      }
    }
    components = Self.components(of: parents.map { Array(Set($0)).sorted() })
      .map { $0.sorted().map { tables[$0] } }
  }

  /// Groups of more than one table that refer to each other in a circle.
  package var cycles: [[TableID]] { components.filter { $0.count > 1 } }

  /// Components of a graph given by its parent lists, each component after all that it depends on.
  private static func components(of parents: [[Int]]) -> [[Int]] {
    var index = [Int](repeating: -1, count: parents.count)
    var low = index
    var onStack = [Bool](repeating: false, count: parents.count)
    var stack: [Int] = []
    var found: [[Int]] = []
    var counter = 0
    for start in parents.indices where index[start] < 0 {
      var work: [(node: Int, next: Int)] = [(start, 0)]
      while let (node, next) = work.last {
        if next == 0 {
          index[node] = counter
          low[node] = counter
          counter += 1
          stack.append(node)
          onStack[node] = true
        }
        if next < parents[node].count {
          work[work.count - 1].next += 1
          let parent = parents[node][next]
          if index[parent] < 0 {
            work.append((parent, 0))
          } else if onStack[parent] {
            low[node] = min(low[node], index[parent])
          }
          continue
        }
        work.removeLast()
        if let caller = work.last?.node { low[caller] = min(low[caller], low[node]) }
        guard low[node] == index[node] else { continue }
        var component: [Int] = []
        while let member = stack.popLast() {
          onStack[member] = false
          component.append(member)
          if member == node { break }
        }
        found.append(component)
      }
    }
    return found
  }
}
