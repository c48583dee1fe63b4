import Foundation
import PgSynth
import Yams

/// `pgsynth.yaml`: the choices of `clone` and `inspect` under the names of their flags.
enum ConfigurationFile {
  /// Read from the working directory when no other file is named.
  static let defaultName = "pgsynth.yaml"

  /// What the command-line reference says about the file.
  static let help = """
    Every option of `pgsynth clone` that shapes the clone can be stated in a file, under the name of its
    flag. Flags win over the file. `--config FILE` names the file; otherwise `pgsynth.yaml` in the working
    directory is read if there is one.

    ```yaml
    source: postgresql://app@db.example/shop
    target: postgresql://app@staging.example/shop   # or a schema name
    source-schema: [public, billing]
    target-schema:                                  # or one name for one source schema
      billing: billing_staging
    tables: ["orders*", customers]
    exclude: ["*_log"]
    with-dependencies: false
    with-privileges: false
    data-only: false
    rls: false
    scale: 0.1
    rows:
      orders: 5000
    seed: 42
    effort: balanced                                # fast or best
    engine: trees                                   # gaussian-copula, hma, independent or uniform
    jobs: 4
    fit-rows: 200000
    empty-tables: 0
    schema-only-source: false
    reference-tables: auto                          # none, or a list of names
    relationships:                                  # what no foreign key declares
      - table: orders
        columns: customer_id                        # or a list
        references: customers(id)                   # or customers, for its primary key
      - table: comments                             # a polymorphic pair
        columns: owner_id
        type: owner_type
        references: {Post: posts(id), User: users(id)}
    detect-relationships: false
    metadata: shop.json                             # SDV metadata, as `pgsynth metadata export` writes it
    rules:                                          # as `pgsynth inspect --rules` lists them
      off:
        - "orders: shipped_at >= placed_at"         # one rule
        - order_lines.amount                        # all about a column; a table's name for all of it
      add:                                          # what the source obeys and pgsynth does not see
        - "order_lines: amount = quantity * price * (1 - discount)"
        - "orders: total = sum(order_lines.amount)" # also count(order_lines), min, max, avg
        - "payments: paid_at >= orders.placed_at"   # a parent's column; previous.x for the row before
        - "orders: (shipped_at is null) = (carrier is null)"
    constraints:                                    # what every row of the clone obeys: docs/constraints.md
      - {type: inequality, table: orders, low: placed_at, high: shipped_at}
      - {type: predicate, table: order_lines, sql: "quantity > 0 OR price = 0"}
    where: "customers.country IN ('FR', 'BE')"      # rows of a table; or a list
    conditions: conditions.yaml                     # numbers of rows by condition: docs/conditions.md
    given:
      customers: customers.csv                      # some columns of rows; the others are made
    strict: false
    replace: false
    quality-schema: pgsynth
    lock-timeout: 30
    statement-timeout: 0
    ```

    Choices for single tables stand under their names; then all tables are cloned, or those of the flag
    `--tables`. A Gaussian copula draws numbers and times as often as the source has them, or from a distribution:
    of a family (\(families)), or `nearest`, whichever lies nearest where one does.

    ```yaml
    tables:
      orders: {synthesizer: gaussian-copula}        # what --engine chooses for all tables
      payments: {synthesizer: gaussian-copula, marginals: nearest}
    columns:
      orders.total: {marginal: gamma}               # one column; wins over its table's
      orders.weight: {marginal: normal, transform: log-scaler}    # of its logarithm; or logit-scaler
    ```
    """

  private static var families: String {
    CloneOptions.Marginal.allCases.filter { $0 != .codes && $0 != .nearest }.map(\.rawValue)
      .joined(separator: ", ")
  }

