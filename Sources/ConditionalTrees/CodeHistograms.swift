import ModelEncoding
import Statistics

/// Frequencies of codes in groups of rows, to draw from.
struct CodeHistograms: Sendable {
  private struct Entry {
    /// Rows of the group up to and with this code.
    var cumulative: Int32
    var code: Int32
  }

  /// Group i holds entries `starts[i]..<starts[i + 1]`, by ascending code.
  private let starts: PackedMemory<Int32>
  private let entries: PackedMemory<Entry>

  /// Groups as they are put together.
  struct Builder {
    private var starts: [Int32] = [0]
    private var entries: [Entry] = []

    /// Appends a group; codes ascend and counts are positive.
    mutating func append(_ codes: some Sequence<(code: Int32, count: Int32)>) {
      var running: Int32 = 0
      for (code, count) in codes {
        running += count
        entries.append(Entry(cumulative: running, code: code))
      }
      starts.append(Int32(entries.count))
    }

    /// Appends groups with the codes of their rows, which may come in any order.
    ///
    /// - `groups`: position of every row's group among the new ones; none is without rows.
    mutating func append(_ codes: [Int32], groups: [Int32], count: Int) {
      var bounds = [Int](repeating: 0, count: count + 1)
      for group in groups { bounds[Int(group) + 1] += 1 }
      for group in 0..<count { bounds[group + 1] += bounds[group] }
      var next = bounds
      var sorted = [Int32](repeating: 0, count: codes.count)
      for (code, group) in zip(codes, groups) {
        sorted[next[Int(group)]] = code
        next[Int(group)] += 1
      }
      for group in 0..<count {
        let range = bounds[group]..<bounds[group + 1]
        sorted[range].sort()
        append(Self.counted(sorted[range]))
      }
    }

    private static func counted(
      _ sorted: ArraySlice<Int32>
    ) -> [(code: Int32, count: Int32)] {
      var counted: [(code: Int32, count: Int32)] = []
      for code in sorted {
        if let last = counted.last, last.code == code {
          counted[counted.count - 1].count += 1
        } else {
          counted.append((code, 1))
        }
      }
      return counted
    }

    func built() -> CodeHistograms { CodeHistograms(starts: starts, entries: entries) }
  }

  private init(starts: [Int32], entries: [Entry]) {
    self.starts = PackedMemory(starts)
    self.entries = PackedMemory(entries)
  }

  var groupCount: Int { starts.count - 1 }

  /// Draws a code of a group by its frequency.
  @inline(__always)
  func sample(group: Int, using generator: inout CounterGenerator) -> Int32 {
    let first = Int(starts.start[group])
    let last = Int(starts.start[group + 1]) - 1
    return sample(first, last, below: 0, using: &generator)
  }

  /// Draws one of the codes of a group that lie in a range; nil where it has none.
  ///
  /// - `pseudoRows`: rows, besides those of the group, that would have given nil.
  func sample(
    group: Int,
    in codes: Range<Int32>,
    pseudoRows: Int32 = 0,
    using generator: inout CounterGenerator
  ) -> Int32? {
    let first = place(of: codes.lowerBound, group: group)
    let last = place(of: codes.upperBound, group: group) - 1
    guard first <= last else { return nil }
    let below = first > Int(starts.start[group]) ? entries.start[first - 1].cumulative : 0
    let own = Int(entries.start[last].cumulative - below)
    guard pseudoRows == 0 || generator.integer(below: own + Int(pseudoRows)) < own else {
      return nil
    }
    return sample(first, last, below: below, using: &generator)
  }

  /// Draws from entries one after the other, before which there are `below` rows.
  @inline(__always)
  private func sample(
    _ first: Int,
    _ last: Int,
    below: Int32,
    using generator: inout CounterGenerator
  ) -> Int32 {
    let entries = entries.start
    var low = first
    var high = last
    let total = UInt64(entries[high].cumulative - below)
    let at = below + Int32(truncatingIfNeeded: generator.next().multipliedFullWidth(by: total).high)
    while low < high {
      let middle = (low + high) >> 1
      if entries[middle].cumulative > at { high = middle } else { low = middle + 1 }
    }
    return entries[low].code
  }

  /// Share of the rows of a group whose codes lie in a range.
  func share(of codes: Range<Int32>, group: Int) -> Double {
    Double(rowCount(of: codes, group: group)) / Double(rowCount(of: 0..<Int32.max, group: group))
  }

  /// Rows of a group whose codes lie in a range.
  func rowCount(of codes: Range<Int32>, group: Int) -> Int32 {
    let start = Int(starts.start[group])
    func rows(before entry: Int) -> Int32 {
      entry > start ? entries.start[entry - 1].cumulative : 0
    }
    return rows(before: place(of: codes.upperBound, group: group))
      - rows(before: place(of: codes.lowerBound, group: group))
  }

  /// The first entry of a group whose code is not below the given one.
  private func place(of code: Int32, group: Int) -> Int {
    var low = Int(starts.start[group])
    var high = Int(starts.start[group + 1])
    while low < high {
      let middle = (low + high) >> 1
      if entries.start[middle].code >= code { high = middle } else { low = middle + 1 }
    }
    return low
  }
}

extension CodeHistograms: Codable {
  private enum CodingKeys: CodingKey {
    case starts, codes, rows
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let starts = Array(self.starts.elements)
    var rows = entries.elements.map(\.cumulative)
    for (start, end) in zip(starts, starts.dropFirst()) where end > start + 1 {
      // Differences are small numbers.
      for place in ((start + 1)..<end).reversed() { rows[Int(place)] -= rows[Int(place) - 1] }
    }
    try container.encode(starts, forKey: .starts)
    try container.encode(entries.elements.map(\.code), forKey: .codes)
    try container.encode(rows, forKey: .rows)
  }

  /// Refuses histograms that nothing could be drawn from; groups without rows give null.
  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let starts = try container.decode([Int32].self, forKey: .starts)
    let codes = try container.decode([Int32].self, forKey: .codes)
    let rows = try container.decode([Int32].self, forKey: .rows)
    try decoder.check(
      codes.count == rows.count && starts.first == 0 && Int(starts.last ?? -1) == codes.count
        && zip(starts, starts.dropFirst()).allSatisfy { $0 <= $1 }
        && codes.allSatisfy { $0 >= 0 } && rows.allSatisfy { $0 > 0 },
      "histograms are incomplete"
    )
    var builder = Builder()
    for (start, end) in zip(starts, starts.dropFirst()) {
      let group = Int(start)..<Int(end)
      let total = group.reduce(0) { $0 + Int(rows[$1]) }
      let ascends = zip(group, group.dropFirst()).allSatisfy { codes[$0] < codes[$1] }
      try decoder.check(total <= Int32.max && ascends, "a histogram is in disorder")
      builder.append(
        group.isEmpty ? [(code: 0, count: 1)] : group.map { (code: codes[$0], count: rows[$0]) }
      )
    }
    self = builder.built()
  }

  func mayDraw(_ code: Int32) -> Bool { entries.elements.contains { $0.code == code } }

  /// The largest code that can be drawn.
  var largestCode: Int32 { entries.elements.reduce(0) { max($0, $1.code) } }
}
