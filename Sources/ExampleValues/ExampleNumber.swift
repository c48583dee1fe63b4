import Foundation
import Metadata
import SQLExpressions
import Statistics

/// Numbers that fit a column's name, type and bounds.
struct ExampleNumber {
  /// The least and the greatest value that may be.
  let range: ClosedRange<Double>
  /// Step between values: 1 for integers, 10⁻ˢ for numeric(p, s).
  let step: Double
  /// Where values lie by the column's name: between these, more often low than high.
  private let typical: ClosedRange<Double>

  init(_ column: Column, domain: ColumnDomain) {
    let step = Self.step(column.type)
    let least = domain.lower.flatMap { Self.bound($0, outwards: step) }
    let greatest = domain.upper.flatMap { Self.bound($0, outwards: -step) }
    let widest = Self.range(column.type, step: step)
    let lower = max(widest.lowerBound, least ?? -.infinity)
    let range = lower...max(lower, min(widest.upperBound, greatest ?? .infinity))
    let named = Self.typical(ColumnNameWords(column.name).words, step: step)
    let low = max(named.lowerBound, range.lowerBound)
    let high = min(named.upperBound, range.upperBound)
    if least != nil, greatest != nil {
      typical = range
    } else {
      // Bounds that leave nothing of what the name suggests say more than the name.
      typical = low <= high ? low...high : lower...min(range.upperBound, lower + 1000)
    }
    self.step = step
    self.range = range
  }

  func value(using generator: inout CounterGenerator) -> Double {
    let share = generator.uniform() * generator.uniform()
    let value = typical.lowerBound + share * (typical.upperBound - typical.lowerBound)
    return rounded(value)
  }

  /// The n-th of different values; nil where there are not so many.
  func distinct(_ number: Int) -> Double? {
    let start = max(range.lowerBound, min(step, range.upperBound))
    let value = start + Double(number) * step
    return value <= range.upperBound ? rounded(value) : nil
  }

  private func rounded(_ value: Double) -> Double {
    min(range.upperBound, max(range.lowerBound, (value / step).rounded() * step))
  }

  private static func bound(_ bound: ColumnDomain.Bound, outwards step: Double) -> Double? {
    bound.value.numeric.map { bound.isInclusive ? $0 : $0 + step }
  }

  private static func step(_ type: ColumnType) -> Double {
    switch type.valueKind {
    case .real, .decimal: type.scale.map { pow(10, Double(-$0)) } ?? 0.01
    default: 1
    }
  }

  private static func range(_ type: ColumnType, step: Double) -> ClosedRange<Double> {
    switch type.baseName {
    case "int2": return -32_768...32_767
    case "int4": return -2_147_483_648...2_147_483_647
    default: break
    }
    guard let precision = type.precision else { return -1e12...1e12 }
    let limit = pow(10, Double(precision)) * step - step
    return -limit...limit
  }

  private static let typicalByWord: [String: ClosedRange<Double>] = [
    "year": 2015...2026, "month": 1...12, "day": 1...28, "hour": 0...23, "minute": 0...59,
    "age": 18...80, "quantity": 1...20, "qty": 1...20, "count": 0...50, "number": 1...500,
    "position": 1...30, "rank": 1...100, "sort": 1...30, "sequence": 1...200, "priority": 0...5,
    "level": 1...5, "score": 0...100, "rating": 1...5, "percent": 0...100, "percentage": 0...100,
    "rate": 0...25, "discount": 0...30, "ratio": 0...1, "probability": 0...1, "latitude": -60...70,
    "lat": -60...70, "longitude": -170...170, "lng": -170...170, "lon": -170...170,
    "port": 1024...9000,
    "weight": 1...100, "height": 1...250, "width": 1...250, "length": 1...250, "size": 1...100_000,
    "bytes": 1...1_000_000, "duration": 1...3600, "attempts": 0...5, "retries": 0...5,
    "version": 1...9,
    "type": 0...4, "kind": 0...4, "status": 0...4, "state": 0...4, "mode": 0...3, "flags": 0...15,
  ]
  private static let money: Set<String> = [
    "price", "amount", "cost", "total", "balance", "fee", "salary", "value", "sum", "tax",
    "revenue",
    "budget", "limit", "credit", "debit", "paid",
  ]

  private static func typical(_ words: [String], step: Double) -> ClosedRange<Double> {
    let isCents = words.contains("cents")
    for word in words.reversed() {
      if let range = typicalByWord[word] { return range }
      if money.contains(word) { return step...(isCents ? 50_000 : 500) }
    }
    return isCents ? 100...50_000 : 0...1000
  }
}
