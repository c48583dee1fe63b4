import ArgumentParser
import PgSynth
import Testing

@testable import CommandLineInterface

@Suite struct CloneRequestTests {
  private func request(
    _ arguments: String...,
    file: String = "",
    environment: [String: String] = [:]
  ) throws -> CloneRequest {
    let command = try CloneCommand.parse(arguments)
    let settings = try command.settings.merged(
      over: ConfigurationFile.parse(file, file: "pgsynth.yaml")
    )
    return try CloneRequest(settings, environment: environment, processorCount: 3)
  }

  private func problem(_ arguments: String..., file: String = "") -> String {
    do {
      let settings = try CloneCommand.parse(arguments).settings.merged(
        over: ConfigurationFile.parse(file, file: "pgsynth.yaml")
      )
      _ = try CloneRequest(settings, environment: [:], processorCount: 3)
      return "no problem"
    } catch let error as PgSynthError {
      #expect(error.code == .usage)
      return error.description
    } catch {
      return CloneCommand.message(for: error)
    }
  }

  @Test func flagsBecomeOptions() throws {
    let options = try request(
      "--source",
      "dbname=shop",
      "--target",
      "dbname=twin",
      "--source-schema",
      "a",
      "--source-schema",
      "b",
      "--target-schema",
      "a=x",
      "--tables",
      "a.*",
      "--tables",
      "t,odd\\,name",
      "--exclude",
      "*_log",
      "--scale",
      "0.5",
      "--rows",
      "orders=10",
      "--rows",
      "odd=name=3",
      "--seed",
      "7",
      "--effort",
      "best",
      "--engine",
      "uniform",
      "--fit-rows",
      "100",
      "--empty-tables",
      "20",
      "--schema-only-source",
      "--reference-tables",
      "countries, b.kinds",
      "--replace",
      "--quality-schema",
      "scores",
      "--lock-timeout",
      "1.5",
      "--statement-timeout",
      "60",
      "--strict"
    ).options
    #expect(options.source == "dbname=shop")
    #expect(options.target == "dbname=twin")
    #expect(options.sourceSchemas == ["a", "b"])
    #expect(options.targetSchemas == ["a": "x"])
    #expect(options.tables == ["a.*", "t", "odd\\,name"])
    #expect(options.excluded == ["*_log"])
    #expect(options.scale == 0.5)
    #expect(options.rowCounts == ["orders": 10, "odd=name": 3])
    #expect(options.seed == 7)
    #expect(options.effort == .best)
    #expect(options.synthesizer == .uniform)
    #expect(options.jobs == 3)
    #expect(options.fitRows == 100)
    #expect(options.emptyTableRows == 20)
    #expect(!options.readsRows)
    #expect(options.referenceTables == .named(["countries", "b.kinds"]))
    #expect(options.replacesTarget)
    #expect(options.isStrict)
    #expect(options.qualitySchema == "scores")
    #expect(options.lockTimeoutSeconds == 1.5)
    #expect(options.statementTimeoutSeconds == 60)
  }

  @Test func choicesForColumnsWinOverThoseForTheirTables() throws {
    var settings = CloneSettings()
    settings.source = "dbname=shop"
    settings.target = .schema("twin")
    settings.tableChoices = ["orders": TableChoices(synthesizer: .gaussianCopula, marginals: .beta)]
    settings.columnChoices = [
      "orders.total": ColumnChoices(marginal: .gamma, transform: .logScaler)
    ]
    let options = try CloneRequest(settings).options
    #expect(options.tableSynthesizers == ["orders": .gaussianCopula])
    #expect(options.transforms == ["orders.total": .logScaler])
    #expect(options.marginals == ["orders": .beta, "orders.total": .gamma])
  }

  @Test(arguments: [
    ("staging", TargetChoice.schema("staging")), ("Schöma 1", .schema("Schöma 1")),
    ("dbname=staging", .connection("dbname=staging")),
    ("postgresql://h/db", .connection("postgresql://h/db")),
  ])
  func aBareWordIsASchema(text: String, expected: TargetChoice) {
    #expect(TargetChoice(text) == expected)
  }

  @Test func aBareTargetNamesTheOnlySchema() throws {
    let known = try request("--source", "s", "--source-schema", "public", "--target", "staging")
    #expect(known.options.target == nil)
    #expect(known.options.targetSchemas == ["public": "staging"])
    #expect(known.onlyTargetSchema == nil)
    let unknown = try request("--source", "s", "--target", "staging")
    #expect(unknown.onlyTargetSchema == "staging")
  }

