import ArgumentParser
import Foundation
import PgSynth
import PostgresClient

/// The program `pgsynth`: parses, calls the library, prints, and turns the end into an exit status.
package enum Program {
  /// Runs the command of this process and ends it.
  package static func main() -> Never {
    SignalHandling.install()
    exit(run(Array(CommandLine.arguments.dropFirst()), console: .standard))
  }

  /// Runs one command.
  ///
  /// - Returns: 0 done, 1 failed, 2 wrong usage, 3 a difference found or a bar missed, 128 + signal when stopped by one.
  static func run(_ arguments: [String], console: Console) -> Int32 {
    do {
      var command = try RootCommand.parseAsRoot(arguments)
      guard let task = command as? any ConsoleCommand else {
        try command.run()
        return ExitStatus.done
      }
      do {
        try task.run(console: console)
      } catch let status as ExitCode {
        return status.rawValue
      } catch {
        return report(PgSynthError(wrapping: error), arguments, console)
      }
      return ExitStatus.done
    } catch {
      guard !RootCommand.exitCode(for: error).isSuccess else {
        console.print(RootCommand.fullMessage(for: error))
        return ExitStatus.done
      }
      let message = Redaction.withoutPasswords(RootCommand.message(for: error))
      return report(PgSynthError(.usage, message), arguments, console)
    }
  }

  private static func report(
    _ error: PgSynthError,
    _ arguments: [String],
    _ console: Console
  ) -> Int32 {
    var text = "pgsynth: \(error.description)"
    if error.code == .usage {
      let command = arguments.first.flatMap { name in
        RootCommand.configuration.subcommands.first { $0._commandName == name }
      }
      text += "\nSee 'pgsynth \(command.map { $0._commandName + " " } ?? "")--help'."
    }
    console.complain(text)
    if arguments.contains("--json") {
      let members = [
        ("code", JSONText.string(error.code.rawValue)),
        ("message", JSONText.string(error.description)),
      ]
      console.print(JSONText.object([("error", JSONText.object(members))]))
    }
    return switch error.code {
    case .usage: ExitStatus.usage
    case .failed: ExitStatus.failed
    case .missed: ExitStatus.missed
    case .cancelled: SignalHandling.stoppedStatus
    }
  }
}

/// What the exit status of the program means.
enum ExitStatus {
  static let done: Int32 = 0
  static let failed: Int32 = 1
  static let usage: Int32 = 2
  /// What was compared differs.
  static let different: Int32 = 3
  /// The clone misses a bar under `--strict`.
  static let missed: Int32 = 3
}

/// A command that prints through a console instead of straight to the process's streams.
protocol ConsoleCommand: ParsableCommand {
  func run(console: Console) throws
}

extension ConsoleCommand {
  func run() throws {
    try run(console: .standard)
  }
}
