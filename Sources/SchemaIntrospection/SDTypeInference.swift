package import Metadata

/// Guesses the semantic type of columns from key membership, type, statistics and name.
package enum SDTypeInference {
  /// The metadata with the sdtype of every column set.
  package static func infer(_ metadata: DatabaseMetadata) -> DatabaseMetadata {
    var referenced: Set<ColumnID> = []
    for key in metadata.tables.flatMap(\.foreignKeys) {
      for name in key.parentColumns { referenced.insert(ColumnID(table: key.parent, name: name)) }
    }
    return metadata.mapTables { table in
      var table = table
      var keys = Set(table.primaryKey?.columns ?? [])
      keys.formUnion(table.foreignKeys.flatMap(\.childColumns))
      for column in table.columns
      where referenced.contains(ColumnID(table: table.id, name: column.name)) {
        keys.insert(column.name)
      }
      for index in table.columns.indices {
        let column = table.columns[index]
        table.columns[index].sdtype = infer(
          column,
          isKey: keys.contains(column.name),
          rowCount: table.rowCount ?? table.estimatedRowCount
        )
      }
      return table
    }
  }

  /// The sdtype of one column.
  ///
  /// - Parameters:
  ///   - column: the column without its sdtype.
  ///   - isKey: whether it is part of the primary key, of a foreign key, or referred to by one.
  ///   - rowCount: rows of the table, where known.
  /// - Returns: the guess; `.unknown` for free text and for types without one.
  package static func infer(_ column: Column, isKey: Bool, rowCount: Int?) -> SDType {
    let words = ColumnNameWords(column.name)
    switch column.type.valueKind {
    case .boolean: return .boolean
    case .date, .timestamp, .time: return .datetime
    case .enumeration: return isKey ? .id : .categorical
    case .interval: return .numerical
    case .uuid: return .id
    case .integer, .real, .decimal:
      if isKey || column.isSequenceBacked { return .id }
      return number(words, column.statistics)
    case .text:
      if isKey { return .id }
      return text(words, column, rowCount)
    case .other:
      if isKey { return .id }
      return network(column.type.baseName)
    case .json, .array, .binary:
      return isKey ? .id : .unknown
    }
  }

  /// Up to this many distinct numbers, a column named like a code is a category.
  private static let mostCodes = 50.0

  private static func number(_ words: ColumnNameWords, _ statistics: ColumnStatistics?) -> SDType {
    if let name = words.personalData, PersonalDataNames.numeric.contains(name) { return .pii(name) }
    if words.isIdentifier { return .id }
    let isCode = words.last.map { PersonalDataNames.codeWords.contains($0) } ?? false
    return isCode && (statistics?.distinctCount ?? .infinity) <= mostCodes
      ? .categorical : .numerical
  }

  /// Texts with more distinct values than this share of the rows are free text.
  private static let categoricalShare = 0.2
  private static let mostCategories = 1000.0
  /// So few distinct values are categories even in a small table.
  private static let surelyCategories = 20.0
  /// Without statistics, texts declared at most this long are taken for categories.
  private static let shortText = 30

  private static func text(
    _ words: ColumnNameWords,
    _ column: Column,
    _ rowCount: Int?
  ) -> SDType {
    if let name = words.personalData { return .pii(name) }
    if words.isIdentifier { return .id }
    guard let distinct = column.statistics?.distinctCount, let rowCount else {
      return (column.type.length ?? .max) <= shortText ? .categorical : .unknown
    }
    let isCategorical =
      distinct <= surelyCategories
      || (distinct <= mostCategories && distinct <= Double(rowCount) * categoricalShare)
    return isCategorical ? .categorical : .unknown
  }

  private static func network(_ typeName: String) -> SDType {
    switch typeName {
    case "inet": .pii("ipv4_address")
    case "macaddr", "macaddr8": .pii("mac_address")
    default: .unknown
    }
  }
}

extension ColumnNameWords {
  /// Whether the name ends like that of an identifier.
  package var isIdentifier: Bool {
    last.map { ["id", "uuid", "guid"].contains($0) } ?? false
  }

