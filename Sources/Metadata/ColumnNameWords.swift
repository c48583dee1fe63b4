/// A name cut into lower-case words at underscores, spaces, digits and camelCase humps.
package struct ColumnNameWords: Hashable, Sendable {
  package let words: [String]

  package init(_ name: String) {
    var words: [String] = []
    var current = ""
    let characters = Array(name)
    func finish() {
      if !current.isEmpty { words.append(current.lowercased()) }
      current = ""
    }
    for (index, character) in characters.enumerated() {
      guard character.isLetter || character.isNumber else {
        finish()
        continue
      }
      if index > 0 {
        let previous = characters[index - 1]
        let isHump = character.isUppercase && (previous.isLowercase || previous.isNumber)
        // The last capital of a run starts a word when a small letter follows: IPAddress, XMLName.
        let endsRun =
          character.isUppercase && previous.isUppercase
          && index + 1 < characters.count && characters[index + 1].isLowercase
        if isHump || endsRun || character.isNumber != previous.isNumber { finish() }
      }
      current.append(character)
    }
    finish()
    self.words = words
  }

  package var last: String? { words.last }
}
