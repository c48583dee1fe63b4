import ModelEncoding
import TableData

/// What stands at one path of a column's documents, and which columns say what it is in a row.
final class DocumentNode: Sendable, Codable {
  /// What a value is.
  enum Form: String, CaseIterable, Sendable, Codable {
    case null, no, yes, number, text, list, object

    init(_ document: Document) {
      self =
        switch document {
        case .null: .null
        case .bool(let value): value ? .yes : .no
        case .number: .number
        case .string: .text
        case .array: .list
        case .object: .object
        }
    }
  }

  struct Scalar: Sendable, Codable {
    var leaf: ScalarLeaf
    var slot: Int
  }

  struct List: Sendable, Codable {
    /// The part that holds the length, or a fixed length.
    var lengthSlot: Int?
    var length = 0
    /// Nodes of the elements by position, for short lists.
    var positions: [DocumentNode] = []
    /// Elements that many lists hold, each with the part that says whether this one does.
    var frequent: [Frequent] = []
    /// Makes all other elements.
    var others: DocumentShape?
    var isSorted = false
    var isDistinct = false
  }

  /// An element with the part that says whether a row's list holds it.
  struct Frequent: Sendable, Codable {
    var element: Document
    var slot: Int
  }

  struct Member: Sendable, Codable {
    var key: String
    var node: DocumentNode
  }

  let forms: [Form]
  /// The part that says which form a row has; nil where that follows from the others.
  let formSlot: Int?
  /// Whether it may be missing where its parent is there.
  let isOptional: Bool
  /// The one value that the path ever has.
  let constant: Document?
  let number: Scalar?
  let text: Scalar?
  let list: List?
  let members: [Member]
  /// Makes members of rare keys.
  let rareMembers: DocumentShape?
  /// Makes values that no part speaks of, and how often they are there.
  let shape: DocumentShape?
  let share: Double

  init(
    forms: [Form],
    formSlot: Int?,
    isOptional: Bool,
    constant: Document? = nil,
    number: Scalar? = nil,
    text: Scalar? = nil,
    list: List? = nil,
    members: [Member] = [],
    rareMembers: DocumentShape? = nil,
    shape: DocumentShape? = nil,
    share: Double = 1
  ) {
    self.forms = forms
    self.formSlot = formSlot
    self.isOptional = isOptional
    self.constant = constant
    self.number = number
    self.text = text
    self.list = list
    self.members = members
    self.rareMembers = rareMembers
    self.shape = shape
    self.share = share
  }

  /// The document of a row; nil where the path is missing.
  func compose(_ row: Int, _ parts: DocumentParts, _ random: inout TextRandom) -> Document? {
    let form: Form
    if let formSlot {
      if let word = parts.text(formSlot, row), let found = Form(rawValue: word) {
        form = found
      } else if isOptional {
        return nil
      } else {
        form = parts.spareText(formSlot, &random).flatMap(Form.init) ?? forms[0]
      }
    } else {
      form = forms[0]
      // Nothing but chance says whether it is there.
      if shape != nil, share < 1, random.unit() >= share { return nil }
    }
    switch form {
    case .null: return .null
    case .no: return .bool(false)
    case .yes: return .bool(true)
    case .number: return scalar(number, row, parts, &random)
    case .text: return scalar(text, row, parts, &random)
    case .list:
      guard let list else { return shape?.make(&random) }
      return .array(list.compose(row, parts, &random))
    case .object:
      guard shape == nil else { return shape?.make(&random) }
      var made = members.compactMap { member in
        member.node.compose(row, parts, &random).map { (key: member.key, value: $0) }
      }
      if case .object(let others)? = rareMembers?.make(&random) {
        made += others.filter { other in !made.contains { $0.key == other.key } }
      }
      return .object(made)
    }
  }

