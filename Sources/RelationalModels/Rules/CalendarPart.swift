import ColumnTransforms
import Foundation
import Metadata

/// What a clock on the wall shows, as a function of a moment.
///
/// Moments are microseconds since 2000-01-01 00:00.
enum CalendarPart: String, CaseIterable, Codable {
  case second
  case minute
  case hour
  case dayOfWeek = "dow"
  case isoDayOfWeek = "isodow"
  case day
  case dayOfYear = "doy"
  case week
  case month
  case quarter
  case year
  /// Year and month as one number, 202407.
  case yearMonth
  /// Year, month and day as one number, 20240731.
  case yearMonthDay
  case date
  case hourStart
  case weekStart
  case monthStart
  case quarterStart
  case yearStart
  case timeOfDay

  static let microsecondsPerDay = 86_400_000_000.0
  private static let microsecondsPerHour = 3_600_000_000.0
  /// 2000-01-01 was a Saturday.
  private static let firstDayOfWeek = 6

  /// Parts that a column of the kind may hold.
  static func parts(of kind: ValueKind) -> [CalendarPart] {
    switch kind {
    case .integer, .decimal, .real:
      [
        .second, .minute, .hour, .dayOfWeek, .isoDayOfWeek, .day, .dayOfYear, .week, .month,
        .quarter, .year, .yearMonth, .yearMonthDay,
      ]
    case .date: [.date, .weekStart, .monthStart, .quarterStart, .yearStart]
    case .timestamp: [.hourStart, .date, .weekStart, .monthStart, .quarterStart, .yearStart]
    case .time: [.timeOfDay]
    default: []
    }
  }

  /// Whether a date without a time of day says it.
  var needsTimeOfDay: Bool {
    switch self {
    case .second, .minute, .hour, .hourStart, .timeOfDay: true
    default: false
    }
  }

  /// The part of a moment on the local clock; days for dates and microseconds for times.
  ///
  /// - `kind`: of the column that holds the part.
  func value(of moment: Double, as kind: ValueKind) -> Double {
    let dayNumber = (moment / Self.microsecondsPerDay).rounded(.down)
    let timeOfDay = moment - dayNumber * Self.microsecondsPerDay
    switch self {
    case .second: return (timeOfDay / 1e6).rounded(.down).truncatingRemainder(dividingBy: 60)
    case .minute: return (timeOfDay / 6e7).rounded(.down).truncatingRemainder(dividingBy: 60)
    case .hour: return (timeOfDay / Self.microsecondsPerHour).rounded(.down)
    case .timeOfDay: return timeOfDay
    case .hourStart:
      return (moment / Self.microsecondsPerHour).rounded(.down) * Self.microsecondsPerHour
    default: break
    }
    // Far outside of any calendar.
    guard abs(dayNumber) < 1e8 else { return .nan }
    let day = Int(dayNumber)
    let date = CivilDate(dayNumber: day)
    func start(_ day: Int) -> Double {
      kind == .timestamp ? Double(day) * Self.microsecondsPerDay : Double(day)
    }
    func first(ofMonth month: Int) -> Int {
      CivilDate(year: date.year, month: month, day: 1).dayNumber
    }
    let weekday = ((day + Self.firstDayOfWeek) % 7 + 7) % 7
    switch self {
    case .dayOfWeek: return Double(weekday)
    case .isoDayOfWeek: return weekday == 0 ? 7 : Double(weekday)
    case .day: return Double(date.day)
    case .dayOfYear: return Double(day - first(ofMonth: 1) + 1)
    case .week: return Double(Self.isoWeek(of: day, weekday: weekday))
    case .month: return Double(date.month)
    case .quarter: return Double((date.month + 2) / 3)
    case .year: return Double(date.year)
    case .yearMonth: return Double(date.year * 100 + date.month)
    case .yearMonthDay: return Double((date.year * 100 + date.month) * 100 + date.day)
    case .date: return start(day)
    case .weekStart: return start(day - (weekday + 6) % 7)
    case .monthStart: return start(first(ofMonth: date.month))
    case .quarterStart: return start(first(ofMonth: (date.month - 1) / 3 * 3 + 1))
    case .yearStart: return start(first(ofMonth: 1))
    case .second, .minute, .hour, .hourStart, .timeOfDay: return .nan
    }
  }

