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
  private var debts: [Int32]

  /// - `typeOfParent`: type of every parent row.
  /// - `degrees`: children wanted for every parent row; nil hands parents out evenly at random.
  init(
    typeOfParent: [Int],
    typeCount: Int,
    degrees: [Int]?,
    using generator: inout CounterGenerator
  ) {
    var members = [[Int32]](repeating: [], count: typeCount)
    var slots = members
    for (parent, type) in typeOfParent.enumerated() {
      members[type].append(Int32(parent))
      for _ in 0..<(degrees?[parent] ?? 0) { slots[type].append(Int32(parent)) }
    }
    for type in slots.indices { slots[type].shuffle(using: &generator) }
    self.members = members
    self.slots = slots
    cursor = [Int](repeating: 0, count: typeCount)
    debts = [Int32](repeating: 0, count: typeOfParent.count)
  }

  /// Takes a parent of the type, or of the fullest other type when none is left there; nil without parents.
  mutating func take(type: Int, using generator: inout CounterGenerator) -> Int32? {
    if let parent = takeSlot(type) { return parent }
    if !members[type].isEmpty, !hasSlots {
      return members[type][generator.integer(below: members[type].count)]
    }
    // Leftover places elsewhere keep degrees right at the price of the type.
    var probe = generator.integer(below: slots.count)
    for _ in slots.indices {
      if let parent = takeSlot(probe) { return parent }
      probe = (probe + 1) % slots.count
    }
    if !members[type].isEmpty {
      return members[type][generator.integer(below: members[type].count)]
    }
    return any(using: &generator)
  }

  /// Any parent, evenly.
  func any(using generator: inout CounterGenerator) -> Int32? {
    debts.isEmpty ? nil : Int32(generator.integer(below: debts.count))
  }

  /// Notes that a parent got a child without a place being used.
  mutating func owe(_ parent: Int32) { debts[Int(parent)] += 1 }

  /// Takes back a parent that was taken but not used.
  mutating func giveBack(_ parent: Int32) { debts[Int(parent)] -= 1 }

  private var hasSlots: Bool { slots.indices.contains { cursor[$0] < slots[$0].count } }

  private mutating func takeSlot(_ type: Int) -> Int32? {
    while cursor[type] < slots[type].count {
      let parent = slots[type][cursor[type]]
      cursor[type] += 1
      if debts[Int(parent)] > 0 {
        debts[Int(parent)] -= 1
        continue
      }
      return parent
    }
    return nil
  }
}
