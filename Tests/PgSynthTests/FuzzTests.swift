import Foundation
import RelationalModels
import TableData
import TestSupport
import Testing

@testable import ModelEncoding
@testable import PgSynth

/// Readers of files that nobody vouches for, given files that somebody changed on purpose: they refuse or read them, and
/// generation from what was read ends.
///
/// `scripts/fuzz` runs more rounds, from another seed.
struct FuzzTests {
  /// `PGSYNTH_FUZZ_ROUNDS` and `PGSYNTH_FUZZ_SEED`, or a few seconds' worth of the same ones.
  private static let rounds = number("PGSYNTH_FUZZ_ROUNDS") ?? 30
  private static let seed = number("PGSYNTH_FUZZ_SEED") ?? 1

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }

  @Test
  func `models with changed contents and a right checksum`() throws {
    let file = try withScratchDatabase { database in
      try database.execute(Self.tables)
      var options = CloneOptions(source: try database.connectionString)
      options.effort = .best
      options.referenceTables = .named(["kind"])
      return try SectionFile(
        reading: Fit(options).run { _ in }.model.bytes,
        supported: FittedModel.version
      )
    }
    let items = try file.sections.map { try CBORReader.value(of: $0.content[...]) }
    var readable = 0
    for round in 0..<Self.rounds {
      let seed = UInt64(Self.seed + round)
      var mutation = Mutation(seed: seed)
      // Shown where the process ends.
      FileHandle.standardError.write(Data("fuzz: seed \(seed)\n".utf8))
      let place = mutation.random(file.sections.count)
      let item = mutation.changed(items[place])
      var changed = file
      changed.sections[place].content = item.encoded
      guard let model = try? ModelFile(bytes: changed.encoded).model else { continue }
      readable += 1
      var rows = 0
      _ = try? model.fitted.generate(seed: 1, now: 0) { _, block in
        rows += block.rowCount
        if rows > Self.enoughRows { throw PgSynthError(.cancelled, "enough") }
      }
      _ = try? model.script(in: nil)
    }
    #expect(Self.rounds < 30 || (1..<Self.rounds).contains(readable))
  }

  /// A changed number of rows is no mistake, and may be large.
  private static let enoughRows = 2_000

  @Test
  func `SDV metadata with changed bytes`() throws {
    let text = try withScratchDatabase { database in
      try database.execute(Self.tables)
      return try Inspection(source: database.connectionString).export(withExtras: true).file.json
    }
    for round in 0..<Self.rounds {
      var mutation = Mutation(seed: UInt64(Self.seed + round))
      let changed = mutation.changed(Array(text.utf8))
      guard let file = try? MetadataFile(reading: String(decoding: changed, as: UTF8.self)) else {
        continue
      }
      _ = file.problems
      _ = file.anonymized.json
    }
  }

  private static let tables = """
    CREATE SCHEMA app;
    SET search_path = app;
    CREATE TYPE mood AS ENUM ('sad', 'glad');
    CREATE TABLE kind (code char(2) PRIMARY KEY, name text NOT NULL);
    INSERT INTO kind VALUES ('NO', 'Norway'), ('IT', 'Italy'), ('PE', 'Peru');
    CREATE TABLE person (
      id serial PRIMARY KEY, boss integer REFERENCES person, kind char(2) REFERENCES kind, mood app.mood, email text UNIQUE,
      name text, joined date NOT NULL, height float8, token uuid UNIQUE, tags text[], profile jsonb, stay int4range,
      score numeric(6, 2) CHECK (score >= 0), photo bytea, address inet, code text UNIQUE);
    INSERT INTO person
    SELECT n, nullif(n / 4, 0), (ARRAY['NO', 'IT', 'PE'])[n % 3 + 1], (ARRAY['sad', 'glad'])[n % 2 + 1]::app.mood,
      'p' || n || '@' || (ARRAY['mail', 'post'])[n % 2 + 1] || '.example',
      (ARRAY['Ann', 'Bob', 'Cid', 'Dan'])[n % 4 + 1] || ' ' || (ARRAY['Lee', 'Kim', 'Fox'])[n % 3 + 1] || ' ' || md5(n::text),
      date '2020-01-01' + n, 150 + n * 31 % 500 / 10.0, md5(n::text)::uuid, (ARRAY['a', 'b', 'c'])[1:n % 3 + 1],
      jsonb_build_object('age', 20 + n % 50, 'at', jsonb_build_object('x', n % 4), 'l', to_jsonb(ARRAY[n % 5, 1])),
      int4range(n % 50, n % 50 + 5), n % 97 + 0.25, decode(md5(n::text), 'hex'), ('10.0.0.' || n % 250)::inet,
      'C-' || lpad((n * 917 % 100000)::text, 5, '0')
    FROM generate_series(1, 300) AS n;
    CREATE TABLE item (
      person_id integer REFERENCES person, number integer, sold timestamptz, quantity integer, price numeric(8, 2),
      total numeric(10, 2), note text, other integer REFERENCES person, PRIMARY KEY (person_id, number));
    INSERT INTO item
    SELECT p, n, timestamptz '2021-01-01' + p * interval '3 hours' + n * interval '2 days', 1 + n % 4, 1 + p * n % 20,
      (1 + n % 4) * (1 + p * n % 20), CASE WHEN n % 3 = 0 THEN 'packed by hand no. ' || p % 7 END, 1 + p * 7 % 300
    FROM generate_series(1, 300) AS p, generate_series(1, 1 + p % 4) AS n;
    """
}

