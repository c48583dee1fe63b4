import PostgresClient
import TestSupport
import Testing

@Suite struct BinaryCopyTests {
  /// Loads what `write` writes as one column of the type and returns the server's text of it.
  private func stored(
    _ type: String,
    count: Int = 1,
    _ write: (inout BinaryCopyWriter) throws -> Void
  ) throws -> [String?] {
    try withScratchDatabase { database in
      let connection = try database.connection()
      try connection.execute("CREATE TABLE public.t (n serial, v \(type))")
      var writer = BinaryCopyWriter()
      writer.header()
      try write(&writer)
      writer.trailer()
      let stream = try connection.copyIn("COPY public.t (v) FROM STDIN (FORMAT binary)")
      try writer.flush(to: stream)
      try stream.finish()
      return try connection.query("SELECT v::text FROM public.t ORDER BY n").column(0)
    }
  }

  /// Reads the one-column query through binary COPY, the stream cut into pieces of the given size.
  private func read<Value>(
    _ query: String,
    pieceSize: Int = .max,
    _ decode: (BinaryField) throws -> Value
  ) throws -> [Value?] {
    let connection = try PostgresConnection(
      ScratchServer.shared.settings,
      cancellation: Cancellation()
    )
    var reader = BinaryCopyReader()
    var values: [Value?] = []
    try connection.copyOut("COPY (\(query)) TO STDOUT (FORMAT binary)") { bytes in
      var rest = bytes[...]
      while !rest.isEmpty {
        let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(pieceSize))
        try reader.read(piece) { tuple in values.append(try tuple[0].map(decode)) }
        rest = rest.dropFirst(piece.count)
      }
    }
    try reader.finish()
    return values
  }

  @Test func everyTypeIsWrittenAsTheServerReadsIt() throws {
    try withScratchDatabase { database in
      let connection = try database.connection()
      let types = [
        "int2", "int4", "int8", "float4", "float8", "bool", "numeric", "text", "varchar(9)",
        "bytea", "uuid", "json", "jsonb", "interval", "date", "time", "timestamp", "timestamptz",
        "text",
      ]
      let columns = types.enumerated().map { "c\($0.offset) \($0.element)" }.joined(separator: ", ")
      try connection.execute("CREATE TABLE public.t (\(columns))")
      var writer = BinaryCopyWriter()
      writer.header()
      writer.beginRow(fieldCount: types.count)
      writer.int16(-2)
      writer.int32(.max)
      writer.int64(.min)
      writer.float(1.5)
      writer.double(-0.1)
      writer.bool(true)
      writer.numeric(Int64(-1_234_567), scale: 3)
      writer.text("schön")
      writer.bytes([UInt8]("raw".utf8))
      try writer.bytea("\\x00FFa0")
      try writer.uuid("A0EEBC99-9c0b-4ef8-bb6d-6bb9bd380a11")
      writer.text("{\"a\": 1}")
      writer.jsonb("{\"a\": 1}")
      writer.interval(microseconds: 1_500_000, days: -3, months: 14)
      writer.date(366)
      writer.microseconds(3_600_000_000)
      writer.microseconds(.max)
      writer.microseconds(.min)
      writer.null()
      writer.beginRow(fieldCount: types.count)
      for _ in types { writer.null() }
      writer.trailer()
      let stream = try connection.copyIn("COPY public.t FROM STDIN (FORMAT binary)")
      try writer.flush(to: stream)
      #expect(try stream.finish() == 2)
      let rows = try connection.query("SELECT * FROM public.t").rows
      #expect(
        rows[0] == [
          "-2", "2147483647", "-9223372036854775808", "1.5", "-0.1", "t", "-1234.567", "schön",
          "raw", "\\x00ffa0", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{\"a\": 1}", "{\"a\": 1}",
          "1 year 2 mons -3 days +00:00:01.5", "2001-01-01", "01:00:00", "infinity", "-infinity",
          nil,
        ]
      )
      #expect(rows[1].allSatisfy { $0 == nil })
    }
  }

  @Test(arguments: [1, 3, 7, Int.max]) func streamsMayBeCutAnywhere(_ pieceSize: Int) throws {
    let query = "SELECT CASE WHEN i % 3 > 0 THEN repeat('x', i) END FROM generate_series(0, 50) i"
    let values = try read(query, pieceSize: pieceSize) { $0.text() }
    #expect(
      values == (0...50).map { $0 % 3 > 0 ? String(repeating: "x", count: $0) : nil }
    )
  }

  @Test func everyTypeIsReadAsTheServerWritesIt() throws {
    let integers = "SELECT v FROM (VALUES (1, 7::%), (2, -7::%), (3, NULL)) t (n, v) ORDER BY n"
    for type in ["int2", "int4", "int8"] {
      let query = integers.split(separator: "%", omittingEmptySubsequences: false)
        .joined(separator: type)
      #expect(try read(query) { try $0.integer() } == [7, -7, nil])
    }
    #expect(try read("SELECT 1.5::float4") { try $0.double() } == [1.5])
    #expect(try read("SELECT '-infinity'::float8") { try $0.double() } == [-.infinity])
    #expect(try read("SELECT true") { try $0.bool() } == [true])
    #expect(try read("SELECT '{\"a\":1}'::jsonb") { try $0.jsonb() } == ["{\"a\": 1}"])
    #expect(try read("SELECT '\\x00ffa0'::bytea") { $0.bytea() } == ["\\x00ffa0"])
    let uuid = "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11"
    #expect(try read("SELECT '\(uuid)'::uuid") { try $0.uuid() } == [uuid])
    #expect(try read("SELECT '2001-01-01'::date") { try $0.date() } == [366])
    #expect(try read("SELECT '-infinity'::date") { try $0.date() } == [.min])
    #expect(try read("SELECT '01:00'::time") { try $0.microseconds() } == [3_600_000_000])
    #expect(try read("SELECT 'infinity'::timestamptz") { try $0.microseconds() } == [.max])
    let interval = try read("SELECT '1 year 2 mons -3 days 00:00:01.5'::interval") {
      let (microseconds, days, months) = try $0.interval()
      return [microseconds, Int64(days), Int64(months)]
    }
    #expect(interval == [[1_500_000, -3, 14]])
  }

  static let numerics = [
    "0", "0.00", "1", "-1", "10000", "9999", "10000.0001", "0.0001", "0.00001", "-0.5",
    "123456789012345678", "-99999999.99", "1e18", "1e40", "1e-30", "0.1", "3.14159265358979323846",
    "1.7976931348623157e308", "5e-324", "100000000", "2.675", "1234567.8900",
  ]

  @Test func numericsAreRead() throws {
    let list = Self.numerics.map { "('\($0)'::numeric)" }.joined(separator: ", ")
    let query = "SELECT v FROM (VALUES \(list), ('NaN'), ('Infinity'), ('-Infinity')) t (v)"
    let doubles = try read(query) { try $0.numeric() }.compactMap { $0 }
    let expected = Self.numerics.compactMap { Double($0) }
    #expect(Array(doubles.prefix(expected.count)) == expected)
    #expect(doubles[expected.count].isNaN)
    #expect(Array(doubles.suffix(2)) == [.infinity, -.infinity])

    let texts = try read(query) { try $0.numericText() }
    let reference = try withScratchDatabase { try $0.rows("SELECT v::text FROM (\(query)) q") }
    #expect(texts == reference.map { $0[0] })
  }

  @Test func scaledNumericsAreExactOrNil() throws {
    func scaled(_ text: String, _ scale: Int) throws -> Int64? {
      try read("SELECT '\(text)'::numeric") { try $0.numericScaled(scale) }[0] ?? nil
    }
    #expect(try scaled("12.34", 2) == 1234)
    #expect(try scaled("12.34", 4) == 123_400)
    #expect(try scaled("-12.34", 1) == nil)
    #expect(try scaled("12.30", 1) == 123)
    #expect(try scaled("922337203685477580.7", 1) == .max)
    #expect(try scaled("922337203685477580.8", 1) == nil)
    #expect(try scaled("1e18", 0) == 1_000_000_000_000_000_000)
    #expect(try scaled("1e19", 0) == nil)
    #expect(try scaled("NaN", 0) == nil)
    let own = try read("SELECT 12.340") { try $0.numericScaled() }[0] ?? nil
    #expect(own?.value == 12_340)
    #expect(own?.scale == 3)
  }

  @Test func scaledIntegersAreWrittenAsNumerics() throws {
    let cases: [(units: Int64, scale: Int, text: String)] = [
      (0, 0, "0"), (0, 2, "0.00"), (1, 0, "1"), (-1, 2, "-0.01"), (10_000, 0, "10000"),
      (10_000, 4, "1.0000"), (123_456_789, 5, "1234.56789"), (100_000_000, 2, "1000000.00"),
      (.max, 0, "9223372036854775807"), (.min, 1, "-922337203685477580.8"), (5, 9, "0.000000005"),
      (.min, 0, "-9223372036854775808"), (1, 30, "0.000000000000000000000000000001"),
    ]
    let texts = try stored("numeric") { writer in
      for (units, scale, _) in cases {
        writer.beginRow(fieldCount: 1)
        writer.numeric(units, scale: scale)
      }
    }
    #expect(texts == cases.map(\.text))
  }

  @Test func doublesAreRoundedAsTheirExactValue() throws {
    let cases: [(value: Double, scale: Int, text: String)] = [
      (0, 2, "0.00"), (-0.0, 1, "0.0"), (0.1, 2, "0.10"), (19.99, 2, "19.99"), (2.5, 0, "3"),
      (-2.5, 0, "-3"), (0.125, 2, "0.13"),
      // The nearest doubles of these lie just below and just above the half.
      (2.675, 2, "2.67"), (1.005, 2, "1.00"), (8.345, 2, "8.35"), (-2.675, 2, "-2.67"),
      (0.004, 2, "0.00"), (-0.004, 2, "0.00"), (1e15, 2, "1000000000000000.00"),
      (123_456_789.123_456_789, 6, "123456789.123457"), (1e22, 0, "10000000000000000000000"),
      (1e23, 1, "99999999999999991611392.0"), (-1e16, 4, "-10000000000000000.0000"),
      (1e-30, 30, "0.000000000000000000000000000001"), (.nan, 2, "NaN"), (.infinity, 2, "Infinity"),
      (-.infinity, 0, "-Infinity"),
    ]
    let texts = try stored("numeric") { writer in
      for (value, scale, _) in cases {
        writer.beginRow(fieldCount: 1)
        writer.numeric(value, scale: scale)
      }
    }
    #expect(texts == cases.map(\.text))
  }

  @Test func malformedStreamsAreErrors() throws {
    func failure(_ bytes: [UInt8]) throws -> PostgresError {
      var reader = BinaryCopyReader()
      return try #require(throws: PostgresError.self) {
        try bytes.withUnsafeBytes { try reader.read($0) { _ in } }
        try reader.finish()
      }
    }
    let signature: [UInt8] = [80, 71, 67, 79, 80, 89, 10, 255, 13, 10, 0]
    let header = signature + [0, 0, 0, 0, 0, 0, 0, 0]
    #expect(try failure(Array("1\t2\n3\t4\n5\t6\n7\t8\n9\t10\n".utf8)).code == .malformedData)
    #expect(try failure(signature + [0, 1, 0, 0, 0, 0, 0, 0]).code == .malformedData)
    #expect(try failure(header + [255, 254]).code == .malformedData)
    #expect(try failure(header + [0, 1, 255, 255, 255, 254]).code == .malformedData)
    #expect(try failure(header + [255, 255, 1]).code == .malformedData)
    #expect(try failure(header).message == "the COPY stream ended before its end mark")
    #expect(throws: PostgresError.self) { try read("SELECT 'abc'::text") { try $0.integer() } }
    #expect(throws: PostgresError.self) { try read("SELECT 'abc'::text") { try $0.numeric() } }
  }

  @Test func malformedTextsAreErrorsAndLeaveNothing() throws {
    var writer = BinaryCopyWriter()
    for text in [
      "", "zz", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a1", String(repeating: "a", count: 34),
    ] {
      let error = try #require(throws: PostgresError.self) { try writer.uuid(text) }
      #expect(error.description == "a text is no uuid")
    }
    for text in ["", "00", "\\x0", "\\xzz"] {
      #expect(throws: PostgresError.self) { try writer.bytea(text) }
    }
    #expect(writer.count == 0)
  }
}
