import CloneWriter
import Constraints
import Foundation
import Metadata
import PostgresClient
import QualityMetrics
import QualityViews
import RelationalModels
import TableData

/// Makes the rows of a model and puts them into a target: what a clone and a model file have in common.
struct Generation {
  let fitted: FittedDatabase
  let plan: GenerationPlan
  let source: SourceSchema
  /// The tables to fill, where the target's are kept.
  let fill: FillTarget?
  let destination: Destination
  let seed: UInt64
  let jobs: Int
  /// What rows obey besides the schema's own constraints.
  let constraints: [EnforcedConstraint]
  /// What rows are asked to be.
  private let demands: RowDemands

  /// - `demands`: what rows are asked to be, besides the constraints.
  init(
    fitted: FittedDatabase,
    plan: GenerationPlan,
    source: SourceSchema,
    fill: FillTarget?,
    destination: Destination,
    seed: UInt64,
    jobs: Int,
    constraints: [EnforcedConstraint],
    demands: RowDemands
  ) {
    self.fitted = fitted
    self.plan = plan
    self.source = source
    self.fill = fill
    self.destination = destination
    self.seed = seed
    self.jobs = jobs
    self.constraints = constraints
    var demands = demands
    for constraint in constraints where constraint.turnsRowsAway {
      demands.shifted.insert(constraint.table)
    }
    self.demands = demands
  }

  struct Result {
    var rowCount: Int
    /// What the user should know although the clone is in place.
    var warnings: [String]
  }

  /// Writes under scratch names and swaps the rows in; an error leaves the target as it was.
  ///
  /// - `judge`: looks at the finished tables, by the source's names, before they are put in place.
  /// - `alongside`: further work of the transaction that puts them in place, given the number of rows.
  func write(
    progress: ProgressHandler,
    clock: inout StageClock,
    judge: ([TableID: Table]) throws -> Void = { _ in },
    alongside: (Int, PostgresConnection) throws -> Void
  ) throws -> Result {
    let writer = try destination.writer(for: source, fill: fill, constraints: constraints)
    do {
      let made = try clock.measure(.generate) { try rows(into: writer, progress: progress) }
      progress(ProgressEvent(stage: .constraints))
      let finish = try clock.measure(.constraints) {
        try writer.finishTables(jobs: jobs, seed: seed)
      }
      progress(ProgressEvent(stage: .score))
      try clock.measure(.score) { try judge(writer.scratchTables) }
      try Cancellation.shared.throwIfCancelled()
      progress(ProgressEvent(stage: .swap))
      let warnings = try clock.measure(.swap) {
        try writer.swap { try alongside(made.rows, $0) }
      }
      return Result(
        rowCount: made.rows,
        warnings: made.shortfalls + finish.notes + writer.warnings + warnings
      )
    } catch {
      writer.abandon()
      throw error
    }
  }

  private func rows(
    into writer: any TargetWriter,
    progress: ProgressHandler
  ) throws -> (rows: Int, shortfalls: [String]) {
    let pipeline = WritePipeline(writer: writer, isConcurrent: jobs > 1)
    do {
      let judge = plan.exampleTables.isEmpty ? nil : TargetJudge(writer, pipeline)
      let made = try fitted.generate(
        plan,
        seed: seed,
        demands: demands,
        judge: judge,
        progress: progress
      ) { try pipeline.write($0, $1) }
      try pipeline.finish()
      return made
    } catch {
      pipeline.cancel()
      throw error
    }
  }

  /// Microseconds since 2000-01-01 UTC.
  static var now: Int64 {
    // Foundation counts from 2001.
    Int64((Date().timeIntervalSinceReferenceDate + 366 * 86_400) * 1_000_000)
  }
}

extension FittedDatabase {
  /// Makes the rows of a plan, says how far it is, and stops when the user does.
  ///
  /// - `demands`: what rows are asked to be, besides what is likely.
  /// - `emit`: takes blocks of rows in order.
  func generate(
    _ plan: GenerationPlan,
    seed: UInt64,
    demands: RowDemands = RowDemands(),
    judge: (any RowJudge)? = nil,
    progress: ProgressHandler,
    emit: (TableID, TableRows) throws -> Void
  ) throws -> (rows: Int, shortfalls: [String]) {
    let total = plan.tables.reduce(0) { $0 + $1.rowCount }
    var done = 0
    let shortfalls = try generate(
      seed: seed,
      now: Generation.now,
      demands: demands,
      judge: judge
    ) { table, block in
      try Cancellation.shared.throwIfCancelled()
      try emit(table, block)
      done += block.rowCount
      progress(
        ProgressEvent(stage: .generate, table: table.description, done: done, total: total)
      )
    }
    return (done, shortfalls)
  }
}
