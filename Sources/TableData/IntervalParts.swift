/// An interval as PostgreSQL keeps it: months, days and time apart, because a month is no number of days.
package struct IntervalParts: Hashable, Sendable {
  package var months: Int32
  package var days: Int64
  /// Microseconds.
  package var time: Int64

  private static let microsecondsPerDay: Int64 = 86_400_000_000
  private static let daysPerMonth: Int64 = 30

  package init(months: Int32, days: Int64, time: Int64) {
    self.months = months
    self.days = days
    self.time = time
  }

  /// Takes so many months out of microseconds that count them as 30 days; whole days are kept apart from the
  /// time, so that `3 days` reads as that.
  package init(_ microseconds: Int64, months: Int32) {
    let rest = microseconds &- Int64(months) &* Self.daysPerMonth &* Self.microsecondsPerDay
    self.months = months
    (days, time) = rest.quotientAndRemainder(dividingBy: Self.microsecondsPerDay)
  }

  /// All in microseconds.
  package var microseconds: Int64 {
    (Int64(months) &* Self.daysPerMonth &+ days) &* Self.microsecondsPerDay &+ time
  }
}
