import Metadata
import TableData

/// Takes the documents of a column apart: decides which paths become columns of their own.
///
/// Paths that at least k units have are modelled, the scalars of an object before its lists and objects; what
/// is beyond the number of columns, and what only few units have, is made from its shape alone.
struct DocumentLearner {
  /// Columns at most for one column of documents.
  static let maximumParts = 40
  /// Lists up to this long are modelled element by element.
  private static let shortList = 4
  /// The same for lists that are all of one length.
  private static let fixedList = 8
  /// Elements of longer lists that are modelled by whether a list has them.
  private static let mostFrequent = 12
  /// Share of the elements that these must be.
  private static let frequentShare = 0.3
  /// Documents from which shapes are learnt.
  private static let shapeSample = 20_000
  /// Paths deeper than this are made from their shape.
  private static let maximumDepth = 12

  let tally: DocumentTally
  let k: Int
  private let structureSupport: Int
  private let prefix: String
  private var taken: Set<String>
  private(set) var parts: [Column] = []
  /// Values of each part, one for every distinct document.
  private(set) var values: [ColumnValues] = []

  init(tally: DocumentTally, k: Int, prefix: String, taken: Set<String>) {
    self.tally = tally
    self.k = k
    structureSupport = StructureSupport.needed(of: tally.support(tally.rows.indices), k: k)
    self.prefix = prefix
    self.taken = taken
  }

  private var hasRoom: Bool { parts.count < Self.maximumParts }

  /// Learns a path.
  ///
  /// - `documents`: what each entry has there; nil where the path is missing.
  /// - `isOptional`: whether it is missing anywhere where its parent is there.
  ///
  /// Returns nil where nothing is left that may be shown.
  mutating func node(
    _ documents: [Document?],
    path: String,
    form: DocumentForm,
    isOptional: Bool,
    depth: Int = 0
  ) -> DocumentNode? {
    var support: [DocumentNode.Form: UnitSupport] = [:]
    for (entry, document) in documents.enumerated() {
      guard let document else { continue }
      support[DocumentNode.Form(document), default: UnitSupport()].add(entry, of: tally)
    }
    let ordered = DocumentNode.Form.allCases.filter { support[$0] != nil }
    let common = ordered.filter { (support[$0]?.count ?? 0) >= structureSupport }
    guard
      let most = ordered.max(by: { (support[$0]?.count ?? 0) < (support[$1]?.count ?? 0) })
    else { return nil }
    let forms = common.isEmpty ? [most] : common
    guard hasRoom, depth < Self.maximumDepth else {
      return shaped(documents, form: form, isOptional: isOptional)
    }
    let isScalar = forms == [.number] || forms == [.text]
    if isScalar, let constant = constant(documents) {
      let slot = isOptional ? addForms(documents, forms, path) : nil
      return DocumentNode(
        forms: forms,
        formSlot: slot,
        isOptional: isOptional,
        constant: constant
      )
    }
    if forms == [.text], invents(documents, form) {
      let slot = isOptional ? addForms(documents, forms, path) : nil
      return DocumentNode(
        forms: forms,
        formSlot: slot,
        isOptional: isOptional,
        shape: shape(documents, form: form)
      )
    }
    let slot = forms.count > 1 || isOptional && !isScalar ? addForms(documents, forms, path) : nil
    let number = forms.contains(.number) ? scalar(documents, .number, path, form) : nil
    let text = forms.contains(.text) ? scalar(documents, .text, path, form) : nil
    let list = forms.contains(.list) ? list(documents, path, form, depth) : nil
    var members: [DocumentNode.Member] = []
    var rare: DocumentShape?
    if forms.contains(.object) {
      (members, rare) = object(documents, path, form, depth)
    }
    let isShaped = number == nil && text == nil && list == nil && !forms.contains(.object)
    return DocumentNode(
      forms: forms,
      formSlot: slot,
      isOptional: isOptional,
      number: number,
      text: text,
      list: list,
      members: members,
      rareMembers: rare,
      shape: isShaped ? shape(documents, form: form) : nil
    )
  }

  /// A path without columns.
  private func shaped(
    _ documents: [Document?],
    form: DocumentForm,
    isOptional: Bool
  ) -> DocumentNode {
    let rows = documents.indices.reduce(0) { $0 + (documents[$1] == nil ? 0 : tally.rows[$1]) }
    let all = tally.rows.reduce(0, +)
    return DocumentNode(
      forms: [.object],
      formSlot: nil,
      isOptional: isOptional,
      shape: shape(documents, form: form),
      share: isOptional ? Double(rows) / Double(max(1, all)) : 1
    )
  }

  private func shape(_ documents: [Document?], form: DocumentForm) -> DocumentShape {
    DocumentShape(held(documents), form: form, k: k)
  }

