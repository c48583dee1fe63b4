import ColumnTransforms
import Foundation
import Metadata
import TableData

/// Finds columns that hold a part of a date or time, on the clock of some zone, or the time between two.
struct CalendarFinder {
  struct Finding {
    var formula: Formula
    var evidence: RuleEvidence
  }

  /// Moments compared with each other at most.
  private static let maximumMoments = 12
  /// Rows on which offsets are told apart.
  private static let probedRows = 1_500

  private struct Candidate {
    var column: Int
    var moment: Formula.Moment
    var part: CalendarPart
    var offsets: [ClockOffset]
  }

  let scope: RuleScope
  private let moments: [Formula.Moment]
  private let kinds: [ValueKind]
  private let values: [[Double]]
  private let probe: [Int]

  init(_ scope: RuleScope) {
    self.scope = scope
    var found: [(source: ValueSource, kind: ValueKind)] = scope.fit.modelled.map {
      (.column($0), scope.fit.columns[$0].type.valueKind)
    }
    found += scope.ancestorColumns { $0.type.valueKind.unitsPerDay != nil }.map {
      ($0.source, $0.column.type.valueKind)
    }
    let timed = found.compactMap { source, kind in
      scope.factor(of: kind).map { (Formula.Moment(source: source, factor: $0), kind) }
    }.prefix(Self.maximumMoments)
    moments = timed.map(\.0)
    kinds = timed.map(\.1)
    let stride = max(1, scope.sample.count / Self.probedRows)
    let probe = Swift.stride(from: 0, to: scope.sample.count, by: stride).map { scope.sample[$0] }
    self.probe = probe
    values = timed.map { moment, _ in
      scope.numbers(moment.source, rows: probe).map { $0 * moment.factor }
    }
  }

  /// What follows from the calendar, by column.
  ///
  /// All columns with parts of one moment are on one clock where that is possible.
  func formulas() -> [Int: [Finding]] {
    guard !moments.isEmpty else { return [:] }
    let candidates = scope.fit.modelled.flatMap { self.candidates(for: $0) }
    var votes: [ValueSource: [ClockOffset: Int]] = [:]
    for candidate in candidates {
      for offset in candidate.offsets {
        votes[candidate.moment.source, default: [:]][offset, default: 0] += 1
      }
    }
    var found: [Int: [Finding]] = [:]
    for candidate in candidates {
      let own = votes[candidate.moment.source] ?? [:]
      let most = candidate.offsets.map { own[$0] ?? 0 }.max()
      // Offsets are listed nearest first, fixed ones before zones.
      guard let offset = candidate.offsets.first(where: { own[$0] ?? 0 == most }) else { continue }
      test(.part(candidate.part, of: candidate.moment, offset), of: candidate.column, into: &found)
    }
    for column in scope.fit.modelled
    where found[column] == nil && scope.fit.columns[column].type.valueKind.isPlainNumber {
      for formula in durations(of: column) { test(formula, of: column, into: &found) }
    }
    return found
  }

  private func test(_ formula: Formula, of column: Int, into found: inout [Int: [Finding]]) {
    guard let result = scope.result(of: column) else { return }
    let evidence = scope.evidence(for: formula, of: column, result: result, rows: scope.allRows)
    if evidence.isBorneOut {
      found[column, default: []].append(Finding(formula: formula, evidence: evidence))
    }
  }

  // MARK: - Parts

  private func candidates(for column: Int) -> [Candidate] {
    let kind = scope.fit.columns[column].type.valueKind
    let goal = probe.map {
      scope.fit.numbers[column].isEmpty ? .nan : scope.fit.numbers[column][$0]
    }
    guard scope.varies(column), goal.contains(where: { !$0.isNaN }) else { return [] }
    return CalendarPart.parts(of: kind).flatMap { part in
      moments.indices.compactMap { index -> Candidate? in
        let moment = moments[index]
        guard moment.source != .column(column), kinds[index] == .timestamp || !part.needsTimeOfDay,
          kinds[index] == .timestamp || part != .date
        else { return nil }
        let offsets = self.offsets(part, kind: kind, goal: goal, moment: index)
        guard !offsets.isEmpty else { return nil }
        return Candidate(column: column, moment: moment, part: part, offsets: offsets)
      }
    }
  }

  private func offsets(
    _ part: CalendarPart,
    kind: ValueKind,
    goal: [Double],
    moment index: Int
  ) -> [ClockOffset] {
    func fits(_ offset: ClockOffset, allowed: Double) -> Bool {
      let clock = WallClock(offset)
      var failed = 0
      var checked = 0
      for (place, moment) in values[index].enumerated() {
        let value = moment.isFinite ? part.value(of: clock.local(moment), as: kind) : .nan
        if value.isNaN && goal[place].isNaN { continue }
        checked += 1
        guard value != goal[place] else { continue }
        failed += 1
        if Double(failed) > allowed { return false }
      }
      return checked * 4 >= RuleEvidence.minimumRows
    }
    let few = RuleEvidence.maximumExceptions * Double(goal.count)
    // A date is the same everywhere.
    guard kinds[index] == .timestamp else { return fits(.none, allowed: few) ? [.none] : [] }
    // The wrong clock has exceptions at midnight only, so one without any is looked for first.
    let exact = ClockOffset.fixed.filter { fits($0, allowed: 0) }
    guard exact.isEmpty else { return exact }
    let zones = Self.zones.filter { fits($0, allowed: 0) }
    guard zones.isEmpty else { return zones }
    return (ClockOffset.fixed + Self.zones).filter { fits($0, allowed: few) }
  }

  /// All zones, those first that have an abbreviation of their own: they are the ones that people name.
  private static let zones: [ClockOffset] = {
    let named = Set(TimeZone.abbreviationDictionary.values)
    let all = TimeZone.knownTimeZoneIdentifiers.sorted()
    return (all.filter(named.contains) + all.filter { !named.contains($0) }).map { .zone($0) }
  }()

  // MARK: - Durations

  private func durations(of column: Int) -> [Formula] {
    let goal = probe.map { scope.fit.numbers[column][$0] }
    guard scope.varies(column) else { return [] }
    var found: [Formula] = []
    for from in moments.indices {
      for to in moments.indices where from != to {
        for unit in ElapsedUnit.allCases {
          var failed = 0
          var checked = 0
          for place in goal.indices {
            let count = unit.count(from: values[from][place], to: values[to][place])
            if count.isNaN && goal[place].isNaN { continue }
            checked += 1
            if count != goal[place] { failed += 1 }
            if Double(failed) > RuleEvidence.maximumExceptions * Double(goal.count) { break }
          }
          guard checked * 4 >= RuleEvidence.minimumRows,
            Double(failed) <= RuleEvidence.maximumExceptions * Double(goal.count)
          else { continue }
          found.append(.elapsed(unit, from: moments[from], to: moments[to]))
        }
      }
    }
    return found
  }
}
