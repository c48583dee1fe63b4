package import Metadata
package import QualityMetrics

/// All that a report shows.
package struct ReportContents: Sendable {
  /// A rule that the rows obey, with the rows behind it.
  package struct Rule: Hashable, Sendable {
    package var table: TableID
    package var kind: String
    package var condition: String
    package var rows: Int
    package var exceptions: Int

    package init(table: TableID, kind: String, condition: String, rows: Int, exceptions: Int) {
      self.table = table
      self.kind = kind
      self.condition = condition
      self.rows = rows
      self.exceptions = exceptions
    }
  }

  /// Lines under a heading: what was not compared, what was copied.
  package struct Note: Hashable, Sendable {
    package var title: String
    package var lines: [String]

    package init(title: String, lines: [String]) {
      self.title = title
      self.lines = lines
    }
  }

  /// What a run was about.
  package struct Detail: Hashable, Sendable {
    package var name: String
    package var value: String

    package init(_ name: String, _ value: String) {
      self.name = name
      self.value = value
    }
  }

  /// Both sides in words, without passwords.
  package var source: String
  package var target: String
  package var metadata: DatabaseMetadata
  package var quality: QualityReport
  package var plots: DatabasePlots
  /// Whether rows were held out of what made the clone.
  package var measuresPrivacy: Bool
  /// Nil where nobody looked for rules.
  package var rules: [Rule]?
  /// Those without lines are left out.
  package var notes: [Note]
  package var details: [Detail]

  package init(
    source: String,
    target: String,
    metadata: DatabaseMetadata,
    quality: QualityReport,
    plots: DatabasePlots,
    measuresPrivacy: Bool,
    rules: [Rule]? = nil,
    notes: [Note] = [],
    details: [Detail] = []
  ) {
    self.source = source
    self.target = target
    self.metadata = metadata
    self.quality = quality
    self.plots = plots
    self.measuresPrivacy = measuresPrivacy
    self.rules = rules
    self.notes = notes
    self.details = details
  }
}