/// Changes one place of something at random.
private struct Mutation {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func random(_ count: Int) -> Int { Int(next() % UInt64(max(1, count))) }

  /// One to three bytes replaced, removed or doubled.
  mutating func changed(_ bytes: [UInt8]) -> [UInt8] {
    var bytes = bytes
    for _ in 0...random(3) where !bytes.isEmpty {
      let place = random(bytes.count)
      switch random(4) {
      case 0: bytes[place] = UInt8(truncatingIfNeeded: next())
      case 1: bytes.remove(at: place)
      case 2: bytes.insert(bytes[place], at: place)
      default: bytes[place] = Array("{}[]\",:0".utf8)[random(8)]
      }
    }
    return bytes
  }

  /// The item with one change somewhere inside: what it is made of stays more often than not.
  mutating func changed(_ item: CBORValue) -> CBORValue {
    switch item {
    case .unsigned, .negative: return integer()
    case .real(let value): return .real([0, -1, .nan, .infinity, value * 2, 1e300][random(6)])
    case .bool(let value): return random(4) > 0 ? .bool(!value) : .null
    case .null: return [.unsigned(1), .text(""), .list([]), .map([:])][random(4)]
    case .text(let text):
      return .text(["", text + "x", String(text.dropLast()), "\u{0}"][random(4)])
    case .bytes(let bytes): return .bytes(changed(bytes))
    case .numbers(let numbers): return changed(numbers)
    case .list(var items):
      guard !items.isEmpty else { return .list([.unsigned(0)]) }
      let place = random(items.count)
      switch random(10) {
      case 0: items.remove(at: place)
      case 1: items.append(items[place])
      case 2: items.swapAt(place, random(items.count))
      default: items[place] = changed(items[place])
      }
      return .list(items)
    case .map(var items):
      let keys = items.keys.sorted()
      guard !keys.isEmpty else { return .null }
      let key = keys[random(keys.count)]
      items[key] = random(20) == 0 ? nil : items[key].map { changed($0) }
      return .map(items)
    }
  }

  private mutating func integer() -> CBORValue {
    CBORValue([0, 1, -1, 2, 255, 1_000, Int64(Int32.max), .max, .min][random(9)])
  }

  private mutating func changed(_ numbers: PackedNumbers) -> CBORValue {
    guard var values = numbers.doubles, !values.isEmpty else { return .list([]) }
    let place = random(values.count)
    switch random(8) {
    case 0: values.removeLast()
    case 1: values.append(values[place])
    case 2: values.swapAt(place, random(values.count))
    case 3: values[place] = -1
    case 4: values[place] = 1e9
    case 5: values[place] = .nan
    case 6: values[place] = 0
    default: values[place] += 1
    }
    return .numbers(PackedNumbers(values))
  }
}
