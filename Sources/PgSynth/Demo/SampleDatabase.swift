import CSQLFiles
package import PostgresClient

/// The bundled sample: an invented shop that loads into an empty database.
package enum SampleDatabase {
  /// The schema that the sample makes.
  package static let schema = "shop"

  /// The text of `sql/sample/shop.sql`.
  package static var sql: String {
    var length = 0
    guard let bytes = pgsynth_sql_file("sample/shop.sql", &length) else {
      preconditionFailure("sql/sample/shop.sql is not embedded")
    }
    return UnsafeRawBufferPointer(start: bytes, count: length)
      .withMemoryRebound(to: UInt8.self) { String(decoding: $0, as: UTF8.self) }
  }

  /// Fills an empty database with the sample, all of it or nothing.
  package static func load(into settings: ConnectionSettings) throws(PostgresError) {
    let connection = try PostgresConnection(settings)
    defer { connection.close() }
    try connection.execute(sql)
  }
}
