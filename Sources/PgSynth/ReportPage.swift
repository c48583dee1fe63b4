import Foundation
import Metadata
import QualityMetrics
import QualityPage
import QualityViews
import RelationalModels

/// The quality report of a run.
struct ReportPage {
  let source: SourceData
  let run: RunDescription
  let quality: QualityReport
  let plots: DatabasePlots

  /// The page about a clone that pgsynth made.
  func html(of outcome: CloneOutcome, rules: [TableRule]) -> String {
    var contents = contents(measuringPrivacy: true)
    contents.rules = rules.map {
      ReportContents.Rule(
        table: $0.table,
        kind: $0.kind.rawValue,
        condition: $0.condition,
        rows: $0.rows,
        exceptions: $0.exceptions
      )
    }
    contents.notes = [
      ReportContents.Note(title: "Copied as they are", lines: outcome.referenceTables),
      ReportContents.Note(
        title: "Made up, as they are empty in the source; not scored",
        lines: outcome.exampleTables
      ),
      ReportContents.Note(
        title: "Relationships without a constraint",
        lines: outcome.relationships
      ),
      ReportContents.Note(title: "Not carried over", lines: outcome.omissions),
      ReportContents.Note(title: "Mind", lines: outcome.warnings),
    ]
    if let number = outcome.run {
      contents.details.append(ReportContents.Detail("Run", "\(number)"))
    }
    contents.details += outcome.seconds.map { stage, seconds in
      let tenths = Int((seconds * 10).rounded())
      return ReportContents.Detail(
        "Time to \(stage.rawValue)",
        "\(tenths / 10).\(tenths % 10) s"
      )
    }
    return QualityPage(contents).html
  }

  /// The page about tables that anybody made.
  func html(measuringPrivacy: Bool, notCompared notes: [String]) -> String {
    var contents = contents(measuringPrivacy: measuringPrivacy)
    contents.notes = [ReportContents.Note(title: "Not compared", lines: notes)]
    return QualityPage(contents).html
  }

  private func contents(measuringPrivacy: Bool) -> ReportContents {
    var details = [
      ReportContents.Detail("Program", "pgsynth \(run.programVersion)"),
      ReportContents.Detail("Made", Date.now.formatted(.iso8601)),
      ReportContents.Detail("Engine", run.engine),
    ]
    if let seed = run.seed { details.append(ReportContents.Detail("Seed", "\(seed)")) }
    details += run.options.sorted { $0.key < $1.key }
      .map { ReportContents.Detail($0.key.replacing("_", with: " "), $0.value) }
    return ReportContents(
      source: run.source,
      target: run.target,
      metadata: source.metadata,
      quality: quality,
      plots: plots,
      measuresPrivacy: measuringPrivacy,
      details: details
    )
  }
}
