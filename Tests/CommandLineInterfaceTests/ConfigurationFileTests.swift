import Foundation
import PgSynth
import Testing

@testable import CommandLineInterface

@Suite struct ConfigurationFileTests {
  private func problem(_ yaml: String) -> String {
    do {
      _ = try ConfigurationFile.parse(yaml, file: "pgsynth.yaml")
      return "no problem"
    } catch {
      #expect(error.code == .usage)
      return error.description
    }
  }

  @Test func readsRelationships() throws {
    let settings = try ConfigurationFile.parse(
      """
      relationships:
        - table: shop.orders
          columns: customer_id
          references: customers(id)
        - table: comments
          columns: owner_id
          type: owner_type
          references: {Post: posts, "Billing::Invoice": invoices(id)}
      detect-relationships: true
      """,
      file: "pgsynth.yaml"
    )
    #expect(settings.detectsRelationships == true)
    #expect(
      settings.relationships == [
        RelationshipChoice(
          table: "shop.orders",
          columns: ["customer_id"],
          references: .table("customers(id)")
        ),
        RelationshipChoice(
          table: "comments",
          columns: ["owner_id"],
          references: .byType(
            column: "owner_type",
            tables: ["Post": "posts", "Billing::Invoice": "invoices(id)"]
          )
        ),
      ]
    )
    for wrong in [
      "relationships:\n  - table: a\n    columns: b\n", "relationships: a",
      "relationships:\n  - table: a\n    columns: b\n    references: c\n    on-delete: x\n",
    ] {
      #expect(problem(wrong).contains("must be a list of entries with table, columns, references"))
    }
  }

  @Test func readsRules() throws {
    let settings = try ConfigurationFile.parse(
      """
      rules:
        off: [orders.total, "orders: a <= b"]
        add: "orders: c = a * b"
      """,
      file: "pgsynth.yaml"
    )
    let rules = RuleSettings(off: ["orders.total", "orders: a <= b"], added: ["orders: c = a * b"])
    #expect(settings.rules == rules)
    for wrong in ["rules: a", "rules:\n  of: a\n"] {
      #expect(problem(wrong).contains("must be lists off and add of texts"))
    }
  }

  @Test func readsEveryKey() throws {
    let settings = try ConfigurationFile.parse(
      """
      source: postgresql://app@db.example/shop
      target: postgresql://app@staging.example/shop
      source-schema: [public, billing]
      target-schema:
        billing: billing_staging
      tables: ["orders*", customers]
      exclude: "*_log"
      scale: 0.1
      rows:
        orders: 5000
      seed: 42
      effort: fast
      engine: independent
      jobs: 4
      fit-rows: 1000
      empty-tables: 30
      schema-only-source: true
      reference-tables: [countries, public.currencies]
      strict: true
      replace: true
      quality-schema: scores
      lock-timeout: 5
      statement-timeout: 2.5
      """,
      file: "pgsynth.yaml"
    )
    var expected = CloneSettings()
    expected.source = "postgresql://app@db.example/shop"
    expected.target = .connection("postgresql://app@staging.example/shop")
    expected.sourceSchemas = ["public", "billing"]
    expected.targetSchemas = .renamed(["billing": "billing_staging"])
    expected.tables = ["orders*", "customers"]
    expected.excluded = ["*_log"]
    expected.scale = 0.1
    expected.rowCounts = ["orders": 5000]
    expected.seed = 42
    expected.effort = .fast
    expected.synthesizer = .independent
    expected.jobs = 4
    expected.fitRows = 1000
    expected.emptyTableRows = 30
    expected.schemaOnlySource = true
    expected.referenceTables = .named(["countries", "public.currencies"])
    expected.strict = true
    expected.replacesTarget = true
    expected.qualitySchema = "scores"
    expected.lockTimeoutSeconds = 5
    expected.statementTimeoutSeconds = 2.5
    #expect(settings == expected)
  }

  @Test func readsChoicesForSingleTables() throws {
    let settings = try ConfigurationFile.parse(
      """
      tables:
        orders: {synthesizer: independent}
        shop.stock: {synthesizer: uniform, marginals: nearest}
      columns:
        orders.total: {marginal: log-laplace, transform: logit-scaler}
      """,
      file: "pgsynth.yaml"
    )
    #expect(settings.tables == nil)
    #expect(
      settings.tableChoices == [
        "orders": TableChoices(synthesizer: .independent),
        "shop.stock": TableChoices(synthesizer: .uniform, marginals: .nearest),
      ]
    )
    #expect(
      settings.columnChoices == [
        "orders.total": ColumnChoices(marginal: .logLaplace, transform: .logitScaler)
      ]
    )
    #expect(
      problem("columns:\n  orders.total: {marginal: cauchy}\n").contains(
        "must be lines `table.column: {marginal: codes, nearest, normal, "
      )
    )
    for wrong in [
      "tables:\n  orders: {synthesizer: magic}\n", "tables:\n  orders: {model: trees}\n",
      "tables: {orders: trees}\n",
    ] {
      #expect(problem(wrong).contains("lines `table: {synthesizer: trees, "), "\(problem(wrong))")
    }
    #expect(
      problem("engine: magic\n").contains(
        "engine must be trees, gaussian-copula, hma, independent or uniform"
      )
    )
  }

  @Test func readsShortForms() throws {
    let settings = try ConfigurationFile.parse(
      "source-schema: public\ntarget-schema: staging\nreference-tables: none\n",
      file: "pgsynth.yaml"
    )
    #expect(settings.sourceSchemas == ["public"])
    #expect(settings.targetSchemas == .only("staging"))
    #expect(settings.referenceTables == ReferenceTablesChoice.none)
  }

  @Test func theExampleOfTheReferenceIsValid() throws {
    let parts = ConfigurationFile.help.split(separator: "```")
    let example = try #require(parts.first { $0.hasPrefix("yaml\n") }).dropFirst(5)
    let settings = try ConfigurationFile.parse(String(example), file: "example")
    #expect(settings.rowCounts == ["orders": 5000])
    #expect(settings.replacesTarget == false)
  }

  @Test func emptyFilesSayNothing() throws {
    for text in ["", "\n", "# only a remark\n", "---\n"] {
      #expect(try ConfigurationFile.parse(text, file: "pgsynth.yaml") == CloneSettings())
    }
  }

  @Test func namesUnknownKeysWithTheirLine() {
    #expect(
      problem("scale: 1\nscael: 2\n").hasPrefix(
        "pgsynth.yaml line 2: unknown key scael. Known are source, target, source-schema,"
      )
    )
  }

  @Test func namesWrongValuesWithTheirLine() {
    #expect(problem("seed: 1\nscale: much\n") == "pgsynth.yaml line 2: scale must be a number")
    #expect(
      problem("rows:\n  orders: 10\n  lines: many\n")
        == "pgsynth.yaml line 3: rows.lines must be lines `table: number of rows`"
    )
    #expect(
      problem("seed: -1\n") == "pgsynth.yaml line 1: seed must be a whole number, 0 or more"
    )
    #expect(problem("replace: maybe\n") == "pgsynth.yaml line 1: replace must be true or false")
  }

  @Test func namesDuplicates() {
    #expect(problem("seed: 1\nscale: 1\nseed: 2\n").contains("seed stated twice"))
  }

  @Test func refusesTextThatIsNoMapping() {
    #expect(problem("- a\n- b\n") == "pgsynth.yaml must be a list of `name: value` lines")
  }

  @Test func syntaxErrorsNameTheLineAndQuoteNothing() {
    let text = problem("source: postgresql://app:hunter2@db/shop\nscale: [1\n")
    #expect(text.hasPrefix("pgsynth.yaml line "))
    #expect(!text.contains("hunter2"))
  }

  @Test func aNamedFileMustExist() {
    do {
      _ = try ConfigurationFile.settings(explicitly: "/nowhere/pgsynth.yaml")
      Issue.record("no error")
    } catch {
      #expect(error.code == .usage)
      #expect(
        error.description == "the configuration file /nowhere/pgsynth.yaml does not exist"
      )
    }
  }
}
