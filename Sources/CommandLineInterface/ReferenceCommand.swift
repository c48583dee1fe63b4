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
    let sections = sections(of: RootCommand.self, "pgsynth")
    let head = """
      <!-- Made by `swift run pgsynth reference > docs/command-line.md`; a test keeps it up to date. -->

      # Command line


      """
    return head + section("pgsynth", RootCommand.helpMessage(columns: columns))
      + sections
      + "## pgsynth.yaml\n\n\(ConfigurationFile.help)\n"
  }

  /// The commands of a command, each before its own.
  private static func sections(of parent: any ParsableCommand.Type, _ name: String) -> String {
    parent.configuration.subcommands.filter { $0.configuration.shouldDisplay }.map { command in
      let title = "\(name) \(command._commandName)"
      return section(title, RootCommand.helpMessage(for: command, columns: columns))
        + sections(of: command, title)
    }.joined()
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
