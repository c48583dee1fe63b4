import ColumnTransforms
import Metadata
import TableData

/// Finds columns whose labels or texts often repeat those of a parent or of another column of the row, such as
/// the address on an order that mostly is the customer's.
///
/// What holds practically always is a rule (``RuleFinder``); here "the same as there" is a choice of its own
/// beside a value of the column's own.
struct EchoFinder {
  /// Share of rows that must agree.
  private static let minimumShare = 0.2
  /// How far beyond agreement by chance.
  private static let minimumExcess = 0.15
  private static let sampleRows = 4_000
  /// Columns with fewer codes repeat others without meaning it.
  private static let minimumCodes = 10

  private let frame: TableFrame
  private let fit: FitColumns
  private let sample: [Int]
  /// Texts of parents by their hashes.
  private let candidates: [(source: ValueSource, hashes: [UInt64?], parent: TableFrame.KnownParent)]

  init(frame: TableFrame, fit: FitColumns, parents: [TableFrame.KnownParent]) {
    self.frame = frame
    self.fit = fit
    sample = frame.sample(Self.sampleRows)
    candidates = parents.flatMap { parent in
      parent.frame.table.storedColumns.compactMap { column in
        guard column.type.valueKind == .text, let texts = parent.frame.rows[column.name] else {
          return nil
        }
        return (.parent(key: parent.key, column: column.name), Self.hashes(texts), parent)
      }
    }
  }

  struct Echo {
    var source: ValueSource
    /// Rows that hold the source's value.
    var rows: [Bool]
  }

  /// The source that the column repeats most, or nil.
  func echo(of column: Int, earlier: [Int]) -> Echo? {
    switch fit.codecs[column] {
    case .text: break
    case .category(let codec): guard codec.codeCount >= Self.minimumCodes else { return nil }
    default: return nil
    }
    guard let values = frame.rows[fit.columns[column].name] else { return nil }
    let hashes = Self.hashes(values)
    var best: (share: Double, source: ValueSource, hashes: [UInt64?], rows: (Int) -> Int?)?
    func judge(_ source: ValueSource, _ other: [UInt64?], rows: @escaping (Int) -> Int?) {
      var present = 0
      var equal = 0
      var byChance = 0
      for (place, row) in sample.enumerated() {
        guard let own = hashes[row], let position = rows(row), let value = other[position] else {
          continue
        }
        present += 1
        if own == value { equal += 1 }
        // Half the sample away: far enough to be another parent's child.
        if hashes[sample[(place + sample.count / 2) % sample.count]] == value { byChance += 1 }
      }
      guard present >= 2 * RuleEvidence.minimumRows else { return }
      let share = Double(equal) / Double(present)
      let excess = share - Double(byChance) / Double(present)
      guard share >= Self.minimumShare, excess >= Self.minimumExcess,
        Double(equal) >= 2 * Double(frame.k), share > (best?.share ?? 0)
      else { return }
      best = (share, source, other, rows)
    }
    for candidate in candidates {
      judge(candidate.source, candidate.hashes, rows: candidate.parent.row)
    }
    for other in earlier where fit.columns[other].type.valueKind == .text {
      guard let texts = frame.rows[fit.columns[other].name] else { continue }
      judge(.column(other), Self.hashes(texts)) { $0 }
    }
    guard let best else { return nil }
    return Echo(
      source: best.source,
      rows: hashes.indices.map { row in
        guard let own = hashes[row], let position = best.rows(row) else { return false }
        return best.hashes[position] == own
      }
    )
  }

  private static func hashes(_ values: ColumnValues) -> [UInt64?] {
    let hasher = RowHasher([values])
    return (0..<values.count).map { hasher.hash(row: $0) }
  }
}
