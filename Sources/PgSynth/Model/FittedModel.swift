import CloneWriter
import Constraints
import Metadata
import ModelEncoding
import RelationalModels

/// What generation needs of a source: models, definitions, and the rows of reference tables.
struct FittedModel {
  var facts: ModelFacts
  var metadata: DatabaseMetadata
  var definitions: SourceDefinitions
  /// The database that it was learnt from, which a clone beside its source is told by.
  var identity: DatabaseIdentity
  /// What the rows of clones obey besides the constraints of the schema.
  var constraints: [EnforcedConstraint]
  var plan: GenerationPlan
  var fitted: FittedDatabase

  /// Of the file's frame and of the keys in its sections.
  static let version = SectionFile.Version(major: 1, minor: 1)

  private enum Name {
    static let facts = "about"
    static let metadata = "tables"
    static let definitions = "definitions"
    static let identity = "source"
    static let constraints = "constraints"
  }

  /// The same model gives the same file.
  func file() throws -> SectionFile {
    SectionFile(
      version: Self.version,
      sections: [
        .init(Name.facts, try CBOREncoder.encode(facts)),
        .init(Name.identity, try CBOREncoder.encode(identity)),
        .init(Name.metadata, try CBOREncoder.encode(metadata)),
        .init(Name.definitions, try CBOREncoder.encode(definitions)),
        .init(Name.constraints, try CBOREncoder.encode(constraints)),
      ] + (try fitted.sections(dropped: plan.dropped))
    )
  }

  /// Facts, metadata and definitions come first: they say what is wrong with a file that is about something else.
  init(_ file: SectionFile) throws(ModelEncodingError) {
    facts = try file.decode(ModelFacts.self, from: Name.facts)
    identity = try file.decode(DatabaseIdentity.self, from: Name.identity)
    metadata = try file.decode(DatabaseMetadata.self, from: Name.metadata)
    definitions = try file.decode(SourceDefinitions.self, from: Name.definitions)
    // Files of version 1.0 know of none.
    constraints =
      file[Name.constraints] == nil
      ? [] : try file.decode([EnforcedConstraint].self, from: Name.constraints)
    for constraint in constraints where metadata[constraint.table] == nil {
      throw ModelEncodingError(.malformed, "a constraint is about a table that is not there")
    }
    (fitted, plan) = try FittedDatabase.read(file, metadata: metadata.obeying(constraints))
  }

  init(
    facts: ModelFacts,
    metadata: DatabaseMetadata,
    definitions: SourceDefinitions,
    identity: DatabaseIdentity,
    constraints: [EnforcedConstraint],
    plan: GenerationPlan,
    fitted: FittedDatabase
  ) {
    self.facts = facts
    self.metadata = metadata
    self.definitions = definitions
    self.identity = identity
    self.constraints = constraints
    self.plan = plan
    self.fitted = fitted
  }
}

/// When, from what and how a model was fitted.
struct ModelFacts: Codable {
  var programVersion: String
  /// In UTC, as ISO 8601 writes it.
  var fittedAt: String
  /// Schemas and connection without a password.
  var source: String
  var seed: UInt64
  /// As a run's is written down.
  var engine: String
  var effort: CloneOptions.Effort
  /// Other options, as a run's are written down.
  var options: [String: String]
  /// Lines about relationships that are no constraints.
  var undeclared: [String]
}
