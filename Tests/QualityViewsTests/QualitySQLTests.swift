import Testing

@testable import QualityViews

@Suite struct QualitySQLTests {
  @Test(arguments: [
    ("SELECT * FROM pgsynth.runs", "SELECT * FROM \"x\".runs"),
    ("ON PGSYNTH.runs", "ON \"x\".runs"),
    ("\"pgsynth\".runs", "\"x\".runs"),
    ("\"Pgsynth\".runs", "\"Pgsynth\".runs"),
    ("pgsynth_2.runs, my_pgsynth.runs", "pgsynth_2.runs, my_pgsynth.runs"),
    ("'pgsynth' || 'it''s pgsynth'", "'pgsynth' || 'it''s pgsynth'"),
    ("-- pgsynth\npgsynth.a", "-- pgsynth\n\"x\".a"),
    ("/* pgsynth */pgsynth.a/**/", "/* pgsynth */\"x\".a/**/"),
    ("$1::pgsynth.t", "$1::\"x\".t"),
    ("'open pgsynth", "'open pgsynth"),
  ])
  func onlyWholeIdentifiersAreReplaced(before: String, after: String) {
    let replacement = IdentifierReplacement(of: "pgsynth", with: "\"x\"")
    #expect(replacement.applied(to: before) == after)
  }

  @Test(arguments: QualitySQL.allCases)
  func everyStatementIsEmbedded(statement: QualitySQL) {
    #expect(!statement.text(schema: "pgsynth").isEmpty)
    let code = statement.text(schema: "other").split(separator: "\n")
      .filter { !$0.hasPrefix("--") && !$0.contains("'") }
    #expect(!code.joined().contains("pgsynth."))
  }
}
