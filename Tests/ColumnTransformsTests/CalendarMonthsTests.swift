import Testing

@testable import ColumnTransforms

@Suite struct CalendarMonthsTests {
  @Test func monthsAreAsLongAsTheyAre() {
    // 2000-01-01 and 2000-02-01, then 2001-01-01 after the leap year.
    #expect(CalendarMonths.adding(1, to: 0) == 31)
    #expect(CalendarMonths.adding(12, to: 0) == 366)
    #expect(CalendarMonths.adding(-12, to: 0) == -365)
    #expect(CalendarMonths.adding(-1, to: 0) == -31)
  }

  @Test func theEndOfAMonthStaysTheEnd() {
    // 2000-01-31 and the leap day.
    #expect(CalendarMonths.adding(1, to: 30) == 59)
    #expect(CalendarMonths.adding(13, to: 30) == 366 + 58)
  }

  @Test func onlyWholeMonthsCount() {
    #expect(CalendarMonths.between(0, and: 366) == 12)
    #expect(CalendarMonths.between(0, and: 365) == nil)
    #expect(CalendarMonths.between(366, and: 0) == -12)
  }

  @Test func goingThereAndBackIsTheSameDay() {
    for day in stride(from: -80_000, to: 80_000, by: 97) {
      for months in [-30, -1, 1, 7, 120] {
        let there = CalendarMonths.adding(months, to: day)
        #expect(CalendarMonths.between(day, and: there) == months)
      }
    }
  }
}