  /// The settings of the named file, of `pgsynth.yaml` where it exists, or none.
  ///
  /// - Returns: the settings and the file they came from.
  static func settings(
    explicitly path: String?
  ) throws(PgSynthError) -> (settings: CloneSettings, file: String?) {
    guard path != nil || FileManager.default.fileExists(atPath: defaultName) else {
      return (CloneSettings(), nil)
    }
    let file = path ?? defaultName
    guard let data = FileManager.default.contents(atPath: file) else {
      let reason =
        FileManager.default.fileExists(atPath: file) ? "cannot be read" : "does not exist"
      throw PgSynthError(.usage, "the configuration file \(file) \(reason)")
    }
    return (try parse(String(decoding: data, as: UTF8.self), file: file), file)
  }

  /// Reads the settings in a text.
  static func parse(_ yaml: String, file: String) throws(PgSynthError) -> CloneSettings {
    let root: Node
    do {
      guard let node = try compose(yaml: yaml), node.null == nil else { return CloneSettings() }
      root = node
    } catch {
      throw PgSynthError(.usage, syntaxProblem(error, file: file))
    }
    guard case .mapping(let mapping) = root else {
      throw PgSynthError(.usage, "\(file) must be a list of `name: value` lines")
    }
    let known = CloneSettings.CodingKeys.allCases.map(\.rawValue)
    for (key, _) in mapping {
      let name = key.string ?? "?"
      guard known.contains(name) else {
        throw PgSynthError(
          .usage,
          "\(place(key, file)): unknown key \(name). Known are \(known.joined(separator: ", "))"
        )
      }
    }
    do {
      var settings = try YAMLDecoder().decode(CloneSettings.self, from: root)
      settings.constraints = try mapping["constraints"].map {
        try ConstraintEntries(file: file).constraints(in: $0)
      }
      return settings
    } catch let error as PgSynthError {
      throw error
    } catch let error as DecodingError {
      throw PgSynthError(.usage, valueProblem(error, in: mapping, file: file))
    } catch {
      throw PgSynthError(.usage, "\(file) cannot be understood")
    }
  }

  private static func place(_ node: Node, _ file: String) -> String {
    node.mark.map { "\(file) line \($0.line)" } ?? file
  }

  /// Without the excerpt that Yams adds: the file may hold a password.
  private static func syntaxProblem(_ error: any Error, file: String) -> String {
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      "\(file) line \(mark.line): not YAML, \(problem)"
    case .duplicatedKeysInMapping(let duplicates, let context):
      "\(file) line \(context.mark.line): \(duplicates.joined(separator: ", ")) stated twice"
    default:
      "\(file) is not YAML"
    }
  }

  private static func valueProblem(
    _ error: DecodingError,
    in mapping: Node.Mapping,
    file: String
  ) -> String {
    let context: DecodingError.Context? =
      switch error {
      case .typeMismatch(_, let context), .valueNotFound(_, let context),
        .keyNotFound(_, let context), .dataCorrupted(let context):
        context
      @unknown default: nil
      }
    let path = context?.codingPath.map(\.stringValue) ?? []
    guard let first = path.first, let key = CloneSettings.CodingKeys(rawValue: first) else {
      return "\(file) cannot be understood"
    }
    var node = mapping[Node(first)]
    for name in path.dropFirst() { node = node?.mapping?[Node(name)] ?? node }
    let where_ = node.map { place($0, file) } ?? file
    return "\(where_): \(path.joined(separator: ".")) must be \(key.expectation)"
  }
}

extension CloneSettings: Decodable {
  /// The keys of the file.
  enum CodingKeys: String, CodingKey, CaseIterable {
    case source
    case target
    case sourceSchemas = "source-schema"
    case targetSchemas = "target-schema"
    case tables
    case columnChoices = "columns"
    case excluded = "exclude"
    case withDependencies = "with-dependencies"
    case withPrivileges = "with-privileges"
    case dataOnly = "data-only"
    case rls
    case scale
    case rowCounts = "rows"
    case seed
    case effort
    case synthesizer = "engine"
    case jobs
    case fitRows = "fit-rows"
    case emptyTableRows = "empty-tables"
    case schemaOnlySource = "schema-only-source"
    case referenceTables = "reference-tables"
    case relationships
    case metadata
    case detectsRelationships = "detect-relationships"
    case rules
    case constraints
    case rowConditions = "where"
    case conditionsFile = "conditions"
    case givenFiles = "given"
    case strict
    case replacesTarget = "replace"
    case qualitySchema = "quality-schema"
    case lockTimeoutSeconds = "lock-timeout"
    case statementTimeoutSeconds = "statement-timeout"

