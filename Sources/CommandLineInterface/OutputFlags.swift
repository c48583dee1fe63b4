import ArgumentParser

/// How much a command says while it works.
struct VerbosityFlags: ParsableArguments {
  @Flag(name: .shortAndLong, help: "Print nothing but results and errors.")
  var quiet = false

  @Flag(name: .shortAndLong, help: "Name each table as its turn comes.")
  var verbose = false

  func validate() throws {
    guard !(quiet && verbose) else {
      throw ValidationError("--quiet and --verbose contradict each other")
    }
  }
}
