import Foundation
import Statistics
import Testing

@testable import RelationalModels

@Suite struct CompositionFinderTests {
  private static let firsts = ["Anna", "Bert", "Cleo", "Dora", "Emil", "Jürgen", "Zoë", "Wójcik"]
  private static let lasts = ["Smith", "Müller", "Larsson", "Köhler", "Rossi", "Weber"]

  private func pick(_ values: [String], _ random: inout CounterGenerator) -> String {
    values[random.integer(below: values.count)]
  }

  private func plain(_ text: String) -> String {
    text.folding(options: .diacriticInsensitive, locale: nil).lowercased()
  }

  @Test func everyRowTakesOneOfSeveralTemplates() throws {
    var random = CounterGenerator(1)
    let people = (0..<1_200).map { _ in (pick(Self.firsts, &random), pick(Self.lasts, &random)) }
    let companies = people.indices.map { $0 % 4 == 0 ? "Acme\($0 % 25) Media Ltd" : nil }
    let mails = people.enumerated().map { row, name -> String in
      let (first, last) = (plain(name.0), plain(name.1))
      if let company = companies[row] {
        return "\(first)@\(company.split(separator: " ")[0].lowercased()).example"
      }
      switch row % 3 {
      case 0: return "\(first).\(last)@mail.example"
      case 1: return "\(first)\(10 + row % 80)@mail.example"
      default: return "\(first.prefix(1))\(last)@post.example"
      }
    }
    let database = SampleDatabase(
      SampleTable(
        "person",
        [
          .serial(1_200), .texts("first", people.map(\.0)), .texts("last", people.map(\.1)),
          .texts("company", companies), .texts("mail", mails),
        ]
      )
    )
    let model = try database.fit()
    #expect(
      model.rules.contains { $0.condition == "mail is put together from first, last, company" }
    )
    let clone = try SampleClone(model, seed: 2, metadata: database.metadata)
    let rows = zip(
      zip(clone.texts("person", "first"), clone.texts("person", "last")),
      zip(clone.texts("person", "company"), clone.texts("person", "mail"))
    ).map { names, rest in (plain(names.0 ?? ""), plain(names.1 ?? ""), rest.0, rest.1 ?? "") }
    let hosted = rows.filter { $0.2 != nil }
    #expect(!hosted.isEmpty)
    for (first, _, company, mail) in hosted {
      let host = company?.split(separator: " ").first?.lowercased() ?? ""
      #expect(mail == "\(first)@\(host).example")
    }
    let others = rows.filter { $0.2 == nil }
    #expect(abs(share(others) { $0.3 == "\($0.0).\($0.1)@mail.example" } - 1 / 3) < 0.06)
    #expect(abs(share(others) { $0.3 == "\($0.0.prefix(1))\($0.1)@post.example" } - 1 / 3) < 0.06)
  }

  @Test func codesHoldTheNumberOfTheRow() throws {
    let database = SampleDatabase(
      SampleTable(
        "client",
        [
          .integers("id", (0..<300).map { Int64(3 * $0 + 5) }),
          .texts("code", (0..<300).map { String(format: "Client#%09d", 3 * $0 + 5) }),
        ]
      )
    )
    let clone = try database.clone()
    for (id, code) in zip(clone.numbers("client", "id"), clone.texts("client", "code")) {
      #expect(code == String(format: "Client#%09d", Int(id ?? 0)))
    }
  }
}