  /// The personal-data type that the name speaks of, the longest phrase first.
  ///
  /// Only words that qualify (`address_line_2`, `phone_home`) may follow the phrase, so that
  /// `email_count` is not taken for an address.
  package var personalData: String? {
    for length in stride(from: min(words.count, Self.longestPhrase), to: 0, by: -1) {
      for start in 0...(words.count - length) {
        let phrase = words[start..<start + length].joined()
        let rest = words[(start + length)...]
        guard let type = PersonalDataNames.types[phrase],
          rest.allSatisfy({ PersonalDataNames.qualifiers.contains($0) || Int($0) != nil })
        else { continue }
        return type
      }
    }
    return nil
  }

  private static let longestPhrase = 4
}

/// What columns with personal data are called, words joined.
enum PersonalDataNames {
  /// Phrase → the sdtype, named as Faker's provider where there is one.
  static let types: [String: String] = {
    let phrases: [String: [String]] = [
      "email": ["email", "emails", "emailaddress", "mail", "mailaddress", "emailid"],
      "phone_number": [
        "phone", "phonenumber", "phoneno", "telephone", "tel", "telno", "mobile", "mobilephone",
        "cellphone", "fax", "faxnumber", "homephone", "workphone", "contactnumber", "msisdn",
      ],
      "first_name": ["firstname", "fname", "givenname", "forename", "middlename"],
      "last_name": ["lastname", "lname", "surname", "familyname", "maidenname"],
      "name": [
        "fullname", "personname", "customername", "contactname", "employeename", "patientname",
        "clientname", "holdername", "cardholder", "recipientname", "ownername", "authorname",
        "shipname", "displayname", "realname",
      ],
      "user_name": ["username", "login", "loginname", "userlogin", "nickname", "screenname"],
      "password": ["password", "passwd", "passwordhash", "encryptedpassword", "passworddigest"],
      "address": ["address", "fulladdress", "homeaddress", "billingaddress", "shippingaddress"],
      "street_address": [
        "street", "streetaddress", "streetname", "addressline", "shipaddress", "addressstreet",
      ],
      "secondary_address": ["apartment", "suite"],
      "city": ["city", "cityname", "town", "municipality", "shipcity"],
      "administrative_unit": ["stateprovince", "province", "county", "region", "shipregion"],
      "postcode": [
        "postcode", "postalcode", "zip", "zipcode", "postal", "plz", "shippostalcode",
      ],
      "country": ["country", "countryname", "shipcountry"],
      "country_code": ["countrycode", "countryiso", "isocountry", "countryalpha"],
      "ssn": [
        "ssn", "socialsecuritynumber", "socialsecurity", "nationalid", "taxid", "passportnumber",
        "taxidentificationnumber", "vatnumber",
      ],
      "iban": ["iban", "bankaccountnumber", "accountnumber"],
      "swift": ["bic", "swift", "swiftcode", "biccode"],
      "credit_card_number": [
        "creditcard", "creditcardnumber", "cardnumber", "ccnumber", "pan",
      ],
      "url": ["url", "uri", "website", "homepage", "link", "webpage", "weburl"],
      "ipv4_address": ["ip", "ipaddress", "ipaddr", "ipv4", "remoteaddr", "clientip"],
      "ipv6_address": ["ipv6", "ipv6address"],
      "mac_address": ["mac", "macaddress"],
      "user_agent": ["useragent"],
      "company": ["company", "companyname", "employer", "organizationname", "organisationname"],
      "license_plate": ["licenseplate", "licenceplate", "numberplate"],
      "latitude": ["latitude", "lat"],
      "longitude": ["longitude", "lng", "lon"],
    ]
    var types: [String: String] = [:]
    for (type, names) in phrases {
      for name in names { types[name] = type }
    }
    return types
  }()

  /// Types that numbers may have, too.
  static let numeric: Set<String> = [
    "phone_number", "postcode", "ssn", "credit_card_number", "latitude", "longitude",
  ]

  /// Words that may follow a phrase without changing what it is about.
  static let qualifiers: Set<String> = [
    "line", "home", "work", "mobile", "primary", "secondary", "number", "no", "main", "other",
    "billing", "shipping", "private", "business", "office", "value", "text",
  ]

  /// Last words of columns that hold codes rather than amounts.
  static let codeWords: Set<String> = [
    "status", "type", "code", "kind", "category", "flag", "class", "state", "level", "gender",
    "sex",
  ]
}
