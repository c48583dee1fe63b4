import Foundation

/// One program to run to its end, under the server's account where that is not ours.
struct ServerCommand: Sendable {
  /// The program and its arguments, behind what changes the account.
  let words: [String]

  init(_ program: String, _ arguments: [String] = [], account: ServerAccount = .current) {
    words = account.prefix + [program] + arguments
  }

  /// The command as a line for a shell.
  var shellLine: String {
    words.map(Self.shellQuoted).joined(separator: " ")
  }

  /// Runs the program and returns what it printed; throws when its exit status is not 0.
  @discardableResult
  func run() throws(DemoError) -> String {
    // A file, not a pipe: a server that is started inherits it, and reading a pipe would wait for its end.
    let transcript = FileManager.default.temporaryDirectory
      .appendingPathComponent("pgsynth-\(UUID().uuidString).log")
    defer { try? FileManager.default.removeItem(at: transcript) }
    let child = try start(printingTo: transcript.path)
    var raw: Int32 = 0
    while waitpid(child, &raw, 0) < 0, errno == EINTR {}
    let printed = (try? String(contentsOf: transcript, encoding: .utf8)) ?? ""
    guard raw == 0 else {
      // The low bits hold the number of a signal, the byte above them the exit status.
      let reason = raw & 0x7F == 0 ? "status \((raw >> 8) & 0xFF)" : "signal \(raw & 0x7F)"
      throw DemoError(.commandFailed, "\(shellLine) failed (\(reason)):\n\(printed)")
    }
    return printed
  }

  /// Starts the program; the caller waits for it.
  ///
  /// Not Foundation's `Process`: that waits until every descendant has closed a socket it inherits, which
  /// for a server started in the background is never.
  private func start(printingTo file: String) throws(DemoError) -> pid_t {
    var files = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&files)
    defer { posix_spawn_file_actions_destroy(&files) }
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &files,
      STDOUT_FILENO,
      file,
      O_WRONLY | O_CREAT | O_TRUNC,
      0o600
    )
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO)

    // A process group of its own keeps the terminal's Ctrl-C from it; signals that we ignore or that this
    // thread blocks must work in a server.
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var handled = sigset_t()
    sigemptyset(&handled)
    for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&handled, number) }
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &handled)
    posix_spawnattr_setpgroup(&attributes, 0)
    posix_spawnattr_setflags(
      &attributes,
      Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | Int16(POSIX_SPAWN_SETPGROUP)
    )

    // The account may not be allowed to enter our working directory.
    let command = ["/bin/sh", "-c", "cd / && exec \"$@\"", "sh"] + words
    let arguments = command.map { strdup($0) } + [nil]
    let variables =
      ProcessInfo.processInfo.environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (arguments + variables).forEach { free($0) } }
    var child: pid_t = 0
    let status = posix_spawn(&child, command[0], &files, &attributes, arguments, variables)
    guard status == 0 else {
      let reason = String(cString: strerror(status))
      throw DemoError(.commandFailed, "\(shellLine) could not be started: \(reason)")
    }
    return child
  }

  static func shellQuoted(_ word: String) -> String {
    let plain = word.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "-_./=:@".contains($0))
    }
    if plain, !word.isEmpty { return word }
    return "'" + word.replacingOccurrences(of: "'", with: "'\\''") + "'"
  }
}
