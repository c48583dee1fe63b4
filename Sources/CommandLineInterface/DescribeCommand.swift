import ArgumentParser
import PgSynth

/// `pgsynth describe`: what is in a model file.
struct DescribeCommand: ConsoleCommand {
  static let configuration = CommandConfiguration(
    commandName: "describe",
    abstract: "Say what is in a model file.",
    discussion: """
      From what, when and by which program it was fitted; the tables with their roles, rows, bytes and the protected units \
      behind whatever may be repeated; which rows of the source it holds; the rules that clones keep; texts in definitions. \
      Nothing is connected to.

        pgsynth describe shop.pgsynth
        pgsynth describe shop.pgsynth --json

      Exit status: 0 where the file is whole, 1 where it is no model file or was damaged.
      """
  )

  @Argument(help: .init("The model file.", valueName: "model"))
  var model: String

  @Flag(help: "Print one JSON object.")
  var json = false

  func run(console: Console) throws {
    let description = try ModelFile(path: model).description
    console.print(json ? description.json : description.text)
  }
}
