package import Metadata
import QualityMetrics

/// Where the boxes of a schema diagram go, and which way its arrows take: parents to the left of their children, in layers.
///
/// After Sugiyama, Tagawa and Toda (DOI 10.1109/TSMC.1981.4308636). Arrows that pass several layers have a place of their own
/// in each, which all arrows to the same parent share.
package struct SchemaLayout: Sendable {
  /// What takes room in a column.
  package enum Node: Hashable, Sendable {
    case table(TableID)
    /// Arrows to a parent that pass the column.
    case way(to: TableID, column: Int)
  }

  /// Columns from left to right, each from top to bottom.
  package private(set) var columns: [[Node]] = []
  /// Tables without foreign keys, which stand below.
  package private(set) var lone: [TableID] = []
  private var columnOf: [TableID: Int] = [:]

  /// Boxes on top of each other before a layer takes another column.
  private static let columnHeight = 12
  private static let sweeps = 8

  package init(tables: [TableID], relationships: [ForeignKey]) {
    let known = Set(tables)
    let keys = relationships.filter {
      !$0.isSelfReference && known.contains($0.child) && known.contains($0.parent)
    }
    let related = Set(keys.flatMap { [$0.child, $0.parent] })
    lone = tables.filter { !related.contains($0) }
    for layer in Self.layers(tables.filter(related.contains), keys) {
      for part in Self.parts(of: layer) {
        for table in part { columnOf[table] = columns.count }
        columns.append(part.map { .table($0) })
      }
    }
    var links: [Node: Set<Node>] = [:]
    for key in keys {
      let stops = stops(from: key.child, to: key.parent)
      for (left, right) in zip(stops, stops.dropFirst()) {
        links[left, default: []].insert(right)
        links[right, default: []].insert(left)
      }
      for case .way(let parent, let column) in stops {
        let node = Node.way(to: parent, column: column)
        if !columns[column].contains(node) { columns[column].append(node) }
      }
    }
    untangle(links)
  }

  /// The nodes on the way of an arrow, both tables included.
  package func stops(from child: TableID, to parent: TableID) -> [Node] {
    guard let start = columnOf[child], let end = columnOf[parent] else { return [] }
    // Two tables of a cycle may share a column.
    let between = start == end ? [] : Array((min(start, end) + 1)..<max(start, end))
    let ways = between.map { Node.way(to: parent, column: $0) }
    return [.table(child)] + (start > end ? ways.reversed() : ways) + [.table(parent)]
  }

  /// Tables by the longest way to a table without parents; those of a cycle share a layer.
  private static func layers(_ tables: [TableID], _ keys: [ForeignKey]) -> [[TableID]] {
    let parents = Dictionary(grouping: keys, by: \.child).mapValues { $0.map(\.parent) }
    var layerOf: [TableID: Int] = [:]
    var layers: [[TableID]] = []
    for component in RelationshipGraph(tables: tables, relationships: keys).components {
      let layer =
        component.flatMap { parents[$0] ?? [] }.compactMap { layerOf[$0] }.map { $0 + 1 }.max() ?? 0
      for table in component { layerOf[table] = layer }
      while layers.count <= layer { layers.append([]) }
      layers[layer] += component
    }
    return layers
  }

  /// A layer in parts of about the same size, none of which is too high.
  private static func parts(of layer: [TableID]) -> [[TableID]] {
    let count = (layer.count + columnHeight - 1) / columnHeight
    let height = (layer.count + count - 1) / max(1, count)
    return stride(from: 0, to: layer.count, by: max(1, height)).map {
      Array(layer[$0..<min($0 + height, layer.count)])
    }
  }

  /// Puts each node at the mean height of its neighbours, to and fro, so that arrows cross less.
  private mutating func untangle(_ links: [Node: Set<Node>]) {
    var heights: [Node: Double] = [:]
    func spread(_ column: [Node]) {
      for (row, node) in column.enumerated() {
        heights[node] = (Double(row) + 0.5) / Double(column.count)
      }
    }
    columns.forEach(spread)
    for sweep in 0..<Self.sweeps {
      let order = sweep % 2 == 0 ? Array(columns.indices) : columns.indices.reversed()
      for column in order {
        let wanted = columns[column].enumerated().map { row, node -> (Double, Int, Node) in
          (links[node]?.mean { heights[$0] } ?? heights[node] ?? 0, row, node)
        }
        columns[column] = wanted.sorted { ($0.0, $0.1) < ($1.0, $1.1) }.map(\.2)
        spread(columns[column])
      }
    }
  }
}
