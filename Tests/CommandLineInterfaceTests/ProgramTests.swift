import Foundation
import Testing

@testable import CommandLineInterface
@testable import PgSynth

@Suite struct ProgramTests {
  @Test func printsTheVersion() {
    let transcript = Transcript()
    #expect(transcript.run("--version") == 0)
    #expect(transcript.output == "pgsynth \(Clone.version)\n")
    #expect(transcript.errors == "")
  }

  @Test(arguments: ["--help", "help"])
  func helpGoesToStandardOutput(argument: String) {
    let transcript = Transcript()
    #expect(transcript.run(argument) == 0)
    #expect(transcript.output.contains("pgsynth clone --source"))
    #expect(transcript.errors == "")
  }

  @Test func wrongUsageIsStatus2() {
    let transcript = Transcript()
    #expect(transcript.run("clone", "--sorce", "x") == 2)
    #expect(transcript.output == "")
    #expect(
      transcript.errors == """
        pgsynth: Unknown option '--sorce'. Did you mean '--source'?
        See 'pgsynth clone --help'.

        """
    )
  }

  @Test func unknownCommandsAreWrongUsage() {
    let transcript = Transcript()
    #expect(transcript.run("colne") == 2)
    #expect(transcript.errors.hasSuffix("See 'pgsynth --help'.\n"))
  }

  @Test func failuresAreStatus1AndNoSwiftDump() {
    let transcript = Transcript()
    let status = transcript.run("inspect", "--source", "host=/nowhere dbname=x password=hunter2")
    #expect(status == 1)
    #expect(transcript.output == "")
    #expect(transcript.errors.hasPrefix("pgsynth: "))
    #expect(!transcript.errors.contains("PostgresError("))
    #expect(!transcript.errors.contains("hunter2"))
  }

  @Test func metadataAreCheckedAndAnonymized() throws {
    let folder = URL(fileURLWithPath: NSTemporaryDirectory())
      .appending(path: "pgsynth-metadata-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func file(_ name: String, _ text: String) throws -> String {
      let file = folder.appending(path: name)
      try Data(text.utf8).write(to: file)
      return file.path
    }
    let good = try file(
      "good.json",
      #"{"tables": {"people": {"primary_key": "id", "columns": {"id": {"sdtype": "id"}}}}}"#
    )
    let checked = Transcript()
    #expect(checked.run("metadata", "validate", good) == 0)
    #expect(checked.output == "\(good) is valid\n")
    let hidden = Transcript()
    #expect(hidden.run("metadata", "anonymize", good) == 0)
    #expect(hidden.output.contains("table1") && !hidden.output.contains("people"))
    let wrong = Transcript()
    let bad = try file(
      "bad.json",
      #"{"tables": {"people": {"primary_key": "id", "columns": {"id": {"sdtype": "numerical"}}}}}"#
    )
    #expect(wrong.run("metadata", "validate", bad) == 3)
    #expect(wrong.output.contains("people: primary_key id is numerical"))
    let none = Transcript()
    #expect(none.run("metadata", "validate", folder.appending(path: "none.json").path) == 2)
    #expect(none.errors.contains("none.json does not exist"))
  }

  @Test(arguments: ["report", "evaluate", "clone"])
  func reportsThatCannotBeWrittenFailBeforeAnythingIsRead(command: String) {
    let transcript = Transcript()
    let option = command == "report" ? "--output" : "--report"
    let arguments = [
      command, "--source", "host=/nowhere dbname=x", "--target", "host=/nowhere dbname=y",
    ]
    #expect(
      Program.run(arguments + [option, "/nowhere/report.html"], console: transcript.console) == 1
    )
    #expect(
      transcript.errors == """
        pgsynth: \(option) /nowhere/report.html: the file cannot be written. Check the folder and its permissions

        """
    )
  }

  @Test func jsonCarriesErrorsToo() throws {
    let transcript = Transcript()
    #expect(transcript.run("inspect", "--source", "host=/nowhere dbname=x", "--json") == 1)
    let object = try JSONSerialization.jsonObject(with: Data(transcript.output.utf8))
    let error = try #require((object as? [String: [String: String]])?["error"])
    #expect(error["code"] == "failed")
    #expect(transcript.errors.contains(try #require(error["message"])))
  }

  @Test func jsonCarriesUsageErrorsToo() throws {
    let transcript = Transcript()
    #expect(transcript.run("clone", "--source", "dbname=x", "--json") == 2)
    let object = try JSONSerialization.jsonObject(with: Data(transcript.output.utf8))
    #expect((object as? [String: [String: String]])?["error"]?["code"] == "usage")
  }

  @Test func passwordsAreCutOutOfUsageErrors() {
    let transcript = Transcript()
    #expect(transcript.run("inspect", "postgresql://app:hunter2@db/shop") == 2)
    #expect(!transcript.errors.contains("hunter2"))
  }

  @Test func redactionCutsPasswordsOnly() {
    #expect(
      Redaction.withoutPasswords("a postgresql://app:pw@h/db b host=h password='a b' user=u")
        == "a postgresql://app:…@h/db b host=h password=… user=u"
    )
  }
}

