/// The settings every session gets, those of pg_dump plus our time limits.
struct SessionSettings {
  let statement: String

  /// Memory that the server may use for one sort, hash or index of ours, where it allows less by itself: its
  /// defaults write the joins and indexes of large tables to disk and read them back.
  private static let memory = [("work_mem", "64MB"), ("maintenance_work_mem", "256MB")]

  init(_ settings: ConnectionSettings, serverVersion: Int) {
    var values = [
      ("client_encoding", "UTF8"),
      ("standard_conforming_strings", "on"),
      ("TimeZone", "UTC"),
      ("DateStyle", "ISO"),
      ("IntervalStyle", "postgres"),
      ("extra_float_digits", "3"),
      ("bytea_output", "hex"),
      ("xmloption", "content"),
      // Rows hidden by a policy must be an error, not missing from the model, unless that is known.
      ("row_security", settings.leavesOutHiddenRows ? "on" : "off"),
      // Rows come in the same order every time, so the same seed gives the same clone.
      ("synchronize_seqscans", "off"),
      ("quote_all_identifiers", "off"),
      ("lock_timeout", Self.milliseconds(settings.lockTimeoutSeconds)),
      ("statement_timeout", Self.milliseconds(settings.statementTimeoutSeconds)),
      ("idle_in_transaction_session_timeout", "0"),
      // Catalog queries look expensive to the planner; compiling them takes longer than running them.
      ("jit", "off"),
    ]
    if serverVersion >= 140_000 { values.append(("idle_session_timeout", "0")) }
    if serverVersion >= 170_000 { values.append(("transaction_timeout", "0")) }
    if settings.isReadOnly { values.append(("default_transaction_read_only", "on")) }
    let sets = values.map { "SET \($0.0) = \(SQLLiteral($0.1).quoted);" }.joined(separator: "\n")
    let memory = Self.memory.map { name, size in
      """
      SELECT pg_catalog.set_config('\(name)', '\(size)', false)
        WHERE pg_catalog.pg_size_bytes(pg_catalog.current_setting('\(name)')) < pg_catalog.pg_size_bytes('\(size)');
      """
    }.joined(separator: "\n")
    statement = sets + "\n" + memory + "\nSELECT pg_catalog.set_config('search_path', '', false);"
  }

  private static func milliseconds(_ seconds: Double) -> String {
    String(max(0, Int((seconds * 1000).rounded(.up))))
  }
}