    /// What a value must be, for messages.
    var expectation: String {
      switch self {
      case .source, .target: "a connection in one text"
      case .metadata, .conditionsFile: "the path of a file"
      case .givenFiles: "lines `table: path of a file`"
      case .qualitySchema: "a name"
      case .sourceSchemas, .excluded, .rowConditions: "a text or a list of texts"
      case .tables:
        """
        a text, a list of texts, or lines `table: {synthesizer: \(CloneOptions.Synthesizer.names), \
        marginals: …}`
        """
      case .columnChoices:
        """
        lines `table.column: {marginal: \(CloneOptions.Marginal.names), transform: \
        \(CloneOptions.Transform.names)}`
        """
      case .targetSchemas: "a name, or lines `source schema: target schema`"
      case .rowCounts: "lines `table: number of rows`"
      case .effort: "fast, balanced or best"
      case .synthesizer: CloneOptions.Synthesizer.names
      case .referenceTables: "auto, none, or a list of tables"
      case .relationships:
        "a list of entries with table, columns, references and, for polymorphic pairs, type"
      case .constraints: "a list of entries with a type, and what that asks for"
      case .rules: "lists off and add of texts such as \"table: a = b * c\""
      case .scale, .lockTimeoutSeconds, .statementTimeoutSeconds: "a number"
      case .seed, .jobs, .fitRows, .emptyTableRows: "a whole number, 0 or more"
      case .strict, .replacesTarget, .detectsRelationships, .schemaOnlySource, .withDependencies,
        .withPrivileges, .dataOnly, .rls:
        "true or false"
      }
    }
  }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    func value<Value: Decodable>(_ key: CodingKeys) throws -> Value? {
      try values.decodeIfPresent(Value.self, forKey: key)
    }
    func list(_ key: CodingKeys) throws -> [String]? {
      guard let list: OneOrMore = try value(key) else { return nil }
      return list.items
    }
    source = try value(.source)
    target = try (value(.target) as String?).map(TargetChoice.init)
    sourceSchemas = try list(.sourceSchemas)
    targetSchemas = try value(.targetSchemas)
    switch try value(.tables) as TableSettings? {
    case .selection(let patterns): tables = patterns
    case .choices(let choices): tableChoices = choices
    case nil: break
    }
    columnChoices = try value(.columnChoices)
    excluded = try list(.excluded)
    withDependencies = try value(.withDependencies)
    withPrivileges = try value(.withPrivileges)
    scale = try value(.scale)
    rowCounts = try value(.rowCounts)
    seed = try value(.seed)
    effort = try value(.effort)
    synthesizer = try value(.synthesizer)
    jobs = try value(.jobs)
    dataOnly = try value(.dataOnly)
    rls = try value(.rls)
    fitRows = try value(.fitRows)
    emptyTableRows = try value(.emptyTableRows)
    schemaOnlySource = try value(.schemaOnlySource)
    referenceTables = try value(.referenceTables)
    metadata = try value(.metadata)
    relationships = try (value(.relationships) as [RelationshipEntry]?)?.map(\.choice)
    detectsRelationships = try value(.detectsRelationships)
    strict = try value(.strict)
    rules = try value(.rules)
    rowConditions = try list(.rowConditions)
    conditionsFile = try value(.conditionsFile)
    givenFiles = try value(.givenFiles)
    replacesTarget = try value(.replacesTarget)
    qualitySchema = try value(.qualitySchema)
    lockTimeoutSeconds = try value(.lockTimeoutSeconds)
    statementTimeoutSeconds = try value(.statementTimeoutSeconds)
  }
}
