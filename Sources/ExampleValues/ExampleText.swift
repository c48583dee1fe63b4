import Foundation
import Metadata
import Statistics

/// Texts that fit a column's name.
struct ExampleText {
  private let words: [String]
  private let sdtype: SDType

  init(_ name: String, sdtype: SDType) {
    words = ColumnNameWords(name).words
    self.sdtype = sdtype
  }

  /// A text before it is made unique and cut to the column's length.
  ///
  /// - Returns: `stem` and `ending`: a number that makes the text unique goes between them.
  func text(
    _ row: ExampleRow,
    using generator: inout CounterGenerator
  ) -> (stem: String, ending: String) {
    if case .pii(let kind) = sdtype, let text = personal(kind, row, using: &generator) {
      return text
    }
    for word in words.reversed() {
      if let text = named(word, row, using: &generator) { return text }
    }
    return (ExampleWords.nouns.pick(using: &generator), "")
  }

  /// Values of one of SDV's personal-data types; nil for types without an own form here.
  private func personal(
    _ kind: String,
    _ row: ExampleRow,
    using generator: inout CounterGenerator
  ) -> (stem: String, ending: String)? {
    switch kind {
    case "email":
      ("\(row.firstName).\(row.lastName)".lowercased(), "@example.com")
    case "first_name": (row.firstName, "")
    case "last_name": (row.lastName, "")
    case "name": ("\(row.firstName) \(row.lastName)", "")
    case "user_name": ("\(row.firstName.prefix(1))\(row.lastName)".lowercased(), "")
    case "password": ("$2a$10$" + hex(32, using: &generator), "")
    case "phone_number":
      ("+1 555 01\(digits(2, using: &generator)) \(digits(3, using: &generator))", "")
    case "address":
      (
        "\(1 + generator.integer(below: 180)) \(ExampleWords.streets.pick(using: &generator)), \(row.place.city)",
        ""
      )
    case "street_address":
      ("\(1 + generator.integer(below: 180)) \(ExampleWords.streets.pick(using: &generator))", "")
    case "secondary_address": ("Suite \(1 + generator.integer(below: 40))", "")
    case "city": (row.place.city, "")
    case "administrative_unit": (row.place.region, "")
    case "postcode": (row.place.postcode, "")
    case "country": (row.place.country, "")
    case "country_code": (row.place.code, "")
    case "company":
      (
        ExampleWords.companies.pick(using: &generator) + " "
          + ExampleWords.companyForms.pick(using: &generator), ""
      )
    case "url":
      (
        "https://\(ExampleWords.nouns.pick(using: &generator)).example/\(ExampleWords.adjectives.pick(using: &generator))",
        ""
      )
    case "ipv4_address":
      ("10.\(generator.integer(below: 250)).\(generator.integer(below: 250)).1", "")
    case "ipv6_address": ("2001:db8::\(1 + generator.integer(below: 9000))", "")
    case "user_agent": (ExampleWords.browsers.pick(using: &generator), "")
    case "iban": ("XX00\(digits(16, using: &generator))", "")
    case "ssn", "credit_card_number": ("9\(digits(8, using: &generator))", "")
    case "license_plate": ("XX-\(digits(4, using: &generator))", "")
    default: nil
    }
  }

  private func named(
    _ word: String,
    _ row: ExampleRow,
    using generator: inout CounterGenerator
  ) -> (stem: String, ending: String)? {
    switch word {
    case "name", "title", "label", "subject", "headline":
      let isProper = word == "title" || word == "subject"
      let stem =
        ExampleWords.adjectives.pick(using: &generator) + " "
        + ExampleWords.nouns.pick(using: &generator)
      return (isProper ? stem.capitalized : stem, "")
    case "description", "body", "text", "comment", "comments", "note", "notes", "message",
      "content",
      "summary", "reason", "memo", "remarks", "bio", "details":
      return (sentence(using: &generator), "")
    case "slug", "handle", "alias", "identifier", "key":
      return (
        ExampleWords.adjectives.pick(using: &generator) + "-"
          + ExampleWords.nouns.pick(using: &generator), ""
      )
    case "code", "sku", "ref", "reference", "number", "no":
      return (
        ExampleWords.nouns.pick(using: &generator).prefix(3).uppercased()
          + digits(4, using: &generator), ""
      )
    case "token", "secret", "hash", "digest", "checksum", "md5", "sha", "etag", "fingerprint",
      "signature":
      return (hex(32, using: &generator), "")
    case "url", "uri", "link", "href", "website":
      return ("https://\(ExampleWords.nouns.pick(using: &generator)).example", "")
    case "domain", "host", "hostname":
      return (ExampleWords.nouns.pick(using: &generator), ".example")
    case "path", "directory", "folder":
      return (
        "/\(ExampleWords.nouns.pick(using: &generator))/\(ExampleWords.adjectives.pick(using: &generator))",
        ""
      )
    case "file", "filename":
      return (
        ExampleWords.nouns.pick(using: &generator),
        "." + ExampleWords.extensions.pick(using: &generator)
      )
    case "extension", "ext": return (ExampleWords.extensions.pick(using: &generator), "")
    case "mime", "mimetype": return (ExampleWords.mimeTypes.pick(using: &generator), "")
    case "currency": return (ExampleWords.currencies.pickEarly(using: &generator), "")
    case "locale", "language", "lang":
      return (ExampleWords.locales.pickEarly(using: &generator), "")
    case "timezone", "zone": return (ExampleWords.zones.pickEarly(using: &generator), "")
    case "status", "state": return (ExampleWords.statuses.pickEarly(using: &generator), "")
    case "color", "colour": return ("#" + hex(6, using: &generator), "")
    case "version": return ("1.\(generator.integer(below: 9)).\(generator.integer(below: 20))", "")
    case "gender", "sex": return (["f", "m"].pick(using: &generator), "")
    case "email": return personal("email", row, using: &generator)
    case "phone": return personal("phone_number", row, using: &generator)
    case "city": return (row.place.city, "")
    case "country": return (row.place.country, "")
    default: return nil
    }
  }

  private func sentence(using generator: inout CounterGenerator) -> String {
    let count = 4 + generator.integer(below: 9)
    let words = (0..<count).map { _ in ExampleWords.prose.pick(using: &generator) }
    let text = words.joined(separator: " ")
    return text.prefix(1).uppercased() + text.dropFirst() + "."
  }

  private func digits(_ count: Int, using generator: inout CounterGenerator) -> String {
    String((0..<count).map { _ in Character(String(generator.integer(below: 10))) })
  }

  private func hex(_ count: Int, using generator: inout CounterGenerator) -> String {
    String((0..<count).map { _ in Array("0123456789abcdef").pick(using: &generator) })
  }
}
