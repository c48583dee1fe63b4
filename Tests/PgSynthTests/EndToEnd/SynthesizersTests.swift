import Foundation
import PgSynth
import TestSupport
import Testing

/// `--engine`, and `synthesizer` of single tables.
@Suite struct SynthesizersTests {
  private struct Plan: Decodable {
    struct Table: Decodable {
      var table: String
      var synthesizer: String?
      var models: String?
    }
    var tables: [Table]
  }

  /// Persons whose town decides their language, with visits whose price follows from their length, and visits' notes.
  private static let practice = """
    CREATE SCHEMA shop;
    CREATE TABLE shop.person (
      id serial PRIMARY KEY, email text NOT NULL UNIQUE, town text NOT NULL, language text NOT NULL, height numeric(5,1)
    );
    CREATE TABLE shop.visit (
      id serial PRIMARY KEY, person_id integer NOT NULL REFERENCES shop.person,
      minutes integer NOT NULL CHECK (minutes > 0), price numeric(8,2) NOT NULL, began timestamp NOT NULL,
      ended timestamp, room integer, UNIQUE (person_id, began), CHECK (ended > began)
    );
    INSERT INTO shop.person (email, town, language, height)
      SELECT 'p' || n || '@mail.example', (ARRAY['Oslo', 'Rome', 'Lima'])[n % 3 + 1],
        (ARRAY['no', 'it', 'es'])[n % 3 + 1], CASE WHEN n % 4 > 0 THEN 160 + n * 37 % 400 / 10.0 END
      FROM generate_series(1, 400) AS n;
    INSERT INTO shop.visit (person_id, minutes, price, began, ended, room)
      SELECT 1 + n * 7 % 400, 5 + n * 13 % 50, 2.5 * (5 + n * 13 % 50), timestamp '2021-01-01' + n * interval '7 hours',
        CASE WHEN n % 5 > 0 THEN timestamp '2021-01-01' + n * interval '7 hours' + (5 + n * 13 % 50) * interval '1 minute' END,
        nullif(n % 7, 0)
      FROM generate_series(1, 1200) AS n;
    """

