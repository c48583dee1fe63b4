import Metadata
import Testing

@testable import RelationalModels

@Suite struct CalendarPartTests {
  private func moment(_ year: Int, _ month: Int, _ day: Int, hour: Double = 0) -> Double {
    Double(CivilDate(year: year, month: month, day: day).dayNumber) * 8.64e10 + hour * 3.6e9
  }

  private func part(_ part: CalendarPart, _ moment: Double, as kind: ValueKind = .integer) -> Double
  {
    part.value(of: moment, as: kind)
  }

  /// As `extract` of PostgreSQL 15 says it.
  @Test(arguments: [
    (CalendarPart.year, 2024.0), (.quarter, 1), (.month, 2), (.week, 9), (.day, 29),
    (.dayOfYear, 60), (.dayOfWeek, 4), (.isoDayOfWeek, 4), (.hour, 17), (.minute, 30),
    (.second, 0), (.yearMonth, 202_402), (.yearMonthDay, 20_240_229),
  ])
  func partsOfALeapDay(_ expected: (part: CalendarPart, value: Double)) {
    #expect(part(expected.part, moment(2024, 2, 29, hour: 17.5)) == expected.value)
  }

  @Test func weeksBelongToTheYearOfTheirThursday() {
    #expect(part(.week, moment(2021, 1, 3)) == 53)
    #expect(part(.week, moment(2021, 1, 4)) == 1)
    #expect(part(.week, moment(1999, 12, 31)) == 52)
  }

  @Test func startsAreDaysForDatesAndMicrosecondsForTimes() {
    let time = moment(2023, 8, 17, hour: 9.25)
    #expect(part(.monthStart, time, as: .date) * 8.64e10 == moment(2023, 8, 1))
    #expect(part(.monthStart, time, as: .timestamp) == moment(2023, 8, 1))
    #expect(part(.weekStart, time, as: .timestamp) == moment(2023, 8, 14))
    #expect(part(.quarterStart, time, as: .timestamp) == moment(2023, 7, 1))
    #expect(part(.hourStart, time, as: .timestamp) == moment(2023, 8, 17, hour: 9))
    #expect(part(.timeOfDay, time, as: .time) == 9.25 * 3.6e9)
  }

  @Test func zonesChangeBetweenSummerAndWinter() {
    let clock = WallClock(.zone("America/New_York"))
    #expect(clock.local(moment(2013, 1, 1, hour: 6)) == moment(2013, 1, 1, hour: 1))
    #expect(clock.local(moment(2013, 7, 1, hour: 6)) == moment(2013, 7, 1, hour: 2))
    #expect(WallClock(.minutes(330)).local(0) == 5.5 * 3.6e9)
  }

  @Test func yearsAreCompletedOnTheBirthday() {
    let birth = moment(1980, 5, 20)
    #expect(ElapsedUnit.years.count(from: birth, to: moment(2020, 5, 19)) == 39)
    #expect(ElapsedUnit.years.count(from: birth, to: moment(2020, 5, 20)) == 40)
    #expect(ElapsedUnit.months.count(from: birth, to: moment(1980, 7, 19)) == 1)
    #expect(ElapsedUnit.days.count(from: moment(2020, 2, 28), to: moment(2020, 3, 1)) == 2)
    #expect(ElapsedUnit.years.count(from: .nan, to: birth).isNaN)
  }
}
