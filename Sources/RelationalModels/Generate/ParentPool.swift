import Statistics

/// Hands out parents of each type so that every parent ends up with about the degree drawn for it.
///
/// Degree-preserving matching: each parent stands in its type's pool as often as its degree says, pools
/// are shuffled, and handing out a parent uses up one of its places. A parent taken without its place
/// (because siblings share it) owes one.
struct ParentPool {
  private var slots: [[Int32]]
  private var cursor: [Int]
  /// Rows of every type, for when its places run out.
  private let members: [[Int32]]
  /// Rows that may be handed out.
  private let eligible: [Int32]
  private var debts: [Int32]

  /// Places looked at for one that is accepted.
  private static let window = 48
  /// Rows tried at random before all are gone through.
  private static let tries = 32
  /// Rows gone through after that where the search may give up.
  private static let patience = 512

  /// Whether the search for a parent that is accepted may give up: else every row for which there is none would
  /// cost time by the number of parents.
  var givesUp = false

  /// - `typeOfParent`: type of every parent row.
  /// - `degrees`: children wanted for every parent row; nil hands parents out evenly at random.
  /// - `isEligible`: which parents may be handed out; nil for all.
  init(
    typeOfParent: [Int],
    typeCount: Int,
    degrees: [Int]?,
    isEligible: [Bool]?,
    using generator: inout CounterGenerator
  ) {
    var members = [[Int32]](repeating: [], count: typeCount)
    var slots = members
    for (parent, type) in typeOfParent.enumerated() where isEligible?[parent] ?? true {
      members[type].append(Int32(parent))
      for _ in 0..<(degrees?[parent] ?? 0) { slots[type].append(Int32(parent)) }
    }
    for type in slots.indices { slots[type].shuffle(using: &generator) }
    self.members = members
    self.slots = slots
    eligible = members.flatMap(\.self).sorted()
    cursor = [Int](repeating: 0, count: typeCount)
    debts = [Int32](repeating: 0, count: typeOfParent.count)
  }

  /// Takes a parent of the type, or of another type with places when none is left there; nil where no parent is
  /// accepted.
  mutating func take(
    type: Int,
    using generator: inout CounterGenerator,
    accepting accepts: (Int32) -> Bool
  ) -> Int32? {
    if let parent = takeSlot(type, accepting: accepts) { return parent }
    if !hasSlots, let parent = any(of: members[type], using: &generator, accepting: accepts) {
      return parent
    }
    // Leftover places elsewhere keep degrees right at the price of the type.
    var probe = generator.integer(below: slots.count)
    for _ in slots.indices {
      if let parent = takeSlot(probe, accepting: accepts) { return parent }
      probe = (probe + 1) % slots.count
    }
    return any(of: members[type], using: &generator, accepting: accepts)
      ?? any(using: &generator, accepting: accepts)
  }

  /// Any parent that is accepted, evenly; nil where none is.
  func any(
    using generator: inout CounterGenerator,
    accepting accepts: (Int32) -> Bool = { _ in true }
  ) -> Int32? {
    any(of: eligible, using: &generator, accepting: accepts)
  }

  private func any(
    of rows: [Int32],
    using generator: inout CounterGenerator,
    accepting accepts: (Int32) -> Bool
  ) -> Int32? {
    Self.any(
      of: rows,
      using: &generator,
      accepting: accepts,
      patience: givesUp ? Self.patience : .max
    )
  }

  /// Any of the rows that is accepted; nil where none is, or none was found with so much patience.
  static func any(
    of rows: [Int32],
    using generator: inout CounterGenerator,
    accepting accepts: (Int32) -> Bool,
    patience: Int = .max
  ) -> Int32? {
    guard !rows.isEmpty else { return nil }
    for _ in 0..<tries {
      let row = rows[generator.integer(below: rows.count)]
      if accepts(row) { return row }
    }
    let start = generator.integer(below: rows.count)
    let later = rows[start...].prefix(patience)
    return later.first(where: accepts)
      ?? rows[..<start].prefix(patience - later.count).first(where: accepts)
  }

  /// Notes that a parent got a child without a place being used.
  mutating func owe(_ parent: Int32) { debts[Int(parent)] += 1 }

  /// Takes back a parent that was taken but not used.
  mutating func giveBack(_ parent: Int32) { debts[Int(parent)] -= 1 }

  private var hasSlots: Bool { slots.indices.contains { cursor[$0] < slots[$0].count } }

  private mutating func takeSlot(_ type: Int, accepting accepts: (Int32) -> Bool) -> Int32? {
    var probe = cursor[type]
    var patience = Self.window
    while probe < slots[type].count, patience > 0 {
      let parent = slots[type][probe]
      let owes = debts[Int(parent)] > 0
      guard owes || accepts(parent) else {
        probe += 1
        patience -= 1
        continue
      }
      slots[type].swapAt(probe, cursor[type])
      cursor[type] += 1
      probe = max(probe, cursor[type])
      guard owes else { return parent }
      debts[Int(parent)] -= 1
    }
    return nil
  }
}
