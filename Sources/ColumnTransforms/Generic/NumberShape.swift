import ModelEncoding
import TableData

/// Makes numbers like those seen inside documents, arrays and geometric values.
///
/// Numbers that at least k units hold may appear as they are; others are interpolated between
/// neighbours, from the k-th smallest to the k-th largest, with as many decimals as seen.
struct NumberShape: Sendable, Codable {
  private static let gridSize = 64
  /// Without enough units for k, the outer quarters are cut off.
  private static let smallMargin = 0.25

  private let atoms: [String]
  private let choice: WeightedChoice
  private let grid: [Double]
  private let decimals: Int
  private static let interpolated: Int32 = -1

  /// Numbers as they were written, with the units that hold each; nil when none can be read.
  init?(_ counts: [(text: String, units: Int)], k: Int) {
    let numbers = counts.compactMap { entry in
      Double(entry.text).flatMap { $0.isFinite ? (value: $0, entry: entry) : nil }
    }.sorted { $0.value < $1.value }
    guard !numbers.isEmpty else { return nil }
    var atoms: [String] = []
    var weights: [(item: Int32, weight: Int)] = []
    var rest = 0
    var places: [Int: Int] = [:]
    for (_, entry) in numbers {
      if entry.units >= k {
        weights.append((Int32(atoms.count), entry.units))
        atoms.append(entry.text)
      } else {
        rest += entry.units
      }
      places[Self.decimals(entry.text), default: 0] += entry.units
    }
    weights.append((Self.interpolated, rest))
    self.atoms = atoms
    choice = WeightedChoice(weights)
    decimals = places.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key ?? 0
    grid = Self.grid(numbers.map { ($0.value, $0.entry.units) }, k: k)
  }

  private static func decimals(_ text: String) -> Int {
    guard !text.utf8.contains(where: { $0 == UInt8(ascii: "e") || $0 == UInt8(ascii: "E") }),
      let point = text.utf8.firstIndex(of: UInt8(ascii: "."))
    else { return 0 }
    return min(15, text.utf8.distance(from: point, to: text.utf8.endIndex) - 1)
  }

  /// Values at even quantiles between the protected extremes.
  private static func grid(_ numbers: [(value: Double, units: Int)], k: Int) -> [Double] {
    let total = numbers.reduce(0) { $0 + $1.units }
    let margin = total >= 2 * k ? Double(k - 1) : smallMargin * Double(total)
    var grid: [Double] = []
    var place = 0
    var done = Double(numbers[0].units)
    for step in 0..<gridSize {
      let target =
        margin + (Double(total) - 2 * margin) * (Double(step) + 0.5) / Double(gridSize)
      while done < target, place < numbers.count - 1 {
        place += 1
        done += Double(numbers[place].units)
      }
      grid.append(numbers[place].value)
    }
    return grid
  }

  func make(_ random: inout TextRandom) -> String {
    let item = choice.draw(&random)
    return item == Self.interpolated ? format(interpolate(&random)) : atoms[Int(item)]
  }

  private func interpolate(_ random: inout TextRandom) -> Double {
    let position = random.unit() * Double(grid.count - 1)
    let low = Int(position)
    let share = position - Double(low)
    return grid[low] + (grid[min(low + 1, grid.count - 1)] - grid[low]) * share
  }

  private func format(_ value: Double) -> String {
    if decimals == 0, abs(value) < 0x1p62 { return String(Int64(value.rounded())) }
    return FixedDecimal.text(value, decimals: decimals)
  }
}

extension NumberShape: SelfChecking {
  var problem: String? {
    choice.chooses(among: atoms.count, orNone: true) && !grid.isEmpty
      && grid.allSatisfy(\.isFinite) && (0...15).contains(decimals)
      ? nil : "numbers are in disorder"
  }
}
