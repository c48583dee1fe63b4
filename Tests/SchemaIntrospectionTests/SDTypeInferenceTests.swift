import Metadata
import Testing

@testable import SchemaIntrospection

@Suite struct SDTypeInferenceTests {
  private func sdtype(
    _ name: String,
    _ type: String = "text",
    isKey: Bool = false,
    distinct: Double? = nil,
    rows: Int? = nil
  ) -> String {
    let column = Column(
      name: name,
      position: 1,
      type: ColumnType(declaration: type, baseName: type),
      isNullable: true,
      statistics: distinct.map { ColumnStatistics(nullFraction: 0, distinctCount: $0) }
    )
    return SDTypeInference.infer(column, isKey: isKey, rowCount: rows).description
  }

  @Test(
    "Names tell what personal data a text is",
    arguments: [
      ("email", "email"), ("Email_Address", "email"), ("contactEmail", "email"),
      ("primary_email", "email"), ("phone", "phone_number"), ("PhoneNumber", "phone_number"),
      ("mobile_phone", "phone_number"), ("phone_home", "phone_number"), ("firstname", "first_name"),
      ("first_name", "first_name"), ("customerLastName", "last_name"), ("LASTNAME", "last_name"),
      ("address", "address"), ("address_line_2", "street_address"), ("address2", "address"),
      ("ip_address", "ipv4_address"), ("IPAddress", "ipv4_address"), ("city", "city"),
      ("ship_city", "city"), ("postal code", "postcode"), ("zip", "postcode"),
      ("ZipCode", "postcode"),
      ("country_code", "country_code"), ("country", "country"), ("ssn", "ssn"), ("IBAN", "iban"),
      ("website_url", "url"), ("homepage", "url"), ("user_name", "user_name"),
      ("email_count", "unknown"), ("phone_type", "unknown"), ("description", "unknown"),
      ("name", "unknown"), ("", "unknown"), ("_", "unknown"),
    ]
  )
  func names(name: String, expected: String) {
    #expect(sdtype(name) == expected)
  }

  @Test func typesDecideFirst() {
    #expect(sdtype("email", "bool") == "boolean")
    #expect(sdtype("phone", "int8") == "phone_number")
    #expect(sdtype("city", "int4") == "numerical")
    #expect(sdtype("x", "timestamptz") == "datetime")
    #expect(sdtype("x", "date") == "datetime")
    #expect(sdtype("x", "uuid") == "id")
    #expect(sdtype("x", "jsonb") == "unknown")
    #expect(sdtype("x", "inet") == "ipv4_address")
    #expect(sdtype("x", "numeric") == "numerical")
  }

  @Test func keysAreIdentifiersUnlessTheyAreTimes() {
    #expect(sdtype("email", isKey: true) == "id")
    #expect(sdtype("x", "int4", isKey: true) == "id")
    #expect(sdtype("from_date", "date", isKey: true) == "datetime")
    #expect(sdtype("external_id", "int4") == "id")
  }

  @Test func statisticsTellCategoriesFromFreeText() {
    #expect(sdtype("x", distinct: 8, rows: 10) == "categorical")
    #expect(sdtype("x", distinct: 150, rows: 1000) == "categorical")
    #expect(sdtype("x", distinct: 900, rows: 1000) == "unknown")
    #expect(sdtype("x", distinct: 5000, rows: 1_000_000) == "unknown")
    #expect(sdtype("status", "int4", distinct: 4) == "categorical")
    #expect(sdtype("status", "int4", distinct: 400) == "numerical")
  }

  @Test(arguments: [
    ("camelCase", ["camel", "case"]), ("XMLHttpID", ["xml", "http", "id"]),
    ("snake_case", ["snake", "case"]), ("address2", ["address", "2"]),
    ("ÄnderungAm", ["änderung", "am"]),
  ])
  func namesAreCutIntoWords(name: String, words: [String]) {
    #expect(ColumnNameWords(name).words == words)
  }
}
