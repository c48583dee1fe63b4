import Metadata
import Statistics
import TableData

/// Scores what holds families together, foreign key by foreign key.
///
/// SDMetrics compares a child's columns with its parent's alone, and each side's numbers in bins of their own. Here the
/// bins are shared (``SharedBins``), grandparents and further ancestors count, and siblings are compared with each
/// other. Cost is bounded: the first 12 numbers and categories of a table, 10,000 children of a repeatable sample, 8
/// lines of ancestors, 5,000 parents.
struct FamilyScorer {
  /// Ancestors further away are not looked at.
  static let maximumHops = 4
  private static let columnLimit = 12
  private static let rowLimit = 10_000
  private static let lineLimit = 8
  private static let parentLimit = 5_000
  /// Fewer siblings on a side with one before them have no autocorrelation to speak of.
  private static let minimumSiblings = 100

  private struct Column {
    var name: String
    /// Nil for categories.
    var numbers: ValueKind?
  }

  /// A foreign key whose ends both were read.
  private struct Link: Sendable {
    var key: ForeignKey
    var real: [Int32]
    var clone: [Int32]
  }

  private let compared: ComparedDatabase
  private let columns: [TableID: [Column]]
  private let qualities: [TableID: TableQuality]
  private let links: [Link?]
  private let jobs: Int

  /// - Parameters:
  ///   - compared: both sides.
  ///   - scored: the tables' scores, which know how each column is treated.
  ///   - jobs: threads.
  init(_ compared: ComparedDatabase, _ scored: [TableQuality], jobs: Int) {
    self.compared = compared
    self.jobs = jobs
    qualities = Dictionary(scored.map { ($0.table, $0) }) { first, _ in first }
    columns = qualities.mapValues { table in
      table.columns.filter { $0.treatment == .number || $0.treatment == .category }
        .prefix(Self.columnLimit)
        .map { Column(name: $0.column, numbers: $0.treatment == .number ? $0.kind : nil) }
    }
    links = concurrently(compared.relationships.count, jobs: jobs) { position -> Link? in
      let relationship = compared.relationships[position]
      guard let child = compared[relationship.key.child],
        let parent = compared[relationship.key.parent]
      else { return nil }
      let rows = relationship.parentRows(of: child, in: parent)
      return Link(key: relationship.key, real: rows.real, clone: rows.clone)
    }
  }

  /// The scores of all foreign keys, in their order.
  func scores() -> [FamilyQuality] {
    concurrently(links.count, jobs: jobs) { position in
      guard let link = links[position] else { return FamilyQuality() }
      var quality = trends(from: link)
      if compared.relationships[position].hasWholeFamilies { siblings(link, &quality) }
      return quality
    }
  }

  private func trends(from link: Link) -> FamilyQuality {
    var quality = FamilyQuality()
    guard let child = compared[link.key.child] else { return quality }
    var means: [[Double]] = Array(repeating: [], count: Self.maximumHops + 1)
    var lines = [
      AncestorLine(
        real: JoinedRows(parentOfChild: link.real, limit: Self.rowLimit),
        clone: JoinedRows(parentOfChild: link.clone, limit: Self.rowLimit),
        tables: [link.key.child, link.key.parent]
      )
    ]
    var visited = 0
    while let line = lines.first, visited < Self.lineLimit {
      lines.removeFirst()
      visited += 1
      guard let ancestor = compared[line.ancestor] else { continue }
      if let mean = trend(child, ancestor, line) { means[line.hops].append(mean) }
      guard line.hops < Self.maximumHops else { continue }
      for next in links.compactMap(\.self)
      where next.key.child == line.ancestor && !line.tables.contains(next.key.parent) {
        lines.append(line.extended(to: next.key.parent, real: next.real, clone: next.clone))
      }
    }
    quality.trendsOneHop = means[1].mean { $0 }
    quality.trendsTwoHops = means[2].mean { $0 }
    quality.trendsFurther = means.dropFirst(3).flatMap(\.self).mean { $0 }
    return quality
  }

