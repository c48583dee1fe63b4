import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// Where a command prints.
struct Console: Sendable {
  /// Appends text to standard output.
  let writeOutput: @Sendable (String) -> Void
  /// Appends text to standard error.
  let writeError: @Sendable (String) -> Void
  /// Columns of the terminal behind standard error; nil when it is none.
  let errorWidth: @Sendable () -> Int?

  /// The process's own streams.
  static let standard = Console(
    writeOutput: { write($0, to: .standardOutput) },
    writeError: { write($0, to: .standardError) },
    errorWidth: { terminalWidth(of: STDERR_FILENO) }
  )

  /// Prints a result.
  func print(_ text: String) {
    writeOutput(text.hasSuffix("\n") ? text : text + "\n")
  }

  /// Prints what went wrong or what is going on.
  func complain(_ text: String) {
    writeError(text.hasSuffix("\n") ? text : text + "\n")
  }

  private static func write(_ text: String, to handle: FileHandle) {
    // Nobody reads any more, as behind `| head`: nothing to do about it, and no reason to fail.
    try? handle.write(contentsOf: Data(text.utf8))
  }

  private static func terminalWidth(of descriptor: Int32) -> Int? {
    guard isatty(descriptor) == 1, ProcessInfo.processInfo.environment["TERM"] != "dumb" else {
      return nil
    }
    var size = winsize()
    let usual = 80
    guard ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0, size.ws_col > 0 else { return usual }
    return Int(size.ws_col)
  }
}
