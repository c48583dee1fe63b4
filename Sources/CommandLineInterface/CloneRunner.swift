import PgSynth

/// Runs a clone with its progress on standard error.
enum CloneRunner {
  static func run(
    _ options: CloneOptions,
    verbosity: VerbosityFlags,
    console: Console
  ) throws -> CloneOutcome {
    guard !verbosity.quiet else { return try Clone(options).run { _ in } }
    let reporter = ProgressReporter(console: console, namesTables: verbosity.verbose)
    do {
      let outcome = try Clone(options).run { reporter.receive($0) }
      reporter.finish(succeeded: true)
      return outcome
    } catch {
      reporter.finish(succeeded: false)
      throw error
    }
  }
}
