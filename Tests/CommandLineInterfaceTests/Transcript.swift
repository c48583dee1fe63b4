import Synchronization

@testable import CommandLineInterface

/// Collects what a command prints.
final class Transcript: Sendable {
  private let streams = Mutex((output: "", errors: ""))
  private let width: Int?

  init(width: Int? = nil) {
    self.width = width
  }

  var output: String { streams.withLock { $0.output } }
  var errors: String { streams.withLock { $0.errors } }

  var console: Console {
    Console(
      writeOutput: { text in self.streams.withLock { $0.output += text } },
      writeError: { text in self.streams.withLock { $0.errors += text } },
      errorWidth: { self.width }
    )
  }

  /// Runs the program with arguments and returns its exit status.
  func run(_ arguments: String...) -> Int32 {
    Program.run(arguments, console: console)
  }
}