  @Test func flagsWinOverTheFile() throws {
    let file = """
      source: dbname=a
      target: twin
      scale: 0.1
      rows: {orders: 1, lines: 2}
      replace: true
      """
    let options = try request(
      "--scale",
      "2",
      "--rows",
      "orders=9",
      "--no-replace",
      "--source-schema",
      "public",
      file: file
    ).options
    #expect(options.source == "dbname=a")
    #expect(options.targetSchemas == ["public": "twin"])
    #expect(options.scale == 2)
    #expect(options.rowCounts == ["orders": 9, "lines": 2])
    #expect(!options.replacesTarget)
  }

  @Test func schemaNamesOnEitherSideReplaceEachOther() throws {
    let byTarget = try request(
      "--source",
      "s",
      "--target",
      "x",
      file: "target-schema: {public: y}\n"
    )
    #expect(byTarget.onlyTargetSchema == "x")
    let byNames = try request("--source", "s", "--target-schema", "public=x", file: "target: y\n")
    #expect(byNames.options.targetSchemas == ["public": "x"])
    #expect(byNames.onlyTargetSchema == nil)
  }

  @Test func theEnvironmentCanNameTheSource() throws {
    let found = try request("--target", "x", environment: ["PGDATABASE": "shop"])
    #expect(found.options.source == "")
    #expect(problem("--target", "x").hasPrefix("--source is missing: say which database to read"))
  }

  @Test func aMissingTargetTeaches() {
    #expect(
      problem("--source", "dbname=shop") == """
        --target is missing: say where the clone goes, for example
          --target staging
              into the schema staging, beside the source in the same database
          --target postgresql://app@db.example/shop_staging
              into another database, under the schemas' own names
        """
    )
  }

  @Test func contradictionsAreRefused() {
    let start = ["--source", "s"]
    func check(_ arguments: String..., expect expected: String) {
      do {
        let settings = try CloneCommand.parse(start + arguments).settings
        _ = try CloneRequest(settings, environment: [:], processorCount: 3)
        Issue.record("accepted: \(arguments)")
      } catch let error as PgSynthError {
        #expect(error.code == .usage)
        #expect(error.description.contains(expected), "\(error.description)")
      } catch {
        #expect(CloneCommand.message(for: error).contains(expected))
      }
    }
    check("--target", "x", "--target-schema", "y", expect: "both name a schema")
    check(
      "--target",
      "x",
      "--source-schema",
      "a",
      "--source-schema",
      "b",
      expect: "name each: --target-schema a=x_a --target-schema b=x_b"
    )
    check("--target-schema", "a=x", "--target-schema", "b=x", expect: "same target schema")
    check("--target-schema", "a=x", "--target-schema", "y", expect: "must be source=target")
    check("--target-schema", "a=x", "--source-schema", "b", expect: "not among the source schemas")
    check("--target-schema", "a=a", "--source-schema", "a", expect: "would overwrite the source")
    check("--target", "a", "--source-schema", "a", expect: "would overwrite the source")
    check("--target", "pgsynth", "--source-schema", "a", expect: "holds the quality views")
    check("--target", "pg_twin", expect: "PostgreSQL keeps this schema name")
    check("--target", String(repeating: "ü", count: 32), expect: "at most 63 bytes")
    check("--target", "x", "--scale", "0", expect: "--scale 0.0: must be a number above 0")
    check("--target", "x", "--scale", "nan", expect: "must be a number above 0")
    check("--target", "x", "--scale", "much", expect: "The value 'much' is invalid")
    check("--target", "x", "--jobs", "0", expect: "--jobs 0: must be 1 or more")
    check("--target", "x", "--fit-rows", "0", expect: "--fit-rows 0: must be 1 or more")
    check("--target", "x", "--rows", "orders", expect: "must be table=number, as in orders=5000")
    check("--target", "x", "--rows", "orders=many", expect: "must be table=number")
    check("--target", "x", "--rows", "orders=-1", expect: "must be 0 or more")
    check("--target", "x", "--rows", "o=1", "--rows", "o=2", expect: "named twice")
    check("--target", "x", "--lock-timeout=-1", expect: "must be seconds")
    check("--target", "x", "--quiet", "--verbose", expect: "contradict each other")
  }
}
