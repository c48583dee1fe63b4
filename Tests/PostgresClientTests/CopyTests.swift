import PostgresClient
import TestSupport
import Testing

@Suite struct CopyTests {
  /// Ends the session from outside, as a crash or an administrator would.
  private func terminate(_ connection: PostgresConnection, in database: ScratchDatabase) throws {
    _ = try database.rows("SELECT pg_terminate_backend(\(connection.backendProcessID), 5000)")
  }

  @Test func textRowsComeBackEscaped() throws {
    let texts: [String?] = [
      "plain", "", nil, "\\N", "\\.", "tab\there", "line\nbreak\r\n", "back\\slash",
      "\u{8}\u{B}\u{C}",
      "schön 🙂",
    ]
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (n integer, a text, b text)")
      var writer = TextCopyWriter()
      for (index, text) in texts.enumerated() {
        writer.field(String(index))
        writer.field(text)
        writer.field(text)
        writer.endRow()
      }
      let stream = try connection.copyIn("COPY public.t FROM STDIN")
      try writer.flush(to: stream)
      #expect(writer.count == 0)
      #expect(try stream.finish() == texts.count)
      let result = try connection.query("SELECT a, b FROM public.t ORDER BY n")
      #expect(result.column(0) == texts)
      #expect(result.column(1) == texts)
    }
  }

  @Test func millionsOfBytesStreamBothWays() throws {
    let rows = 200_000
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer, b text)")
      let stream = try connection.copyIn("COPY public.t FROM STDIN (FORMAT binary)")
      var writer = BinaryCopyWriter()
      writer.header()
      for row in 0..<rows {
        writer.beginRow(fieldCount: 2)
        writer.int32(Int32(row))
        writer.text("row number \(row)")
        try writer.flushIfFull(to: stream)
      }
      writer.trailer()
      try writer.flush(to: stream)
      #expect(try stream.finish() == rows)

      var reader = BinaryCopyReader()
      var sum: Int64 = 0
      var count = 0
      try connection.copyOut("COPY public.t TO STDOUT (FORMAT binary)") { bytes in
        try reader.read(bytes) { tuple in
          sum += try tuple[0]?.integer() ?? 0
          count += 1
        }
      }
      try reader.finish()
      #expect(count == rows)
      #expect(sum == Int64(rows) * Int64(rows - 1) / 2)
    }
  }

  @Test func aReaderThatThrowsStopsTheCopy() throws {
    struct Enough: Error {}
    try withScratchDatabase { database in
      let connection = try database.connection()
      var messages = 0
      #expect(throws: Enough.self) {
        try connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
          messages += 1
          if messages == 10 { throw Enough() }
        }
      }
      #expect(messages == 10)
      #expect(try connection.query("SELECT 1").int(0, 0) == 1)
    }
  }

  @Test func anAbandonedStreamLeavesNoRow() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer)")
      do {
        let stream = try connection.copyIn("COPY public.t FROM STDIN")
        try stream.send(Array("1\n2\n".utf8))
      }
      #expect(try connection.query("SELECT count(*) FROM public.t").int(0, 0) == 0)
    }
  }

  @Test func copyInTheWrongDirectionIsMisuse() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer)")
      let statements = ["COPY public.t FROM STDIN", "SELECT 1", ""]
      for statement in statements {
        let error = try #require(throws: PostgresError.self) {
          try connection.copyOut(statement) { _ in }
        }
        #expect(error.code == .misuse, "\(statement)")
      }
      #expect(throws: PostgresError.self) { try connection.copyIn("COPY public.t TO STDOUT") }
      #expect(throws: PostgresError.self) { try connection.execute("COPY public.t FROM STDIN") }
      #expect(throws: PostgresError.self) { try connection.execute("COPY public.t TO STDOUT") }
      #expect(try connection.query("SELECT 1").int(0, 0) == 1)
    }
  }

  @Test func copyOfAMissingTableIsTheServersError() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let out = try #require(throws: PostgresError.self) {
        try connection.copyOut("COPY public.nowhere TO STDOUT") { _ in }
      }
      #expect(out.sqlState == "42P01")
      let incoming = try #require(throws: PostgresError.self) {
        try connection.copyIn("COPY public.nowhere FROM STDIN")
      }
      #expect(incoming.sqlState == "42P01")
    }
  }

  @Test func connectionLostWhileReading() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      var isTerminated = false
      let error = try #require(throws: PostgresError.self) {
        try connection.copyOut("COPY (SELECT generate_series(1, 100000000)) TO STDOUT") { _ in
          guard !isTerminated else { return }
          isTerminated = true
          // The backend is blocked on our full socket until we read on, so do not wait for its end.
          _ = try database.rows("SELECT pg_terminate_backend(\(connection.backendProcessID))")
        }
      }
      #expect(error.code == .connectionLost)
      #expect(!connection.isUsable)
    }
  }

  @Test func connectionLostWhileWriting() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer)")
      let stream = try connection.copyIn("COPY public.t FROM STDIN")
      try stream.send(Array("1\n".utf8))
      try terminate(connection, in: database)
      let block = [UInt8](repeatElement(Array("12345678\n".utf8), count: 50_000).joined())
      let error = try #require(throws: PostgresError.self) {
        // Noticed soon, not only at the end of an endless stream.
        for _ in 0..<1000 { try stream.send(block) }
      }
      #expect(error.code == .connectionLost)
      #expect(error.sqlState == nil || error.sqlState == "57P01")
      #expect(try database.rows("SELECT count(*) FROM public.t") == [["0"]])
    }
  }

  @Test func connectionLostAtTheEndOfWriting() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (a integer)")
      let stream = try connection.copyIn("COPY public.t FROM STDIN")
      try terminate(connection, in: database)
      let error = try #require(throws: PostgresError.self) { try stream.finish() }
      #expect(error.code == .connectionLost)
    }
  }

  @Test func connectionLostInAQuery() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let error = try #require(throws: PostgresError.self) {
        try connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")
      }
      #expect(error.code == .connectionLost)
      #expect(error.sqlState == "57P01")
      let next = try #require(throws: PostgresError.self) { try connection.execute("SELECT 1") }
      #expect(next.code == .connectionLost)
    }
  }
}
