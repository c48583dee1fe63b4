import Metadata
import PostgresClient
import Synchronization
import TableData
import TestSupport
import Testing

@testable import SchemaIntrospection

@Suite struct SnapshotReaderTests {
  private let schema = """
    CREATE TABLE a (id int); CREATE TABLE b (id int); CREATE TABLE c (id int);
    INSERT INTO a SELECT generate_series(1, 100000);
    INSERT INTO b SELECT generate_series(1, 200);
    INSERT INTO c SELECT generate_series(1, 30);
    """

  @Test(arguments: [1, 2, 8])
  func everySessionSeesTheSameSnapshot(jobs: Int) throws {
    try withScratchDatabase { database in
      try database.run(schema)
      let reader = try SnapshotReader(database.settings, jobs: jobs)
      defer { reader.close() }
      let metadata = try SchemaIntrospector(reader.connection).metadata()
      try database.run("INSERT INTO b SELECT generate_series(1, 50); DELETE FROM c")
      let rows = try reader.rows(of: metadata.tables)
      #expect(metadata.tables.map { rows[$0.id]?.rowCount } == [100_000, 200, 30])
    }
  }

  @Test func progressCountsRows() throws {
    try withScratchDatabase { database in
      try database.run(schema)
      let reader = try SnapshotReader(database.settings, jobs: 2)
      defer { reader.close() }
      let metadata = try SchemaIntrospector(reader.connection).metadata()
      let last = Mutex<[TableID: Int]>([:])
      _ = try reader.rows(of: metadata.tables) { table, rows in
        last.withLock { seen in
          #expect(rows >= seen[table] ?? 0)
          seen[table] = rows
        }
      }
      #expect(last.withLock { $0.values.sorted() } == [30, 200, 100_000])
    }
  }

  @Test(arguments: [1, 2])
  func anErrorNamesTheTableAndNoValue(jobs: Int) throws {
    try withScratchDatabase { database in
      try database.run(schema)
      let reader = try SnapshotReader(database.settings, jobs: jobs)
      defer { reader.close() }
      let metadata = try SchemaIntrospector(reader.connection).metadata()
      try database.run("ALTER TABLE b RENAME TO was_b")
      let error = #expect(throws: IntrospectionError.self) {
        try reader.rows(of: metadata.tables)
      }
      #expect(error?.code == .serverFailed)
      #expect(error?.message.hasPrefix("reading public.b: ") == true)
      #expect(error?.underlying?.sqlState == "42P01")
    }
  }

  @Test func retryableErrorsStartAgainOnANewSnapshot() throws {
    try withScratchDatabase { database in
      try database.run(schema)
      let conflict = IntrospectionError(
        PostgresError(.queryFailed, "canceling statement", sqlState: "40001"),
        while: "reading a"
      )
      var attempts = 0
      var retries = 0
      let result = try SnapshotReader.reading(
        database.settings,
        pause: 0,
        onRetry: { _ in retries += 1 }
      ) {
        reader in
        attempts += 1
        guard attempts == 3 else { throw conflict }
        return try SchemaIntrospector(reader.connection).metadata().tables.count
      }
      #expect([result, attempts, retries] == [3, 3, 2])
      attempts = 0
      #expect(throws: IntrospectionError.self) {
        try SnapshotReader.reading(database.settings, attempts: 2, pause: 0) { _ in
          attempts += 1
          throw conflict
        }
      }
      #expect(attempts == 2)
    }
  }

  @Test func theSessionsRefuseToWrite() throws {
    try withScratchDatabase { database in
      try database.run(schema)
      let reader = try SnapshotReader(database.settings)
      defer { reader.close() }
      let error = #expect(throws: PostgresError.self) {
        try reader.connection.execute("DELETE FROM public.a")
      }
      #expect(error?.code == .readOnly)
    }
  }
}
