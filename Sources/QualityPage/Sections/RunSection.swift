/// What was run, and what was left out of the comparison.
struct RunSection {
  let contents: ReportContents

  var section: PageSection {
    let details = contents.details.map { "<dt>\($0.name)</dt><dd>\($0.value)</dd>" as HTML }
    let notes = contents.notes.filter { !$0.lines.isEmpty }.map { note in
      """
      <h3 class="sub">\(note.title)</h3><ul>\(note.lines.map { "<li>\($0)" as HTML })</ul>
      """ as HTML
    }
    return PageSection(
      id: "run",
      title: "Run",
      parts: details.isEmpty && notes.isEmpty
        ? [] : [.fixed("<dl class=\"run\">\(details)</dl>\(notes)")]
    )
  }
}
