import Metadata
import Testing

@testable import QualityViews

@Suite struct ValueTextTests {
  @Test(
    arguments: [
      (0, ValueKind.date, "2000-01-01"),
      (59, .date, "2000-02-29"),
      (-1, .date, "1999-12-31"),
      (8_766, .date, "2024-01-01"),
      (-36_524, .date, "1900-01-01"),
      (0, .timestamp, "2000-01-01 00:00:00"),
      (-1_000_000, .timestamp, "1999-12-31 23:59:59"),
      (90_061_500_000, .timestamp, "2000-01-02 01:01:01.500000"),
      (3_600_000_000, .time, "01:00:00"),
      (180_000_000_000, .interval, "2 days 02:00:00"),
      (-3_600_000_000, .interval, "-01:00:00"),
      (12, .integer, "12"),
      (12.5, .decimal, "12.5"),
      (0.30000000000000004, .real, "0.3"),
      (1e-9, .real, "1e-09"),
    ] as [(Double, ValueKind, String)]
  )
  func valuesReadAsInPostgreSQL(value: Double, kind: ValueKind, text: String) {
    #expect(ValueText.text(value, kind: kind) == text)
  }
}
