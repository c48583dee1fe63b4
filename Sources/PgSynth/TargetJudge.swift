import CloneWriter
import Metadata
import RelationalModels
import TableData

/// Lets the target database say which made-up rows its constraints allow.
struct TargetJudge: RowJudge {
  private let trial: RowTrial
  private let pipeline: WritePipeline

  init(_ writer: any TargetWriter, _ pipeline: WritePipeline) {
    trial = writer.trial()
    self.pipeline = pipeline
  }

  func accepts(_ rows: TableRows) throws -> [Bool] {
    // A COPY that waits for rows holds locks that constraints of related tables need.
    try pipeline.finish()
    return try trial.accepts(rows)
  }

  func finish(_ table: TableID) throws { try trial.finish(table) }
}
