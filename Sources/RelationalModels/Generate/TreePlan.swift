import Statistics

/// Parents of all rows of a table that refers to itself, decided before any row is drawn, so that roots, depths and
/// numbers of children come out as in the source.
struct TreePlan {
  /// Position of every row's parent; its own for rows that point at themselves, -1 for none.
  let parents: [Int32]
  private let depths: [Int]

  /// Distance of a row from its root.
  func depth(of row: Int) -> Int { depths[row] }

  init(_ model: TreeModel, rowCount: Int, isNullable: Bool, using random: inout CounterGenerator) {
    let codes = Self.codes(model, rowCount: rowCount, isNullable: isNullable, using: &random)
    var byDepth: [[Int32]] = []
    for (row, code) in codes.enumerated() {
      let depth = Self.depth(of: code)
      while byDepth.count <= depth { byDepth.append([]) }
      byDepth[depth].append(Int32(row))
    }
    var parents = [Int32](repeating: -1, count: rowCount)
    for row in codes.indices where codes[row] == SelfCode.itself { parents[row] = Int32(row) }
    for depth in byDepth.indices.dropFirst() {
      // What lies deeper than is told apart hangs on rows of its own depth, too.
      let isDeepest = depth == SelfCode.maximumDepth + 1
      let above =
        byDepth[depth - 1] + (isDeepest ? byDepth[depth].dropLast() : [])
      Self.join(
        byDepth[depth],
        to: above.sorted(),
        numbers: model.children.indices.contains(depth - 1) ? model.children[depth - 1] : [],
        isUnique: model.isUnique,
        parents: &parents,
        using: &random
      )
    }
    self.parents = parents
    depths = ParentDrafter.depths(parents)
  }

  private static func depth(of code: Int32) -> Int {
    code < SelfCode.firstDepth ? 0 : Int(code - SelfCode.firstDepth) + 1
  }

  /// The code of every row: as many of each as in the source, in its order of depths, and no row before one that it
  /// can hang on.
  private static func codes(
    _ model: TreeModel,
    rowCount: Int,
    isNullable: Bool,
    using random: inout CounterGenerator
  ) -> [Int32] {
    let real = Double(model.stretches.reduce(0) { $0 + $1.counts.values.reduce(0, +) })
    var codes: [Int32] = []
    var owed: [Int32: Double] = [:]
    var sofar = 0
    for stretch in model.stretches {
      var part: [Int32] = []
      sofar += stretch.counts.values.reduce(0, +)
      let goal = Int((Double(sofar) / real * Double(rowCount)).rounded())
      for (code, count) in stretch.counts.sorted(by: { $0.key < $1.key }) {
        owed[code, default: 0] += Double(count) / real * Double(rowCount)
        let whole = Int(owed[code, default: 0].rounded())
        owed[code, default: 0] -= Double(whole)
        part += [Int32](repeating: code, count: max(0, whole))
      }
      part.shuffle(using: &random)
      codes += part
      // Rounding of single codes may miss the stretch's end by a row or two.
      while codes.count < goal,
        let common = stretch.counts.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })
      {
        codes.append(common.key)
        owed[common.key, default: 0] -= 1
      }
      while codes.count > goal {
        let last = codes.removeLast()
        owed[last, default: 0] += 1
      }
    }
    return feasible(codes, isNullable: isNullable)
  }

  /// Moves rows behind the first one of the depth that they hang on.
  private static func feasible(_ codes: [Int32], isNullable: Bool) -> [Int32] {
    let root =
      codes.first { $0 < SelfCode.firstDepth } ?? (isNullable ? SelfCode.null : SelfCode.itself)
    var result: [Int32] = []
    var waiting: [Int: [Int32]] = [:]
    var reached = -1
    func place(_ code: Int32) {
      result.append(code)
      guard depth(of: code) > reached else { return }
      reached += 1
      // Each of those that waited makes room for the next depth.
      while let next = waiting.removeValue(forKey: reached + 1) {
        result += next
        reached += 1
      }
    }
    for code in codes {
      let depth = depth(of: code)
      if depth <= reached + 1 { place(code) } else { waiting[depth, default: []].append(code) }
    }
    // A depth that rounding left out: the rows below it move up.
    while let depth = waiting.keys.min(), let codes = waiting.removeValue(forKey: depth) {
      for _ in codes {
        place(reached < 0 ? root : min(SelfCode.firstDepth + Int32(reached), deepest))
      }
    }
    return result
  }

  private static let deepest = SelfCode.firstDepth + Int32(SelfCode.maximumDepth)

  /// Gives every row an earlier one of the depth above as its parent, by numbers of children drawn for these.
  private static func join(
    _ rows: [Int32],
    to above: [Int32],
    numbers: [[Double]],
    isUnique: Bool,
    parents: inout [Int32],
    using random: inout CounterGenerator
  ) {
    guard !above.isEmpty else { return }
    let wanted = sample(numbers, count: above.count, using: &random)
    let sum = wanted.reduce(0, +)
    let factor = sum > 0 && !isUnique ? Double(rows.count) / sum : 1
    let places = wanted.map { Int(($0 * factor + random.uniform()).rounded(.down)) }
    // Rows and parents ascend together: the places that are open grow by those of the parents before the row.
    var open: [Int] = []
    var spare: [Int] = []
    var next = 0
    for row in rows {
      while next < above.count, above[next] < row {
        open += [Int](repeating: next, count: isUnique ? min(1, places[next]) : places[next])
        if !isUnique || places[next] == 0 { spare.append(next) }
        next += 1
      }
      let isShort = open.isEmpty
      guard let choice = (isShort ? spare : open).indices.randomElement(using: &random) else {
        continue
      }
      parents[Int(row)] = above[isShort ? spare[choice] : open[choice]]
      if !isShort {
        open.swapRemove(at: choice)
      } else if isUnique {
        spare.swapRemove(at: choice)
      }
    }
  }

  /// A systematic sample of the source's numbers, each stretch of it in random order.
  private static func sample(
    _ stretches: [[Double]],
    count: Int,
    using random: inout CounterGenerator
  ) -> [Double] {
    guard !stretches.isEmpty else { return [Double](repeating: 1, count: count) }
    return stretches.indices.flatMap { number -> [Double] in
      let size =
        count * (number + 1) / stretches.count - count * number / stretches.count
      let numbers = stretches[number]
      var sample = (0..<size).map { place -> Double in
        guard !numbers.isEmpty else { return 1 }
        let position = (Double(place) + random.uniform()) / Double(size)
        return numbers[min(numbers.count - 1, Int(position * Double(numbers.count)))]
      }
      sample.shuffle(using: &random)
      return sample
    }
  }
}

extension Array {
  /// Removes an element in constant time; the last one takes its place.
  fileprivate mutating func swapRemove(at index: Int) {
    swapAt(index, count - 1)
    removeLast()
  }
}
