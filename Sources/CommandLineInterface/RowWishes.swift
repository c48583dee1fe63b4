import ArgumentParser
import PgSynth
import Yams

/// Which rows are wanted.
struct RowWishes: ParsableArguments {
  @Option(
    name: .customLong("where"),
    help: .init(
      """
      Make only rows of a table that obey a condition in SQL, such as "customers.country = 'FR'"; repeatable. Rows of other \
      tables follow.
      """,
      valueName: "condition"
    )
  )
  var conditions: [String] = []

  @Option(
    name: .customLong("conditions"),
    help: .init(
      "A file with numbers of rows by condition: a list of {where: …, rows: …} and {table: …, rows: …}.",
      valueName: "file"
    )
  )
  var file: String?

  @Option(
    help: .init(
      """
      Rows of a table some of whose columns are given, as comma-separated values below the columns' names; the \
      others are made, and so are the rows of other tables. Repeatable.
      """,
      valueName: "table=file"
    )
  )
  var given: [String] = []

  func state(in settings: inout CloneSettings) throws(PgSynthError) {
    settings.rowConditions = conditions.nilIfEmpty
    settings.conditionsFile = file
    settings.givenFiles = try givenFiles
  }

  /// Tables and the files of their rows.
  private var givenFiles: [String: String]? {
    get throws(PgSynthError) {
      var files: [String: String] = [:]
      for argument in given {
        let parts = argument.split(separator: "=", maxSplits: 1)
        guard parts.count == 2 else {
          throw PgSynthError(
            .usage,
            "--given \(argument): must be table=file, as in customers=customers.csv"
          )
        }
        guard files.updateValue(String(parts[1]), forKey: String(parts[0])) == nil else {
          throw PgSynthError(.usage, "--given \(argument): table \(parts[0]) is named twice")
        }
      }
      return files.isEmpty ? nil : files
    }
  }
}

extension CloneSettings {
  /// The rows that are asked for, those of the file among them.
  func requests() throws(PgSynthError) -> [RowRequest] {
    var requests = (rowConditions ?? []).map { condition in
      var request = RowRequest(where: condition)
      request.place = "--where"
      return request
    }
    if let path = conditionsFile {
      requests += try ConditionsFile(path: path).requests(in: InputFile(path: path).text())
    }
    return requests
  }

  /// The rows that are given.
  func givenRows() throws(PgSynthError) -> [GivenRows] {
    var rows: [GivenRows] = []
    for (table, path) in (givenFiles ?? [:]).sorted(by: { $0.key < $1.key }) {
      var given = GivenRows(table: table, csv: try InputFile(path: path).text())
      given.place = path
      rows.append(given)
    }
    return rows
  }
}

/// `conditions.yaml`: numbers of rows by condition.
struct ConditionsFile {
  let path: String

  /// Throws `PgSynthError` with code `usage` and the line of what is wrong.
  func requests(in yaml: String) throws(PgSynthError) -> [RowRequest] {
    let root: Node?
    do {
      root = try compose(yaml: yaml)
    } catch {
      throw PgSynthError(.usage, "\(path) is not YAML")
    }
    guard let root, let entries = root.sequence else {
      throw PgSynthError(
        .usage,
        "\(path) must be a list of {where: …, rows: …} or {table: …, rows: …}"
      )
    }
    var requests: [RowRequest] = []
    for entry in entries { requests.append(try request(entry)) }
    return requests
  }

  private func request(_ entry: Node) throws(PgSynthError) -> RowRequest {
    let place = entry.mark.map { "\(path) line \($0.line)" } ?? path
    let fields = entry.mapping.map { mapping in
      Dictionary(
        mapping.map { ($0.key.string ?? "?", $0.value.scalar?.string) }
      ) { first, _ in first }
    }
    guard let fields, Set(fields.keys).isSubset(of: ["where", "table", "rows"]) else {
      throw PgSynthError(.usage, "\(place): an entry has where or table, and rows")
    }
    guard let rows = (fields["rows"] ?? nil).flatMap({ Int($0) }), rows >= 0 else {
      throw PgSynthError(.usage, "\(place): rows must be a whole number, 0 or more")
    }
    var request: RowRequest
    switch (fields["where"] ?? nil, fields["table"] ?? nil) {
    case (let condition?, nil): request = RowRequest(where: condition, rows: rows)
    case (nil, let table?): request = RowRequest(table: table, rows: rows)
    default: throw PgSynthError(.usage, "\(place): an entry has either where or table")
    }
    request.place = place
    return request
  }
}
