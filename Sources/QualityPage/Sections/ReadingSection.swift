/// How the page is to be read.
enum ReadingSection {
  static let section = PageSection(
    id: "reading",
    title: "How to read this",
    parts: [
      .fixed(
        """
        <dl class="run">\
        <dt>Scores</dt><dd>lie between 0 and 1; 1 is identical. Close is 0.9 and more, fair 0.75, weak 0.5. They are rounded \
        down, and have the names and values of SDMetrics where SDMetrics has them.</dd>\
        <dt>Columns</dt><dd>KSComplement for numbers, dates and times: one minus the largest gap between both cumulative curves. \
        TVComplement for categories: one minus half the sum of differences of their shares. Texts that hardly repeat are compared \
        by their lengths.</dd>\
        <dt>Pairs</dt><dd>CorrelationSimilarity for two numbers, ContingencySimilarity otherwise. In shared bins: both sides \
        counted in bins of the real side, which also sees shifts and curves.</dd>\
        <dt>Tests</dt><dd>p is how likely two samples of the same rows differ as much. It takes rows for independent and says \
        nothing of how much they differ: the larger the tables, the smaller p, whatever the clone.</dd>\
        <dt>Children per parent</dt><dd>CardinalityShapeSimilarity: KSComplement of the numbers of children, childless parents \
        included.</dd>\
        <dt>Across tables</dt><dd>SharedBinContingency of each column of the child with each of its ancestors; one minus half \
        the difference of the correlations with the row before; KSComplement of the numbers of different values.</dd>\
        <dt>Distributions</dt><dd>The filled area is the real side, the outlined steps are the clone; both have area 1, so that \
        bins of different width can be compared. The two lines below are the cumulative shares. The outermost bins also hold \
        what lies beyond them.</dd>\
        <dt>Protection</dt><dd>No bin, bar or cell of the real side has fewer units behind it than stated: smaller ones are \
        joined with their neighbours or counted as other values. A unit is a person, a customer or whatever a row hangs on. \
        Means and spreads are taken after cutting off the extremes.</dd>\
        <dt>Chance</dt><dd>Two samples of the same database do not score 1 either; in tables of a few rows even 0.6 can be \
        chance.</dd></dl>
        """
      )
    ]
  )
}
