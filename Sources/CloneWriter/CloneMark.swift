/// The comment by which a schema is known to be made by pgsynth, and unchanged since.
///
/// It holds a digest of the names of the schema's objects, so it depends on nothing but the schema: the
/// same clone always gets the same comment, and it survives pg_dump.
struct CloneMark: Hashable, Sendable {
  var objectCount: Int
  var digest: String

  init(_ objects: [TargetState.Object]) {
    objectCount = objects.count
    // FNV-1a: the mark guards against forgotten objects, not against forgery.
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    let texts = objects.map { "\($0.kind) \($0.identity)\n" }.sorted()
    for byte in texts.joined().utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    let text = String(hash, radix: 16)
    digest = String(repeating: "0", count: 16 - text.count) + text
  }

  private static let opening = "Synthetic data made by pgsynth ("

  /// The mark in a schema's comment, and what else the comment says.
  static func parse(_ comment: String?) -> (mark: CloneMark, rest: String)? {
    guard let comment, let start = comment.ranges(of: opening).last else { return nil }
    let tail = comment[start.upperBound...]
    guard tail.hasSuffix(")") else { return nil }
    let words = tail.dropLast().split(separator: " ")
    guard words.count == 4, let count = Int(words[0]), words[2] == "digest" else { return nil }
    var rest = String(comment[..<start.lowerBound])
    if rest.hasSuffix("\n") { rest.removeLast() }
    return (CloneMark(objectCount: count, digest: String(words[3])), rest)
  }

  private init(objectCount: Int, digest: String) {
    self.objectCount = objectCount
    self.digest = digest
  }

  /// The comment to set, after what the schema's own comment says.
  func comment(after rest: String?) -> String {
    let mark = "\(Self.opening)\(objectCount) objects, digest \(digest))"
    guard let rest, !rest.isEmpty else { return mark }
    return rest + "\n" + mark
  }
}
