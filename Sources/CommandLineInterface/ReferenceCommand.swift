import ArgumentParser

/// `pgsynth reference`: prints `docs/command-line.md`.
struct ReferenceCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "reference",
    abstract: "Print the command-line reference as Markdown.",
    shouldDisplay: false
  )

  func run(console: Console) throws {
    console.print(CommandReference.markdown)
  }
}

/// The help of every command, as a page.
enum CommandReference {
  /// Width of the help in the page.
  private static let columns = 100

  static var markdown: String {
    let sections = RootCommand.configuration.subcommands
      .filter { $0.configuration.shouldDisplay }
      .map { command in
        section(
          "pgsynth \(command._commandName)",
          RootCommand.helpMessage(for: command, columns: columns)
        )
      }
    let head = """
      <!-- Made by `swift run pgsynth reference > docs/command-line.md`; a test keeps it up to date. -->

      # Command line


      """
    return head + section("pgsynth", RootCommand.helpMessage(columns: columns))
      + sections.joined()
      + "## pgsynth.yaml\n\n\(ConfigurationFile.help)\n"
  }

  private static func section(_ title: String, _ help: String) -> String {
    let lines = help.split(separator: "\n", omittingEmptySubsequences: false)
      .map { $0.trimmingEnd() }
    return "## \(title)\n\n```text\n\(lines.joined(separator: "\n"))\n```\n\n"
  }
}

extension Substring {
  /// Without blanks at the end.
  fileprivate func trimmingEnd() -> Substring {
    var text = self
    while text.last == " " { text.removeLast() }
    return text
  }
}
