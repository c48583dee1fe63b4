import Metadata
import QualityMetrics

/// Foreign keys: children per parent, and how siblings follow each other.
struct RelationshipsSection {
  let contents: ReportContents

  var section: PageSection {
    let plots = Dictionary(
      contents.plots.relationships.map { ($0.key, $0) },
      uniquingKeysWith: { first, _ in first }
    )
    let relationships = contents.quality.relationships.sorted {
      ($0.cardinalityShapeSimilarity ?? 2, $0.key.child, $0.key.name)
        < ($1.cardinalityShapeSimilarity ?? 2, $1.key.child, $1.key.name)
    }
    guard !relationships.isEmpty else {
      return PageSection(id: "keys", title: "Foreign keys", parts: [])
    }
    var parts: [PagePart] = [
      .fixed(
        """
        <p class="lead">How many children each parent has, lowest scores first. The last bar is open, so that no large family \
        can be told apart.</p><div class="plots">
        """
      )
    ]
    for (place, relationship) in relationships.enumerated() {
      parts += item(relationship, plots[relationship.key], id: "k\(place)")
    }
    parts.append(.fixed("</div>"))
    if let families = FamilyTable(relationships: relationships).html {
      parts.append(.fixed(families))
    }
    let sequences = relationships.flatMap { relationship in
      (plots[relationship.key]?.sequences ?? []).map { (relationship.key, $0) }
    }
    if !sequences.isEmpty {
      parts.append(
        .fixed(
          """
          <h3 class="sub">Sequences</h3><p class="lead">Rows of a parent in their order: the mean of a number at each \
          position, with a standard deviation to each side.</p><div class="plots">
          """
        )
      )
      for (place, (key, sequence)) in sequences.enumerated() {
        parts += item(sequence, key, id: "q\(place)")
      }
      parts.append(.fixed("</div>"))
    }
    return PageSection(id: "keys", title: "Foreign keys", parts: parts)
  }

  private func item(
    _ relationship: RelationshipQuality,
    _ plots: RelationshipPlots?,
    id: String
  ) -> [PagePart] {
    let key = relationship.key
    let score = relationship.cardinalityShapeSimilarity
    var remarks = [
      """
      Children per parent: \(ScoreText.mean(relationship.realMeanChildren)) real, \
      \(ScoreText.mean(relationship.cloneMeanChildren)) clone. Integrity \
      \(ScoreText.score(relationship.referentialIntegrity))
      """
    ]
    if (relationship.realNullRate ?? 0) > 0 || (relationship.cloneNullRate ?? 0) > 0 {
      remarks.append(
        """
        Without a parent: \(NumberFormat.percent(relationship.realNullRate)) real, \
        \(NumberFormat.percent(relationship.cloneNullRate)) clone
        """
      )
    }
    let plot: PagePart =
      if let children = plots?.children {
        .plot(
          BarTable(
            caption: "Children per parent of \(key.text)",
            head: "Children",
            bars: children.bars.map {
              BarTable.Bar(label: Self.label($0), real: $0.real, clone: $0.clone)
            }
          ).html,
          informativeness: 1.1 - (score ?? 1)
        )
      } else {
        .fixed("<p class=\"note\">Too few units for a plot.</p>")
      }
    return [
      .fixed(
        """
        <article class="item"><header><div><h3>\(key.child.name) → \(key.parent.name)</h3><span class="note">\
        \(key.childColumns.joined(separator: ", "))</span></div>\(ScoreLevel.chip(score))</header>
        """
      ), plot, .fixed("<p class=\"note\">\(remarks.joined(separator: ". ")).</p></article>\n"),
    ]
  }

  private func item(_ sequence: SiblingSequence, _ key: ForeignKey, id: String) -> [PagePart] {
    func lag(_ value: Double?) -> String { NumberFormat.fixed(value ?? .nan, decimals: 2) }
    let plot = SequencePlot(id: id, table: key.child.name, sequence: sequence)
    let apart = abs((sequence.realLag ?? 0) - (sequence.cloneLag ?? 0))
    return [
      .fixed(
        """
        <article class="item"><header><div><h4>\(key.child.name).\(sequence.column)</h4><span class="note">under \
        \(key.parent.name), by \(sequence.order)</span></div></header>
        """
      ), .plot(plot.html, informativeness: 0.3 + apart),
      .fixed(
        """
        <p class="note">Correlation with the row before: \(lag(sequence.realLag)) real, \(lag(sequence.cloneLag)) clone.\
        </p></article>
        """
      ),
    ]
  }

  private static func label(_ bar: ChildCounts.Bar) -> String {
    guard let most = bar.most else {
      return bar.fewest == 0 ? "any number" : "\(bar.fewest) or more"
    }
    return most == bar.fewest ? "\(most)" : "\(bar.fewest)–\(most)"
  }
}
