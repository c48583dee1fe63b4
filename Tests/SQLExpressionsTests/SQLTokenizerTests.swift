import Testing

@testable import SQLExpressions

struct SQLTokenizerTests {
  @Test(arguments: [
    "SELECT 1", "a.b::c", "'it''s' E'a\\'b' $$x$$ $tag$ $$ $tag$", "/* a /* b */ c */ -- d\ne",
    "\"a\"\"b\".\"c\"", "a<>b-- c", "U&\"d\\0061t\" x'1F' n'a'", "'open", "$tag$ open",
    "1..2 1.5e3",
    "naïve.Größe", "",
  ])
  func `tokens joined again give the same text`(sql: String) {
    #expect(SQLTokenizer.tokens(of: sql).map(\.text).joined() == sql)
  }

  @Test
  func `names are folded and unquoted`() {
    let tokens = SQLTokenizer.tokens(of: "Public \"Pub\"\"lic\" ÄÖ 'public'")
    #expect(tokens.compactMap(\.name) == ["public", "Pub\"lic", "ÄÖ"])
  }

  @Test
  func `a dollar string is one token with its tag and body`() {
    let token = SQLTokenizer.tokens(of: "$fn$ SELECT '$$' $fn$")[0]
    #expect(token.dollarParts?.tag == "$fn$")
    #expect(token.dollarParts?.body == " SELECT '$$' ")
  }
}