  private func held(_ documents: [Document?]) -> [DocumentShape.Held] {
    let step = max(1, documents.count / Self.shapeSample)
    return stride(from: 0, to: documents.count, by: step).compactMap { entry in
      documents[entry].map { ($0, tally.units[entry], tally.firstUnit[entry]) }
    }
  }

  // MARK: - Scalars

  /// The only value of a path, where enough units have it.
  private func constant(_ documents: [Document?]) -> Document? {
    var only: Document?
    var support = UnitSupport()
    for (entry, document) in documents.enumerated() {
      guard let text = document?.text else { continue }
      if let only, only.text != text { return nil }
      only = document
      support.add(entry, of: tally)
    }
    return support.count >= k ? only : nil
  }

  /// Whether the texts are identifiers that mean nothing, and are invented anew.
  private func invents(_ documents: [Document?], _ form: DocumentForm) -> Bool {
    if case .token = form { return false }
    let isIdentifier =
      form.declaredType.map { $0.valueKind == .uuid }
      ?? documents.allSatisfy { $0?.text.map(UUIDKeys.isUUID) ?? true }
    guard isIdentifier else { return false }
    var repeats = ScalarCounts()
    for (entry, document) in documents.enumerated() {
      guard case .string(let text)? = document else { continue }
      repeats.add(text, units: tally.units[entry], unit: tally.firstUnit[entry])
    }
    return !repeats.sorted.contains { $0.units >= k }
  }

  private mutating func scalar(
    _ documents: [Document?],
    _ kind: DocumentNode.Form,
    _ path: String,
    _ form: DocumentForm
  ) -> DocumentNode.Scalar? {
    var texts = documents.map { document -> String? in
      document.flatMap { DocumentNode.Form($0) == kind ? $0.text : nil }
    }
    var isClosed = false
    if case .token = form { isClosed = true }
    let distinct = Set(texts.compactMap(\.self)).sorted()
    var leaf =
      isClosed ? nil : ScalarLeaf(distinct, isString: kind == .text, declared: form.declaredType)
    if leaf == nil {
      let known = frequent(texts)
      texts = texts.map { text in text.flatMap { known.contains($0) ? $0 : nil } }
      leaf = ScalarLeaf(labels: known.sorted())
    }
    guard let leaf else { return nil }
    return DocumentNode.Scalar(leaf: leaf, slot: add(path, leaf.type, leaf.values(texts)))
  }

  /// Texts of structure that enough units have, or the most frequent one.
  private func frequent(_ texts: [String?]) -> Set<String> {
    var support: [String: UnitSupport] = [:]
    for (entry, text) in texts.enumerated() {
      if let text { support[text, default: UnitSupport()].add(entry, of: tally) }
    }
    let common = support.filter { $0.value.count >= structureSupport }
    guard common.isEmpty else { return Set(common.keys) }
    let most = support.max { ($0.value.count, $1.key) < ($1.value.count, $0.key) }
    return Set(most.map { [$0.key] } ?? [])
  }

  // MARK: - Lists

  private mutating func list(
    _ documents: [Document?],
    _ path: String,
    _ form: DocumentForm,
    _ depth: Int
  ) -> DocumentNode.List {
    let lists = documents.map { document -> [Document]? in
      if case .array(let elements)? = document { elements } else { nil }
    }
    let lengths = Set(lists.compactMap { $0?.count })
    var list = DocumentNode.List()
    list.length = lengths.max() ?? 0
    if lengths.count > 1 {
      list.length = lengths.min() ?? 0
      list.lengthSlot = add(
        path + "#",
        DocumentForm.integer,
        ColumnValues(
          storage: .integers(lists.map { Int64($0?.count ?? 0) }),
          isNull: lists.map { $0 == nil }
        )
      )
    }
    let longest = lengths.max() ?? 0
    let positional = lengths.count == 1 ? Self.fixedList : Self.shortList
    if longest <= positional, !form.listsAreSets {
      for place in 0..<longest {
        let elements = lists.map { $0.flatMap { place < $0.count ? $0[place] : nil } }
        let node = node(
          elements,
          path: "\(path)[\(place + 1)]",
          form: form.element,
          isOptional: false,
          depth: depth + 1
        )
        if let node { list.positions.append(node) }
      }
      return list
    }
    learnElements(&list, lists, path, form)
    return list
  }

