import Testing

@testable import SchemaIntrospection

@Suite struct TextDictionaryTests {
  private func codes(_ texts: [String]) -> (codes: [Int32], texts: [String]) {
    var dictionary = TextDictionary()
    let codes = texts.map { text in
      Array(text.utf8).withUnsafeBytes { dictionary.code(of: $0) }
    }
    return (codes, dictionary.texts())
  }

  @Test func codesFollowTheFirstAppearance() {
    let result = codes(["b", "a", "", "b", "a", ""])
    #expect(result.codes == [0, 1, 2, 0, 1, 2])
    #expect(result.texts == ["b", "a", ""])
  }

  @Test func textsThatShareBeginningsAndEndsAreToldApart() {
    let texts = (0..<40).flatMap { length in
      ["", "x", "y"].map { String(repeating: "a", count: length) + $0 }
    }
    #expect(Set(codes(texts).texts) == Set(texts))
    #expect(codes(["\0", "\0\0", ""]).codes == [0, 1, 2])
  }

  @Test func growingKeepsCodes() {
    let texts = (0..<5000).map { "text number \($0)" }
    let result = codes(texts + texts)
    #expect(result.texts == texts)
    #expect(result.codes == (Array(0..<5000) + Array(0..<5000)))
  }
}