  /// What holds of a clone by any synthesizer: PostgreSQL has checked the constraints, the rest is asked for here.
  private func expectWhole(_ database: ScratchDatabase) throws {
    #expect(
      try database.rows(
        """
        SELECT (SELECT count(*) FROM twin.person), (SELECT count(*) FROM twin.visit),
          (SELECT count(*) FROM twin.visit WHERE price <> 2.5 * minutes),
          (SELECT count(*) FROM twin.visit AS v LEFT JOIN twin.person AS p ON p.id = v.person_id WHERE p.id IS NULL),
          (SELECT count(*) FROM twin.person WHERE email IN (SELECT email FROM shop.person))
        """
      ) == [["400", "1200", "0", "0", "0"]]
    )
    #expect(
      try database.value("SELECT min(integrity) FROM pgsynth.quality") == "1"
    )
  }

  @Test(arguments: CloneOptions.Synthesizer.allCases)
  func clonesAreWholeAndSayWhatMadeThem(synthesizer: CloneOptions.Synthesizer) throws {
    try withScratchDatabase { database in
      try database.execute(Self.practice)
      let outcome = try makeTwin(database) { $0.synthesizer = synthesizer }
      try expectWhole(database)
      let engine = synthesizer == .trees ? "trees-fast" : synthesizer.rawValue
      #expect(try database.value("SELECT engine FROM pgsynth.runs") == engine)
      let plan = try JSONDecoder().decode(Plan.self, from: Data(outcome.planJSON.utf8))
      #expect(plan.tables.map(\.synthesizer) == [synthesizer.rawValue, synthesizer.rawValue])
      #expect(plan.tables.allSatisfy { ($0.models != nil) == (synthesizer == .trees) })
      let name = synthesizer == .trees ? "--effort fast" : synthesizer.rawValue
      #expect(outcome.plan.contains("Models (\(name)): "))
      #expect(outcome.plan.contains(": shop.person, shop.visit."))
    }
  }

  @Test(arguments: CloneOptions.Synthesizer.allCases)
  func theSameSeedGivesTheSameRows(synthesizer: CloneOptions.Synthesizer) throws {
    try withScratchDatabase { database in
      try database.execute(Self.practice)
      let dumps = try [(1, UInt64(4)), (3, 4), (1, 5)].map { jobs, seed in
        try makeTwin(database) {
          $0.synthesizer = synthesizer
          $0.jobs = jobs
          $0.seed = seed
        }
        return try database.dump(of: "twin")
      }
      #expect(dumps[0] == dumps[1])
      #expect(dumps[0] != dumps[2])
    }
  }

  @Test func marginalsStayAndWhatColumnsShareGoes() throws {
    try withScratchDatabase { database in
      try database.execute(Self.practice)
      // A rule keeps language by town otherwise, whatever draws them.
      try makeTwin(database) {
        $0.synthesizer = .independent
        $0.rulesOff = ["person"]
      }
      #expect(
        try database.rows(
          """
          SELECT bool_and(abs(n - 133) < 40),
            (SELECT avg(((town, language) IN (SELECT town, language FROM shop.person))::int) < 0.6 FROM twin.person),
            (SELECT abs(avg((height IS NULL)::int) - 0.25) < 0.1 FROM twin.person)
          FROM (SELECT count(*) AS n FROM twin.person GROUP BY town) AS x
          """
        ) == [["t", "t", "t"]]
      )
    }
  }

  @Test func aTableCanHaveItsOwn() throws {
    try withScratchDatabase { database in
      try database.execute(Self.practice)
      let outcome = try makeTwin(database) { $0.tableSynthesizers = ["visit": .independent] }
      try expectWhole(database)
      #expect(outcome.plan.contains("over what is known") == false)
      #expect(outcome.plan.contains("whatever the others are: shop.visit."))
      #expect(
        try database.rows("SELECT engine, options ->> 'synthesizer visit' FROM pgsynth.runs")
          == [["trees-fast", "independent"]]
      )
    }
  }

  @Test func numbersCanComeFromDistributions() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE SCHEMA shop;
        CREATE TABLE shop.wait (
          id serial PRIMARY KEY, seconds numeric(8,2) NOT NULL CHECK (seconds >= 0), began date NOT NULL, load numeric(6,3)
        );
        INSERT INTO shop.wait (seconds, began, load)
          SELECT round((-20 * ln((n - 0.5) / 1500.0))::numeric, 2), date '2020-01-01' + n * 7 % 1500,
            CASE WHEN n % 5 > 0 THEN round((sin(n) * 10 + n % 7)::numeric, 3) END
          FROM generate_series(1, 1500) AS n;
        """
      )
      let outcome = try makeTwin(database) {
        $0.synthesizer = .gaussianCopula
        $0.marginals = [
          "wait": .nearest, "wait.seconds": .gamma, "shop.wait.began": .uniform,
          "wait.load": .normal,
        ]
        $0.transforms = ["wait.load": .logitScaler]
      }
      #expect(outcome.plan.contains("shop.wait.seconds: drawn from a gamma distribution"))
      #expect(
        outcome.plan.contains("shop.wait.load: drawn from a normal distribution of its logit")
      )
      #expect(outcome.plan.contains("shop.wait.began: drawn from a uniform distribution"))
      #expect(
        try database.rows(
          """
          SELECT count(*) FILTER (WHERE seconds < 0), abs(avg(seconds) - 20) < 2,
            abs(avg((seconds < 13.86)::int) - 0.5) < 0.05, abs(avg((load IS NULL)::int) - 0.2) < 0.04,
            min(began) >= '2020-01-01', max(began) <= '2024-02-09', count(DISTINCT began) > 700
          FROM twin.wait
          """
        ) == [["0", "t", "t", "t", "t", "t", "t"]]
      )
      #expect(
        try database.value("SELECT options ->> 'marginal wait.seconds' FROM pgsynth.runs")
          == "gamma"
      )
    }
  }

  @Test(arguments: [
    ("sale.price", CloneOptions.Synthesizer.gaussianCopula, "no table or column to clone"),
    ("sale.amount", .trees, "is drawn neither by gaussian-copula nor by hma"),
    ("shop.customer.city", .gaussianCopula, "of type text; only numbers and times"),
  ])
  func aMarginalThatChangesNothingIsRefused(
    name: String,
    synthesizer: CloneOptions.Synthesizer,
    reason: String
  ) throws {
    try withShop { database in
      expectRefusal(.usage, saying: "the marginal beta is chosen for \(name), ", reason) {
        try makeTwin(database) {
          $0.synthesizer = synthesizer
          $0.marginals = [name: .beta]
        }
      }
    }
  }

  @Test func aTransformWithoutADistributionIsRefused() throws {
    try withShop { database in
      expectRefusal(.usage, saying: "the transform log-scaler is chosen for sale.amount without") {
        try makeTwin(database) {
          $0.synthesizer = .gaussianCopula
          $0.transforms = ["sale.amount": .logScaler]
        }
      }
    }
  }

  @Test func aChoiceForNoTableIsRefused() throws {
    try withShop { database in
      expectRefusal(.usage, saying: "chosen for sales, which is no table to clone") {
        try makeTwin(database) { $0.tableSynthesizers = ["sales": .uniform] }
      }
    }
  }
}
