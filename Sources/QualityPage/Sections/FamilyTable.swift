import Metadata
import QualityMetrics

/// How columns hang together across foreign keys, one row for each key.
struct FamilyTable {
  let relationships: [RelationshipQuality]

  /// The scores in their order, with their heads.
  private static let scores: [(head: String, score: @Sendable (FamilyQuality) -> Double?)] = [
    ("parents", \.trendsOneHop), ("grandparents", \.trendsTwoHops),
    ("further", \.trendsFurther), ("sibling to sibling", \.siblingAutocorrelation),
    ("different values", \.distinctPerParent),
  ]

  /// Nil where no foreign key has such a score.
  var html: HTML? {
    let scored = relationships.filter { relationship in
      Self.scores.contains { $0.score(relationship.family) != nil }
    }
    guard !scored.isEmpty else { return nil }
    let rows = scored.map { relationship in
      """
      <tr><th scope="row">\(relationship.key.text)\
      \(Self.scores.map { "<td>\(ScoreLevel.chip($0.score(relationship.family)))" as HTML })
      """ as HTML
    }
    return """
      <h3 class="sub">Across tables</h3><p class="lead">How columns of a child hang together with those of its parent, of the \
      parent’s parents and of ancestors further away; how a row follows the one before it among its siblings; and how many \
      different values the children of a parent have.</p><div class="scroll" role="region" tabindex="0" aria-label="Across \
      tables"><table class="sortable wide-table"><caption class="sr">Scores across foreign keys</caption><thead><tr>\
      <th scope="col">Foreign key\(Self.scores.map { "<th scope=\"col\">\($0.head)" as HTML })<tbody>\(rows)</table></div>
      """
  }
}