  /// The mean over the pairs of columns, or nil where a side has no rows or a table no columns.
  private func trend(
    _ child: ComparedTable,
    _ ancestor: ComparedTable,
    _ line: AncestorLine
  ) -> Double? {
    let ofChild = bins(child, line.real.children, line.clone.children)
    let ofAncestor = bins(ancestor, line.real.parents, line.clone.parents)
    return ofChild.flatMap { first in
      ofAncestor.map { second in SharedBinContingency.score(first, second) }
    }.mean { $0 }
  }

  private func bins(_ table: ComparedTable, _ real: [Int], _ clone: [Int]) -> [SharedCodes] {
    columns[table.id, default: []].compactMap { column in
      guard let realValues = table.real[column.name], let cloneValues = table.clone[column.name]
      else { return nil }
      return SharedBins.codes(
        real: realValues.selecting(real),
        clone: cloneValues.selecting(clone),
        numbersOf: column.numbers
      )
    }
  }

  private func siblings(_ link: Link, _ quality: inout FamilyQuality) {
    guard let child = compared[link.key.child], let parent = compared[link.key.parent],
      let scored = qualities[child.id]
    else { return }
    let real = sampled(link.real, of: parent.real.rowCount)
    let clone = sampled(link.clone, of: parent.clone.rowCount)
    let table = DetectorTable(child, scored)
    let previous = [
      SiblingOrder(table, parents: real, side: .real).previous,
      SiblingOrder(table, parents: clone, side: .clone).previous,
    ]
    let groups = [
      ChildGroups(real, count: parent.real.rowCount),
      ChildGroups(clone, count: parent.clone.rowCount),
    ]
    var correlations: [Double?] = []
    var distinct: [Double?] = []
    for column in columns[child.id, default: []] {
      guard let values = values(column, of: child) else { continue }
      if column.numbers != nil {
        correlations.append(autocorrelation(values, previous))
      }
      let counts = zip(groups, values).map { groups, values in
        groups.summaries { values[$0] }.map(\.distinct).filter { $0 > 0 }
      }
      distinct.append(KSComplement.score(real: counts[0], clone: counts[1]))
    }
    quality.siblingAutocorrelation = correlations.mean { $0 }
    quality.distinctPerParent = distinct.mean { $0 }
  }

  /// The children of a repeatable sample of the parents; the others have none.
  private func sampled(_ parents: [Int32], of count: Int) -> [Int32] {
    guard count > Self.parentLimit else { return parents }
    var isSampled = [Bool](repeating: false, count: count)
    for parent in RowSample.positions(of: count, limit: Self.parentLimit) {
      isSampled[parent] = true
    }
    return parents.map { $0 >= 0 && isSampled[Int($0)] ? $0 : ParentRow.unsampled }
  }

  /// Both sides as numbers, categories by their codes; NaN for NULL.
  private func values(_ column: Column, of table: ComparedTable) -> [[Double]]? {
    guard let real = table.real[column.name], let clone = table.clone[column.name] else {
      return nil
    }
    if let kind = column.numbers { return [real.numbers(kind: kind), clone.numbers(kind: kind)] }
    let codes = SharedCodes(real: real, clone: clone)
    return [codes.real, codes.clone].map { $0.map { $0 == 0 ? .nan : Double($0) } }
  }

  private func autocorrelation(_ values: [[Double]], _ previous: [[Int32]]) -> Double? {
    let pairs = zip(values, previous).map { values, previous in
      let rows = previous.indices.filter { previous[$0] >= 0 }
      return (first: rows.map { values[Int(previous[$0])] }, second: rows.map { values[$0] })
    }
    guard pairs.allSatisfy({ $0.first.count >= Self.minimumSiblings }) else { return nil }
    return CorrelationSimilarity.score(real: pairs[0], clone: pairs[1])?.score
  }
}

/// Children beside one of their ancestors.
private struct AncestorLine {
  var real: JoinedRows
  var clone: JoinedRows
  /// From the child to the ancestor.
  var tables: [TableID]

  var hops: Int { tables.count - 1 }
  var ancestor: TableID { tables[tables.count - 1] }

  func extended(to table: TableID, real: [Int32], clone: [Int32]) -> AncestorLine {
    AncestorLine(
      real: self.real.extended(real),
      clone: self.clone.extended(clone),
      tables: tables + [table]
    )
  }
}