  /// The week of ISO 8601: that of the year's first Thursday is the first.
  private static func isoWeek(of day: Int, weekday: Int) -> Int {
    let thursday = day - (weekday + 6) % 7 + 3
    let year = CivilDate(dayNumber: thursday).year
    return (thursday - CivilDate(year: year, month: 1, day: 1).dayNumber) / 7 + 1
  }

  /// The part in the manner of SQL.
  func text(_ moment: String) -> String {
    switch self {
    case .date: "date(\(moment))"
    case .hourStart: "date_trunc('hour', \(moment))"
    case .weekStart: "date_trunc('week', \(moment))"
    case .monthStart: "date_trunc('month', \(moment))"
    case .quarterStart: "date_trunc('quarter', \(moment))"
    case .yearStart: "date_trunc('year', \(moment))"
    case .timeOfDay: "time(\(moment))"
    case .yearMonth: "to_char(\(moment), 'YYYYMM')"
    case .yearMonthDay: "to_char(\(moment), 'YYYYMMDD')"
    default: "extract(\(rawValue) from \(moment))"
    }
  }
}

/// How far the clock on the wall is from the one that moments are counted by.
enum ClockOffset: Hashable, Codable {
  case minutes(Int)
  /// A zone of the IANA database, with its changes between summer and winter time.
  case zone(String)

  static let none = ClockOffset.minutes(0)

  /// All offsets that clocks have had, in quarters of an hour, nearest first.
  static let fixed: [ClockOffset] = (-48...56).sorted { (abs($0), $0) < (abs($1), $1) }
    .map { .minutes($0 * 15) }

  /// The manner of SQL.
  func text(_ moment: String) -> String {
    switch self {
    case .minutes(0): return moment
    case .minutes(let minutes):
      let clock =
        minutes % 60 == 0
        ? "\(abs(minutes) / 60) hours" : "\(abs(minutes)) minutes"
      return "\(moment) \(minutes < 0 ? "-" : "+") interval '\(clock)'"
    case .zone(let name): return "\(moment) at time zone '\(name)'"
    }
  }
}

/// Turns moments into what a clock on the wall shows.
struct WallClock {
  let offset: ClockOffset
  private let zone: TimeZone?
  /// Seconds between 2000-01-01, from which moments count, and 2001-01-01, from which Foundation does.
  private static let referenceSeconds = 366.0 * 86_400

  init(_ offset: ClockOffset) {
    self.offset = offset
    if case .zone(let name) = offset { zone = TimeZone(identifier: name) } else { zone = nil }
  }

  func local(_ moment: Double) -> Double {
    switch offset {
    case .minutes(let minutes): return moment + Double(minutes) * 6e7
    case .zone:
      guard let zone, abs(moment) < 1e17 else { return .nan }
      let date = Date(timeIntervalSinceReferenceDate: moment / 1e6 - Self.referenceSeconds)
      return moment + Double(zone.secondsFromGMT(for: date)) * 1e6
    }
  }
}

/// Units in which the time between two moments is told.
enum ElapsedUnit: String, CaseIterable, Codable {
  case seconds
  case minutes
  case hours
  case days
  case weeks
  case months
  case years

  private var microseconds: Double {
    switch self {
    case .seconds: 1e6
    case .minutes: 6e7
    case .hours: 3.6e9
    case .days: 8.64e10
    case .weeks: 7 * 8.64e10
    case .months, .years: .nan
    }
  }

  /// Completed units from one moment to the other.
  func count(from start: Double, to end: Double) -> Double {
    switch self {
    case .months: return Self.months(from: start, to: end)
    case .years: return (Self.months(from: start, to: end) / 12).rounded(.towardZero)
    default: return ((end - start) / microseconds).rounded(.towardZero)
    }
  }

  private static func months(from start: Double, to end: Double) -> Double {
    guard start.isFinite, end.isFinite else { return .nan }
    guard end >= start else { return -months(from: end, to: start) }
    let perDay = CalendarPart.microsecondsPerDay
    let (first, last) = ((start / perDay).rounded(.down), (end / perDay).rounded(.down))
    guard abs(first) < 1e8, abs(last) < 1e8 else { return .nan }
    let from = CivilDate(dayNumber: Int(first))
    let to = CivilDate(dayNumber: Int(last))
    let months = (to.year - from.year) * 12 + to.month - from.month
    let isCompleted =
      (Double(to.day), end - last * perDay) >= (Double(from.day), start - first * perDay)
    return Double(isCompleted ? months : months - 1)
  }
}