@Suite struct EvaluateCommandTests {
  @Test(arguments: [
    ("overal=0.9", "must be score=number, as in overall=0.9. Scores are overall, shapes"),
    ("overall", "must be score=number"), ("overall=much", "much is no number from 0 to 1"),
    ("pairs=90", "90 is no number from 0 to 1"),
  ])
  func wrongThresholdsAreExplained(text: String, reason: String) {
    let transcript = Transcript()
    #expect(
      transcript.run("evaluate", "--source", "x", "--target", "dbname=y", "--threshold", text) == 2
    )
    #expect(transcript.errors.hasPrefix("pgsynth: --threshold \(text): "))
    #expect(transcript.errors.contains(reason))
  }

  @Test func junitNeedsBars() {
    let transcript = Transcript()
    #expect(
      transcript.run("evaluate", "--source", "x", "--target", "dbname=y", "--junit", "q.xml") == 2
    )
    #expect(transcript.errors.contains("name some"))
  }
}

@Suite struct CommandReferenceTests {
  @Test func theReferenceIsUpToDate() throws {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent()
    let page = try String(
      contentsOf: root.appendingPathComponent("docs/command-line.md"),
      encoding: .utf8
    )
    #expect(
      page == CommandReference.markdown,
      "Run: swift run pgsynth reference > docs/command-line.md"
    )
  }
}

@Suite struct CloneReportTests {
  private let outcome = CloneOutcome(
    plan: "the plan\n",
    planJSON: "{\"tables\": []}",
    referenceTables: ["public.countries"],
    omissions: ["view public.v: \"not\" carried"],
    warnings: ["a trigger is off"],
    summary: "the summary\n",
    summaryJSON: "{\"quality\": 0.1}",
    run: 3,
    rowCount: 1_000,
    seconds: [(.read, 1.5), (.generate, 0.75)],
    targetSchemas: ["staging"]
  )

  @Test func textEndsWithWhereToLook() {
    #expect(
      CloneReport(outcome: outcome, options: CloneOptions(source: "")).text == """
        Cloned 1,000 rows into schema staging in 2.3 s (seed 0, run 3)

        the summary

        Copied as they are (reference tables): public.countries

        Not carried over:
          view public.v: "not" carried

        Mind:
          a trigger is off

        Scores in psql on the target: SELECT * FROM pgsynth.quality;

        """
    )
  }

  @Test func aDryRunIsThePlan() {
    var options = CloneOptions(source: "")
    options.isDryRun = true
    let text = CloneReport(outcome: outcome, options: options).text
    #expect(text.hasPrefix("the plan\n"))
    #expect(text.hasSuffix("Dry run: nothing was written.\n"))
  }

  @Test func jsonIsOneObject() {
    #expect(
      CloneReport(outcome: outcome, options: CloneOptions(source: "")).json == """
        {"dry_run": false, "target_schemas": ["staging"], "rows": 1000, "seed": 0, "run": 3, "report": null, \
        "seconds": {"read": 1.5, "generate": 0.75}, "reference_tables": ["public.countries"], "example_tables": [], \
        "emptied_tables": [], "differences": [], "relationships": [], "omissions": ["view public.v: \\"not\\" carried"], "warnings": ["a trigger is off"], "plan": {"tables": []}, \
        "summary": {"quality": 0.1}}
        """
    )
  }
}
