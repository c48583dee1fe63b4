/// Words that made-up texts are put together from: common ones, of nobody in particular.
enum ExampleWords {
  struct Place: Hashable, Sendable {
    var city: String
    var region: String
    var country: String
    var code: String
    var postcode: String
  }

  static let firstNames = [
    "Anna", "Ben", "Carla", "David", "Elena", "Felix", "Grace", "Hugo", "Ines", "Jonas", "Karin",
    "Liam", "Maria", "Noah", "Olga", "Paul", "Rosa", "Samuel", "Tara", "Viktor",
  ]
  static let lastNames = [
    "Anderson", "Bauer", "Costa", "Dubois", "Evans", "Fischer", "Garcia", "Hansen", "Ivanov",
    "Jansen", "Keller", "Larsen", "Moreau", "Novak", "Olsen", "Petrov", "Rossi", "Silva", "Tanaka",
    "Weber",
  ]
  static let companies = [
    "Acme", "Birchwood", "Cobalt", "Daybreak", "Evergreen", "Fairview", "Granite", "Harbor",
    "Ironbridge", "Juniper", "Kestrel", "Lakeside",
  ]
  static let companyForms = ["Ltd", "Inc", "GmbH", "Group", "Partners"]
  static let streets = [
    "Main Street", "Station Road", "Park Avenue", "Church Lane", "Mill Road", "High Street",
    "Garden Way", "River Street",
  ]
  static let places = [
    Place(city: "Oslo", region: "Oslo", country: "Norway", code: "NO", postcode: "0150"),
    Place(city: "Lisbon", region: "Lisboa", country: "Portugal", code: "PT", postcode: "1100-038"),
    Place(city: "Vienna", region: "Wien", country: "Austria", code: "AT", postcode: "1010"),
    Place(
      city: "Denver",
      region: "Colorado",
      country: "United States",
      code: "US",
      postcode: "80202"
    ),
    Place(city: "Kyoto", region: "Kyoto", country: "Japan", code: "JP", postcode: "600-8216"),
    Place(city: "Ghent", region: "Flanders", country: "Belgium", code: "BE", postcode: "9000"),
    Place(
      city: "Leeds",
      region: "Yorkshire",
      country: "United Kingdom",
      code: "GB",
      postcode: "LS1 4DY"
    ),
    Place(city: "Lyon", region: "Rhone", country: "France", code: "FR", postcode: "69002"),
  ]
  /// Nouns and adjectives for names of things.
  static let adjectives = [
    "blue", "bright", "early", "fresh", "golden", "green", "light", "modern", "northern", "quiet",
    "red", "round", "silver", "simple", "small", "warm",
  ]
  static let nouns = [
    "anchor", "bridge", "cedar", "delta", "engine", "forest", "garden", "harbor", "island",
    "journal", "kettle", "lantern", "meadow", "notebook", "orchard", "paper", "quarry", "river",
    "signal", "table",
  ]
  /// Words of sentences.
  static let prose = [
    "the", "a", "new", "first", "order", "was", "sent", "with", "small", "change", "and", "is",
    "ready", "for", "review", "this", "week", "please", "check", "details", "before", "next",
    "step",
    "of", "our", "plan", "customer", "asked", "about", "delivery", "all", "items", "are", "in",
    "place", "thanks", "to", "team",
  ]
  static let statuses = ["active", "pending", "done", "inactive", "cancelled"]
  static let currencies = ["EUR", "USD", "GBP", "NOK", "JPY"]
  static let locales = ["en", "de", "fr", "es", "pt"]
  static let zones = ["UTC", "Europe/Vienna", "America/Denver", "Asia/Tokyo"]
  static let mimeTypes = ["image/png", "image/jpeg", "application/pdf", "text/plain"]
  static let extensions = ["png", "jpg", "pdf", "txt"]
  static let browsers = [
    "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "Mozilla/5.0 (Macintosh) Safari/17.4",
    "curl/8.5.0",
  ]
}
