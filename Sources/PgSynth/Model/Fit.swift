import Foundation
import Metadata
import QualityViews
import RelationalModels
import SchemaDDL

/// Learns from a database what a clone needs of it: introspect, read, plan, fit.
public struct Fit: Sendable {
  /// What to learn from, and how; what is about the target says nothing here.
  public let options: CloneOptions

  /// A fit that has not started.
  public init(_ options: CloneOptions) {
    var options = options
    options.isDryRun = true
    options.isDataOnly = false
    options.target = nil
    options.targetSchemas = [:]
    self.options = options
  }

  /// Reads the source in one snapshot, which is closed before anything is fitted, and fits.
  ///
  /// - `progress`: called from several threads.
  ///
  /// Throws ``PgSynthError``, or the error of the stage that failed; descriptions hold no data values.
  public func run(
    progress: ProgressHandler
  ) throws -> (model: ModelFile, seconds: [(stage: ProgressEvent.Stage, seconds: Double)]) {
    let clone = Clone(options)
    var clock = StageClock()
    let (source, plan) = try clone.planned(progress: progress, clock: &clock)
    let fitted = try clone.fit(plan, source: source, progress: progress, clock: &clock)
    let facts = ModelFacts(
      programVersion: Clone.version,
      fittedAt: Date().formatted(.iso8601),
      source: RunDescription.place(clone.sourceSettings, source.script.schemas),
      seed: options.seed,
      engine: clone.engine,
      effort: options.effort,
      options: clone.describedOptions,
      undeclared: source.undeclaredRelationships(plan)
    )
    let model = FittedModel(
      facts: facts,
      metadata: source.metadata,
      definitions: source.definitions,
      identity: source.identity,
      constraints: source.constraints,
      plan: plan,
      fitted: fitted
    )
    // What cannot be read again is worth nothing elsewhere.
    return (try ModelFile(bytes: ModelFile(model).bytes), clock.seconds)
  }
}
