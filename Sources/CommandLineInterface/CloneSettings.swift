import Constraints
import PgSynth

/// Choices of a clone as somebody stated them, in flags or in a file; nil where nothing was said.
struct CloneSettings: Equatable, Sendable {
  var source: String?
  var target: TargetChoice?
  var sourceSchemas: [String]?
  var targetSchemas: TargetSchemas?
  var tables: [String]?
  var excluded: [String]?
  var withDependencies: Bool?
  var withPrivileges: Bool?
  var dataOnly: Bool?
  var rls: Bool?
  var scale: Double?
  var rowCounts: [String: Int]?
  var seed: UInt64?
  var effort: CloneOptions.Effort?
  var synthesizer: CloneOptions.Synthesizer?
  /// Choices for single tables.
  var tableChoices: [String: TableChoices]?
  /// Choices for single columns.
  var columnChoices: [String: ColumnChoices]?
  var jobs: Int?
  var fitRows: Int?
  var emptyTableRows: Int?
  var schemaOnlySource: Bool?
  var referenceTables: ReferenceTablesChoice?
  var relationships: [RelationshipChoice]?
  /// The file, by its path.
  var metadata: String?
  var detectsRelationships: Bool?
  var rules: RuleSettings?
  var constraints: [Constraint]?
  /// What all rows of a table are asked to obey.
  var rowConditions: [String]?
  /// Paths of files.
  var conditionsFile: String?
  var givenFiles: [String: String]?
  var strict: Bool?
  var replacesTarget: Bool?
  var qualitySchema: String?
  var lockTimeoutSeconds: Double?
  var statementTimeoutSeconds: Double?

  /// These choices, and those of the other where nothing was said here.
  func merged(over other: CloneSettings) -> CloneSettings {
    var merged = self
    merged.source = source ?? other.source
    merged.target = target ?? other.target
    // A schema given as the target here makes the other's schema names pointless.
    if target?.schema == nil { merged.targetSchemas = targetSchemas ?? other.targetSchemas }
    // And the other way round: schema names here say more than a schema given as the target there.
    if targetSchemas != nil, target == nil, other.target?.schema != nil { merged.target = nil }
    merged.sourceSchemas = sourceSchemas ?? other.sourceSchemas
    merged.tables = tables ?? other.tables
    merged.excluded = excluded ?? other.excluded
    merged.withDependencies = withDependencies ?? other.withDependencies
    merged.withPrivileges = withPrivileges ?? other.withPrivileges
    merged.dataOnly = dataOnly ?? other.dataOnly
    merged.rls = rls ?? other.rls
    merged.scale = scale ?? other.scale
    merged.rowCounts =
      rowCounts.map { own in
        (other.rowCounts ?? [:]).merging(own) { _, own in own }
      } ?? other.rowCounts
    merged.seed = seed ?? other.seed
    merged.effort = effort ?? other.effort
    merged.synthesizer = synthesizer ?? other.synthesizer
    merged.tableChoices = tableChoices ?? other.tableChoices
    merged.columnChoices = columnChoices ?? other.columnChoices
    merged.jobs = jobs ?? other.jobs
    merged.fitRows = fitRows ?? other.fitRows
    merged.emptyTableRows = emptyTableRows ?? other.emptyTableRows
    merged.schemaOnlySource = schemaOnlySource ?? other.schemaOnlySource
    merged.referenceTables = referenceTables ?? other.referenceTables
    merged.relationships = relationships ?? other.relationships
    merged.metadata = metadata ?? other.metadata
    merged.detectsRelationships = detectsRelationships ?? other.detectsRelationships
    merged.strict = strict ?? other.strict
    merged.rules = rules ?? other.rules
    merged.constraints = constraints ?? other.constraints
    merged.rowConditions = rowConditions ?? other.rowConditions
    merged.conditionsFile = conditionsFile ?? other.conditionsFile
    merged.givenFiles = givenFiles ?? other.givenFiles
    merged.replacesTarget = replacesTarget ?? other.replacesTarget
    merged.qualitySchema = qualitySchema ?? other.qualitySchema
    merged.lockTimeoutSeconds = lockTimeoutSeconds ?? other.lockTimeoutSeconds
    merged.statementTimeoutSeconds = statementTimeoutSeconds ?? other.statementTimeoutSeconds
    return merged
  }
}

/// What is said about one table.
struct TableChoices: Equatable, Sendable {
  var synthesizer: CloneOptions.Synthesizer?
  var marginals: CloneOptions.Marginal?
}

/// What is said about one column.
struct ColumnChoices: Equatable, Sendable {
  var marginal: CloneOptions.Marginal?
  var transform: CloneOptions.Transform?
}

/// What is said about rules.
struct RuleSettings: Equatable, Sendable {
  var off: [String] = []
  var added: [String] = []
}

/// What `--target` names.
enum TargetChoice: Equatable, Sendable {
  case connection(String)
  /// A schema beside the source, in the same database.
  case schema(String)

  /// A word without `=`, `://` and `/` is a schema; anything else is for libpq.
  init(_ text: String) {
    let isConnection = text.contains("=") || text.contains("/")
    self = isConnection ? .connection(text) : .schema(text)
  }

  var connection: String? {
    guard case .connection(let text) = self else { return nil }
    return text
  }

  var schema: String? {
    guard case .schema(let name) = self else { return nil }
    return name
  }
}

/// What the schemas are called in the target.
enum TargetSchemas: Equatable, Sendable {
  /// The name for the only schema there is.
  case only(String)
  /// Target names by source names; the others keep theirs.
  case renamed([String: String])
}

/// Which tables are copied as they are.
enum ReferenceTablesChoice: Equatable, Sendable {
  case automatic
  case none
  case named([String])

  /// `auto`, `none`, or names separated by commas.
  init(_ text: String) {
    switch text {
    case "auto": self = .automatic
    case "none": self = .none
    default:
      self = .named(text.split(separator: ",").map { $0.trimming(\.isWhitespace) })
    }
  }
}

extension Substring {
  func trimming(_ isDropped: (Character) -> Bool) -> String {
    var text = drop(while: isDropped)
    while let last = text.last, isDropped(last) { text.removeLast() }
    return String(text)
  }
}

extension Array<String> {
  /// The patterns of repeatable options; nil when there are none, which says nothing.
  ///
  /// One option may hold several between commas; a backslash makes a comma part of a name.
  var patterns: [String]? {
    var patterns: [String] = []
    for text in self {
      var pattern = ""
      var isEscaped = false
      for character in text {
        if character == ",", !isEscaped {
          patterns.append(pattern)
          pattern = ""
        } else {
          pattern.append(character)
        }
        isEscaped = character == "\\" && !isEscaped
      }
      patterns.append(pattern)
    }
    patterns = patterns.filter { !$0.isEmpty }
    return patterns.isEmpty ? nil : patterns
  }
}
