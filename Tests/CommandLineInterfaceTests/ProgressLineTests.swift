import PgSynth
import Testing

@testable import CommandLineInterface

@Suite struct ProgressLineTests {
  @Test func showsBarShareRowsRateAndTimeLeft() {
    let tally = StageTally(stage: .generate, startedAt: 10, done: 250_000, total: 1_000_000)
    #expect(
      ProgressLine.live(tally, at: 12, width: 100)
        == "generate     [######..................]   25%  250,000 rows  125,000 rows/s  0:06 left"
    )
  }

  @Test func dropsWhatDoesNotFit() {
    let tally = StageTally(stage: .generate, startedAt: 10, done: 250_000, total: 1_000_000)
    for width in 1...100 {
      #expect(ProgressLine.live(tally, at: 12, width: width).count < width)
    }
    #expect(
      ProgressLine.live(tally, at: 12, width: 45) == "generate     [######..................]"
    )
  }

  @Test func showsTheClockWhereTheTotalIsUnknown() {
    let tally = StageTally(stage: .read, startedAt: 0, done: 1_000)
    #expect(
      ProgressLine.live(tally, at: 2, width: 80) == "read         1,000 rows  500 rows/s  0:02"
    )
  }

  @Test func countsStepsWhereThereAreNoRows() {
    let tally = StageTally(stage: .constraints, startedAt: 0, done: 3, total: 12)
    #expect(
      ProgressLine.live(tally, at: 2, width: 80)
        == "constraints  [######..................]   25%  3 of 12  0:06 left"
    )
  }

  @Test func saysNothingAboutARateTooEarly() {
    let tally = StageTally(stage: .read, startedAt: 0, done: 10, total: 100)
    #expect(
      ProgressLine.live(tally, at: 0.1, width: 80)
        == "read         [##......................]   10%  10 rows"
    )
  }

  @Test func sumsUpAFinishedStage() {
    let rows = StageTally(stage: .read, startedAt: 1, done: 1_234_567, total: 1_234_567)
    #expect(ProgressLine.finished(rows, at: 3.44) == "read         1,234,567 rows in 2.4 s")
    let quick = StageTally(stage: .swap, startedAt: 1)
    #expect(ProgressLine.finished(quick, at: 1) == "swap         0.0 s")
    let long = StageTally(stage: .read, startedAt: 0, done: 1)
    #expect(ProgressLine.finished(long, at: 3_725) == "read         1 row in 1:02:05")
  }
}

@Suite struct ProgressStateTests {
  @Test func aNewStageEndsTheOneBefore() {
    var state = ProgressState()
    let read = StageTally(stage: .read, startedAt: 1)
    #expect(state.receive(.init(stage: .read), at: 1) == [.started(read)])
    #expect(state.receive(.init(stage: .read, done: 5, total: 9), at: 2) == [])
    let fit = StageTally(stage: .fit, startedAt: 3)
    let readDone = StageTally(stage: .read, startedAt: 1, done: 5, total: 9)
    #expect(state.receive(.init(stage: .fit), at: 3) == [.finished(readDone), .started(fit)])
    #expect(state.finish() == [.finished(fit)])
    #expect(state.finish() == [])
  }

  @Test func lateEventsDoNotGoBack() {
    var state = ProgressState()
    _ = state.receive(.init(stage: .generate, done: 50, total: 100), at: 0)
    _ = state.receive(.init(stage: .generate, done: 40, total: 100), at: 1)
    #expect(state.current?.done == 50)
    _ = state.receive(.init(stage: .score), at: 2)
    #expect(state.receive(.init(stage: .generate, done: 60, total: 100), at: 3) == [])
    #expect(state.current?.stage == .score)
  }

  @Test func eachTableComesUpOnceAStage() {
    var state = ProgressState()
    let event = ProgressEvent(stage: .read, table: "public.orders")
    #expect(state.receive(event, at: 0).count == 2)
    #expect(state.receive(event, at: 1) == [])
  }
}

@Suite struct ProgressReporterTests {
  private static let events = [
    ProgressEvent(stage: .read, table: "public.orders", done: 10, total: 20),
    ProgressEvent(stage: .read, table: "public.lines", done: 20, total: 20),
    ProgressEvent(stage: .swap),
  ]

  private func lines(width: Int?, namesTables: Bool, succeeded: Bool = true) -> String {
    let transcript = Transcript(width: width)
    let reporter = ProgressReporter(console: transcript.console, namesTables: namesTables)
    for event in Self.events { reporter.receive(event) }
    reporter.finish(succeeded: succeeded)
    return transcript.errors
  }

  @Test func printsPlainLinesWithoutATerminal() {
    let text = lines(width: nil, namesTables: false)
    #expect(text == "read\nread         20 rows in 0.0 s\nswap\nswap         0.0 s\n")
  }

  @Test func namesTablesWhenAsked() {
    let text = lines(width: nil, namesTables: true)
    #expect(text.hasPrefix("read\nread: public.orders\nread: public.lines\n"))
  }

  @Test func doesNotCallAFailedStageFinished() {
    let text = lines(width: nil, namesTables: false, succeeded: false)
    #expect(text.hasSuffix("swap\n"))
  }

  @Test func keepsOneLineAStageOnATerminal() {
    let text = lines(width: 80, namesTables: false)
    let kept = text.split(separator: "\n").map { line in
      line.split(separator: "\u{1B}[2K").last.map(String.init) ?? ""
    }
    #expect(kept == ["read         20 rows in 0.0 s", "swap         0.0 s"])
  }
}