  private func scalar(
    _ scalar: Scalar?,
    _ row: Int,
    _ parts: DocumentParts,
    _ random: inout TextRandom
  ) -> Document? {
    if let constant { return constant }
    guard let scalar else { return shape?.make(&random) }
    if let found = scalar.leaf.document(parts.columns[scalar.slot], row: row) { return found }
    if isOptional, formSlot == nil { return nil }
    return parts.spareRow(scalar.slot, &random).flatMap {
      scalar.leaf.document(parts.columns[scalar.slot], row: $0)
    } ?? shape?.make(&random)
  }
}

extension DocumentNode.List {
  /// Lists as long as this are cut off; only a stray draw makes longer ones.
  private static let maximumLength = 100_000
  /// Draws to find an element that is not there yet.
  private static let attempts = 8

  func compose(_ row: Int, _ parts: DocumentParts, _ random: inout TextRandom) -> [Document] {
    var length = length
    if let lengthSlot {
      length =
        parts.integer(lengthSlot, row) ?? parts.spareRow(lengthSlot, &random)
        .flatMap { parts.integer(lengthSlot, $0) } ?? length
    }
    length = min(max(0, length), Self.maximumLength)
    guard positions.isEmpty else {
      return positions.prefix(length).compactMap { $0.compose(row, parts, &random) }
    }
    var elements = frequent.filter { parts.integer($0.slot, row) == 1 }.map(\.element)
    if elements.count > length {
      for place in elements.indices {
        elements.swapAt(place, place + random.below(elements.count - place))
      }
      elements.removeLast(elements.count - length)
    }
    var seen = isDistinct ? Set(elements.map { $0.json() }) : []
    while elements.count < length {
      // Where there are no others, what is there already is there again.
      if others == nil, !isDistinct, !elements.isEmpty {
        elements.append(elements[random.below(elements.count)])
        continue
      }
      guard let element = another(&random, unlike: &seen) else { break }
      elements.append(element)
    }
    return isSorted ? elements.sorted { ($0.text ?? "") < ($1.text ?? "") } : elements
  }

  private func another(_ random: inout TextRandom, unlike seen: inout Set<String>) -> Document? {
    for _ in 0..<Self.attempts {
      let made: Document
      if let others {
        made = others.make(&random)
      } else if !frequent.isEmpty {
        made = frequent[random.below(frequent.count)].element
      } else {
        return nil
      }
      if !isDistinct || seen.insert(made.json()).inserted { return made }
    }
    return nil
  }
}

/// The generated parts of a block of rows.
struct DocumentParts {
  let columns: [ColumnValues]
  let rowCount: Int
  /// Draws for a row that has a value before giving up.
  private static let attempts = 32

  func text(_ slot: Int, _ row: Int) -> String? { columns[slot].text(at: row) }

  func integer(_ slot: Int, _ row: Int) -> Int? {
    guard !columns[slot].isNull[row], case .integers(let values) = columns[slot].storage else {
      return nil
    }
    return Int(values[row])
  }

  /// A row in which the part is set: parts are drawn one after the other, and now and then do not agree.
  func spareRow(_ slot: Int, _ random: inout TextRandom) -> Int? {
    for _ in 0..<Self.attempts {
      let row = random.below(rowCount)
      if !columns[slot].isNull[row] { return row }
    }
    return columns[slot].isNull.firstIndex(of: false)
  }

  func spareText(_ slot: Int, _ random: inout TextRandom) -> String? {
    spareRow(slot, &random).flatMap { text(slot, $0) }
  }
}

extension DocumentNode: SelfChecking {
  var problem: String? { forms.isEmpty ? "a path of documents has no form" : nil }

  /// Whether every part that says something about a row is one of so many.
  func isSpread(over partCount: Int) -> Bool {
    func isPart(_ slot: Int?) -> Bool { slot.map { (0..<partCount).contains($0) } ?? true }
    return isPart(formSlot) && isPart(number?.slot) && isPart(text?.slot)
      && isPart(list?.lengthSlot) && (list?.frequent ?? []).allSatisfy { isPart($0.slot) }
      && (list?.positions ?? []).allSatisfy { $0.isSpread(over: partCount) }
      && members.allSatisfy { $0.node.isSpread(over: partCount) }
  }
}
