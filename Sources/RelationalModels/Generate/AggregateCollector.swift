import Metadata
import TableData

/// Puts together what the rows of a table come to for each of their parents, while they are made.
struct AggregateCollector {
  enum Value {
    /// The parent keeps what was drawn for it.
    case drawn
    case null
    case number(Double)
    case label(String)
  }

  let aggregate: Aggregate
  /// Positions of the child's columns.
  private let positions: [Int]
  private var tallies: [AggregateTally]
  private var spans: [LabelSpan?]

  /// - `columns`: positions of the child's columns by name.
  init(_ aggregate: Aggregate, columns: [String: Int], parentCount: Int) {
    self.aggregate = aggregate
    positions = aggregate.childColumns.compactMap { columns[$0] }
    switch aggregate.computation {
    case .number:
      tallies = [AggregateTally](repeating: AggregateTally(), count: parentCount)
      spans = []
    case .label:
      tallies = []
      spans = [LabelSpan?](repeating: nil, count: parentCount)
    }
  }

  /// - `parent`: position of the row's parent; negative for none.
  mutating func add(_ cells: [OutputCell], labels: [[String]], parent: Int32) {
    guard parent >= 0 else { return }
    let row = Int(parent)
    switch aggregate.computation {
    case .number(_, let term, _, _):
      tallies[row].add(term.factors.isEmpty ? 1 : term.value { cells[positions[$0]].number })
    case .label:
      guard let text = cells[positions[0]].text(labels: labels[positions[0]]) else { return }
      guard let known = spans[row] else {
        spans[row] = LabelSpan(low: text, high: text)
        return
      }
      spans[row] = LabelSpan(low: min(known.low, text), high: max(known.high, text))
    }
  }

  /// One value a parent.
  var values: [Value] {
    switch aggregate.computation {
    case .number(let function, _, let result, let emptyValue):
      tallies.map { tally in
        let value = tally.count > 0 ? result.rounded(tally.value(function)) : emptyValue
        guard let value else { return .drawn }
        return value.isNaN ? .null : .number(value)
      }
    case .label(_, let labels):
      spans.map { $0.flatMap { labels[$0] }.map { .label($0) } ?? .drawn }
    }
  }
}

extension AggregateCollector.Value {
  /// The value as a cell; the one that was drawn where it stays.
  func cell(drawn: OutputCell, isIntegral: Bool) -> OutputCell {
    switch self {
    case .drawn: drawn
    case .null: .null
    case .number(let value): isIntegral ? .integer(OutputColumn.integer(value)) : .real(value)
    case .label(let text): .text(text)
    }
  }
}

extension OutputCell {
  /// NaN for anything but a number.
  var number: Double {
    switch self {
    case .integer(let value): Double(value)
    case .real(let value): value
    case .null, .label, .text: .nan
    }
  }

  /// The text or label; nil for anything else.
  func text(labels: [String]) -> String? {
    switch self {
    case .label(let label): labels[Int(label)]
    case .text(let text): text
    case .null, .integer, .real: nil
    }
  }
}
