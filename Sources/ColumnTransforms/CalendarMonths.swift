/// Whole calendar months between points in time: a year is a year, whether it has 365 days or 366.
///
/// Days count from 2000-01-01. Civil dates by H. Hinnant's algorithms
/// (http://howardhinnant.github.io/date_algorithms.html).
package enum CalendarMonths {
  /// Days of an average Gregorian month.
  package static let averageDays = 30.436875
  /// 2000-01-01 counted from 0000-03-01.
  private static let epoch = 730_425

  /// The day that many months later, or the last of its month where that is shorter.
  package static func adding(_ months: Int, to day: Int) -> Int {
    let (year, month, dayOfMonth) = civil(day)
    let total = year * 12 + (month - 1) + months
    let newYear = floorDivide(total, 12)
    let newMonth = total - newYear * 12 + 1
    let first = number(newYear, newMonth, 1)
    let next = newMonth == 12 ? number(newYear + 1, 1, 1) : number(newYear, newMonth + 1, 1)
    return first + min(dayOfMonth, next - first) - 1
  }

  /// The number of months that leads from one day exactly to the other, or nil.
  package static func between(_ day: Int, and other: Int) -> Int? {
    let (year, month, _) = civil(day)
    let (otherYear, otherMonth, _) = civil(other)
    let months = (otherYear - year) * 12 + otherMonth - month
    return adding(months, to: day) == other ? months : nil
  }

  private static func civil(_ day: Int) -> (year: Int, month: Int, day: Int) {
    let shifted = day + epoch
    let era = floorDivide(shifted, 146_097)
    let dayOfEra = shifted - era * 146_097
    let yearOfEra =
      (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    return (
      yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month,
      dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    )
  }

  private static func number(_ year: Int, _ month: Int, _ day: Int) -> Int {
    let shiftedYear = month <= 2 ? year - 1 : year
    let era = floorDivide(shiftedYear, 400)
    let yearOfEra = shiftedYear - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - epoch
  }

  private static func floorDivide(_ a: Int, _ b: Int) -> Int {
    a >= 0 ? a / b : -((-a + b - 1) / b)
  }
}
