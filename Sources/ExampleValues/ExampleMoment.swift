import Foundation
import Metadata
import SQLExpressions
import Statistics

/// Points in time that fit a column's name, in the order that names suggest: what is created comes before what
/// ends.
struct ExampleMoment {
  private let kind: ValueKind
  private let days: ClosedRange<Double>
  private let domain: ColumnDomain
  private let now: Int64

  init(_ column: Column, domain: ColumnDomain, now: Int64) {
    kind = column.type.valueKind
    self.domain = domain
    self.now = now
    days = Self.daysAfterTheRow(ColumnNameWords(column.name).words)
  }

  /// Words for what is over or not yet, which most rows have no value for.
  static let rareWords: Set<String> = [
    "deleted", "archived", "discarded", "cancelled", "canceled", "voided", "revoked", "failed",
    "rejected",
    "disabled", "blocked", "terminated", "locked", "reset",
  ]

  private static let laterWords: Set<String> = [
    "end", "ended", "ends", "finish", "finished", "expires", "expired", "expiry", "expiration",
    "until", "to",
    "due", "closed", "completed", "delivered", "shipped", "paid", "returned", "deadline", "valid",
    "termination",
  ]

  private static func daysAfterTheRow(_ words: [String]) -> ClosedRange<Double> {
    let words = Set(words)
    if !words.isDisjoint(with: ["birth", "birthday", "born", "dob", "birthdate"]) {
      return -25_000...(-7_000)
    }
    if words.contains("created") || words.contains("inserted") { return 0...0 }
    if !words.isDisjoint(with: rareWords) { return 8...20 }
    if !words.isDisjoint(with: laterWords) { return 5...25 }
    if words.contains("updated") || words.contains("modified") { return 0...30 }
    return 0...4
  }

  /// The value in the column's unit.
  func value(_ row: ExampleRow, using generator: inout CounterGenerator) -> Int64 {
    let day = ExampleCell.microsecondsPerDay
    switch kind {
    case .time: return Int64(6 + generator.integer(below: 16)) * 3_600_000_000
    case .interval: return Int64(1 + generator.integer(below: 72)) * 3_600_000_000
    default: break
    }
    let offset = days.lowerBound + generator.uniform() * (days.upperBound - days.lowerBound)
    var moment = Double(row.moment) + (offset * 86_400).rounded() * 1_000_000
    let unit = kind == .date ? day : 1
    let lower = domain.lower?.value.numeric.map { $0 * unit + unit }
    let upper = domain.upper?.value.numeric.map { $0 * unit - unit }
    if let lower, moment < lower {
      moment = lower + generator.uniform() * ((upper ?? lower + 365 * day) - lower)
    }
    if let upper, moment > upper {
      moment = upper - generator.uniform() * (upper - (lower ?? upper - 365 * day))
    }
    return kind == .date
      ? Int64((moment / day).rounded(.down)) : Int64(moment / 1_000_000) * 1_000_000
  }
}
