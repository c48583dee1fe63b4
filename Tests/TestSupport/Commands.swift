import Foundation

/// What a program left behind.
package struct CommandResult: Sendable {
  /// The exit status, or 128 plus the number of the signal that ended the program.
  package let status: Int32
  package let stdout: String
  package let stderr: String
}

/// A program that was started and not yet waited for.
///
/// Not Foundation's `Process`: that waits until every descendant has closed a socket it inherits, which
/// for a server started in the background is never.
package final class RunningCommand {
  package let processID: Int32
  private let outputs: [String]
  private var status: Int32?

  /// Starts the program; its outputs go to files, so that it never waits for a reader.
  package init(
    _ program: String,
    _ arguments: [String] = [],
    environment: [String: String] = [:],
    directory: String? = nil
  ) throws {
    let folder = FileManager.default.temporaryDirectory
    outputs = (0..<2).map { _ in
      folder.appendingPathComponent("pgsynth-output-\(UUID().uuidString)").path
    }
    let variables = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    processID = try spawn(
      program,
      arguments,
      environment: variables,
      directory: directory,
      stdout: outputs[0],
      stderr: outputs[1]
    )
  }

  package var isRunning: Bool {
    if status == nil { reap(options: WNOHANG) }
    return status == nil
  }

  package func send(signal number: Int32) {
    if isRunning { kill(processID, number) }
  }

  /// Waits for the end and collects the outputs.
  package func wait() -> CommandResult {
    while status == nil { reap(options: 0) }
    let texts = outputs.map { path in
      String(decoding: FileManager.default.contents(atPath: path) ?? Data(), as: UTF8.self)
    }
    for path in outputs { try? FileManager.default.removeItem(atPath: path) }
    return CommandResult(status: status ?? -1, stdout: texts[0], stderr: texts[1])
  }

  private func reap(options: Int32) {
    var raw: Int32 = 0
    let reaped = waitpid(processID, &raw, options)
    guard reaped == processID else {
      if reaped < 0, errno != EINTR { status = -1 }
      return
    }
    let signal = raw & 0x7F
    status = signal == 0 ? (raw >> 8) & 0xFF : 128 + signal
  }
}

/// Starts a program with default signal handling; without a descriptor to read from it has no input.
func spawn(
  _ program: String,
  _ arguments: [String],
  environment: [String: String],
  directory: String? = nil,
  stdin: Int32? = nil,
  stdout: String = "/dev/null",
  stderr: String = "/dev/null",
  inNewSession: Bool = false
) throws -> pid_t {
  var files = posix_spawn_file_actions_t()
  posix_spawn_file_actions_init(&files)
  defer { posix_spawn_file_actions_destroy(&files) }
  let writing = O_WRONLY | O_CREAT | O_TRUNC
  if let stdin {
    posix_spawn_file_actions_adddup2(&files, stdin, STDIN_FILENO)
  } else {
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
  }
  posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, stdout, writing, 0o600)
  posix_spawn_file_actions_addopen(&files, STDERR_FILENO, stderr, writing, 0o600)

  // The threads that run tests may block signals, which a child would inherit.
  var attributes = posix_spawnattr_t()
  posix_spawnattr_init(&attributes)
  defer { posix_spawnattr_destroy(&attributes) }
  var none = sigset_t()
  sigemptyset(&none)
  var defaults = sigset_t()
  sigemptyset(&defaults)
  for number in [SIGINT, SIGTERM, SIGHUP, SIGPIPE] { sigaddset(&defaults, number) }
  posix_spawnattr_setsigmask(&attributes, &none)
  posix_spawnattr_setsigdefault(&attributes, &defaults)
  let session = inNewSession ? spawnInNewSession : 0
  posix_spawnattr_setflags(
    &attributes,
    Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF) | session
  )

  var child: pid_t = 0
  var command = [program] + arguments
  // posix_spawn has no portable way to change the folder.
  if let directory { command = ["/bin/sh", "-c", "cd \"$0\" && exec \"$@\"", directory] + command }
  let argumentPointers = command.map { strdup($0) } + [nil]
  let environmentPointers = environment.map { strdup("\($0.key)=\($0.value)") } + [nil]
  defer { (argumentPointers + environmentPointers).forEach { free($0) } }
  let status = posix_spawn(
    &child,
    command[0],
    &files,
    &attributes,
    argumentPointers,
    environmentPointers
  )
  guard status == 0 else {
    throw ScratchServerError(
      "\(program) could not be started: \(String(cString: strerror(status)))"
    )
  }
  return child
}

/// `POSIX_SPAWN_SETSID`, which glibc hides behind a feature macro.
private let spawnInNewSession: Int16 = 0x80

/// Runs a program to its end.
package func runCommand(
  _ program: String,
  _ arguments: [String] = [],
  environment: [String: String] = [:],
  directory: String? = nil
) throws -> CommandResult {
  try RunningCommand(program, arguments, environment: environment, directory: directory).wait()
}

/// Runs a line of shell to its end.
package func runShell(
  _ line: String,
  environment: [String: String] = [:]
) throws -> CommandResult {
  try runCommand("/bin/sh", ["-c", line], environment: environment)
}

/// Starts the built `pgsynth`, to interrupt it or to look at what it does.
package func startPgSynth(
  _ arguments: [String],
  environment: [String: String] = [:]
) throws -> RunningCommand {
  let program = URL(fileURLWithPath: CommandLine.arguments[0]).deletingLastPathComponent()
  return try RunningCommand(
    try pgSynthExecutable(near: program),
    arguments,
    environment: environment
  )
}

/// Runs the built `pgsynth` to its end.
package func runPgSynth(
  _ arguments: [String],
  environment: [String: String] = [:]
) throws -> CommandResult {
  try startPgSynth(arguments, environment: environment).wait()
}

/// The build puts the program beside the test bundle; the test runner itself may lie elsewhere, so the
/// bundle is looked for among the arguments and the folders above.
private func pgSynthExecutable(near runner: URL) throws -> String {
  var folders = [runner]
  for argument in CommandLine.arguments where argument.contains(".xctest") {
    folders.append(URL(fileURLWithPath: argument).deletingLastPathComponent())
  }
  folders += Bundle.allBundles.map { $0.bundleURL.deletingLastPathComponent() }
  folders += folders.map { $0.deletingLastPathComponent().deletingLastPathComponent() }
  for folder in folders {
    let candidate = folder.appendingPathComponent("pgsynth").path
    var isFolder: ObjCBool = false
    if FileManager.default.fileExists(atPath: candidate, isDirectory: &isFolder),
      !isFolder.boolValue,
      FileManager.default.isExecutableFile(atPath: candidate)
    {
      return candidate
    }
  }
  throw ScratchServerError("pgsynth was not found beside the tests; run swift build first")
}