  private mutating func learnElements(
    _ list: inout DocumentNode.List,
    _ lists: [[Document]?],
    _ path: String,
    _ form: DocumentForm
  ) {
    // What tells elements apart; nil for lists and objects, of which none is like another.
    let words = lists.map { $0?.map { $0.text } }
    var support: [String: (element: Document, support: UnitSupport)] = [:]
    var total = 0
    list.isSorted = true
    list.isDistinct = true
    for (entry, elements) in lists.enumerated() {
      var seen: Set<String> = []
      var last = ""
      for (element, word) in zip(elements ?? [], words[entry] ?? []) {
        total += 1
        guard let word else {
          list.isSorted = false
          continue
        }
        if seen.insert(word).inserted {
          support[word, default: (element, UnitSupport())].support.add(entry, of: tally)
        } else {
          list.isDistinct = false
        }
        if word < last { list.isSorted = false }
        last = word
      }
    }
    let common = support.filter { $0.value.support.count >= k }
      .sorted { ($1.value.support.count, $0.key) < ($0.value.support.count, $1.key) }
      .prefix(Self.mostFrequent)
    let covered = common.reduce(0) { $0 + $1.value.support.count }
    var chosen: Set<String> = []
    if Double(covered) >= Self.frequentShare * Double(total) {
      for (word, entry) in common where hasRoom {
        let flags = words.map { $0.map { $0.contains(word) ? Int64(1) : 0 } }
        let slot = add(
          "\(path)∋\(word)",
          ColumnType(declaration: "boolean", baseName: "bool"),
          ColumnValues(storage: .integers(flags.map { $0 ?? 0 }), isNull: flags.map { $0 == nil })
        )
        list.frequent.append(DocumentNode.Frequent(element: entry.element, slot: slot))
        chosen.insert(word)
      }
    }
    let step = max(1, lists.count / Self.shapeSample)
    let others = stride(from: 0, to: lists.count, by: step).flatMap { entry in
      zip(lists[entry] ?? [], words[entry] ?? []).compactMap { element, word in
        word.map(chosen.contains) == true
          ? nil : DocumentShape.Held(element, tally.units[entry], tally.firstUnit[entry])
      }
    }
    if !others.isEmpty { list.others = DocumentShape(others, form: form.element, k: k) }
  }

  // MARK: - Objects

  private mutating func object(
    _ documents: [Document?],
    _ path: String,
    _ form: DocumentForm,
    _ depth: Int
  ) -> ([DocumentNode.Member], DocumentShape?) {
    var keys: [(key: String, support: UnitSupport)] = []
    var places: [String: Int] = [:]
    var isRoom: [Bool] = []
    for (entry, document) in documents.enumerated() {
      guard case .object(let members)? = document else {
        isRoom.append(false)
        continue
      }
      isRoom.append(true)
      for (key, _) in members {
        let place = places[key] ?? keys.count
        if place == keys.count {
          places[key] = place
          keys.append((key, UnitSupport()))
        }
        keys[place].support.add(entry, of: tally)
      }
    }
    let common = keys.filter { $0.support.count >= structureSupport }.map(\.key)
    let columns = common.map { key in documents.map { $0?[key] } }
    // Scalars first: they say most, and cost one column each.
    let order = common.indices.sorted { left, right in
      (Self.isDeep(columns[left]) ? 1 : 0, left) < (Self.isDeep(columns[right]) ? 1 : 0, right)
    }
    var nodes = [DocumentNode?](repeating: nil, count: common.count)
    for place in order {
      let isOptional = zip(columns[place], isRoom).contains { $0 == nil && $1 }
      nodes[place] = node(
        columns[place],
        path: path.isEmpty ? common[place] : "\(path).\(common[place])",
        form: form.member(common[place]),
        isOptional: isOptional,
        depth: depth + 1
      )
    }
    let members = zip(common, nodes).compactMap { key, node in
      node.map { DocumentNode.Member(key: key, node: $0) }
    }
    guard common.count < keys.count, form.hasOpenKeys else { return (members, nil) }
    let isCommon = Set(common)
    let rare = documents.map { document -> Document? in
      guard case .object(let members)? = document else { return nil }
      return .object(members.filter { !isCommon.contains($0.key) })
    }
    return (members, shape(rare, form: form))
  }

  private static func isDeep(_ documents: [Document?]) -> Bool {
    documents.contains { document in
      switch document {
      case .array, .object: true
      default: false
      }
    }
  }

  // MARK: - Columns

  /// Adds the column of which form a row has.
  private mutating func addForms(
    _ documents: [Document?],
    _ forms: [DocumentNode.Form],
    _ path: String
  ) -> Int {
    let leaf = ScalarLeaf(labels: forms.map(\.rawValue))
    let words = documents.map { document in
      document.flatMap { document -> String? in
        let form = DocumentNode.Form(document)
        return forms.contains(form) ? form.rawValue : nil
      }
    }
    return add(path + "?", leaf.type, leaf.values(words))
  }

  private mutating func add(_ path: String, _ type: ColumnType, _ column: ColumnValues) -> Int {
    var name = path.isEmpty || path == "?" || path == "#" ? prefix + path : "\(prefix)→\(path)"
    while !taken.insert(name).inserted { name += "′" }
    parts.append(Column(name: name, position: 0, type: type, isNullable: true))
    values.append(column)
    return parts.count - 1
  }

  /// Sees to it that a column without NULL gets none.
  mutating func requireRoot(_ node: DocumentNode) {
    let slot = node.formSlot ?? node.number?.slot ?? node.text?.slot
    if let slot { parts[slot].isNullable = false }
  }
}
