import Metadata

/// Whole calendar months between points in time: a year is a year, whether it has 365 days or 366.
///
/// Days count from 2000-01-01.
package enum CalendarMonths {
  /// Days of an average Gregorian month.
  package static let averageDays = 30.436875
  /// The day that many months later, or the last of its month where that is shorter.
  package static func adding(_ months: Int, to day: Int) -> Int {
    let date = CivilDate(dayNumber: day)
    let total = date.year * 12 + (date.month - 1) + months
    let year = CivilDate.floorDivide(total, 12)
    let first = CivilDate(year: year, month: total - year * 12 + 1, day: 1)
    let next =
      first.month == 12
      ? CivilDate(year: year + 1, month: 1, day: 1)
      : CivilDate(year: year, month: first.month + 1, day: 1)
    return first.dayNumber + min(date.day, next.dayNumber - first.dayNumber) - 1
  }

  /// The number of months that leads from one day exactly to the other, or nil.
  package static func between(_ day: Int, and other: Int) -> Int? {
    let (from, to) = (CivilDate(dayNumber: day), CivilDate(dayNumber: other))
    let months = (to.year - from.year) * 12 + to.month - from.month
    return adding(months, to: day) == other ? months : nil
  }
}
