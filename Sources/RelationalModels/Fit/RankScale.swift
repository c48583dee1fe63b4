/// Where codes stand among the rows of a column, as if these were a thousand.
struct RankScale: Equatable, Codable {
  static let top = 1_000.0
  /// Codes kept for the way back.
  private static let sampleSize = 4_096

  private let ofBuckets: [Double]
  /// First rank of every code, and that of the next one.
  private let starts: [Double]
  /// Codes of rows, ascending, spread out over all.
  private let codes: [Int32]

  /// - `bucketOfCode`: codes ascend with their values; 0 is null.
  init(codes: [Int32], bucketOfCode: [UInt8]) {
    var counts = [Int](repeating: 0, count: bucketOfCode.count)
    for code in codes where code > 0 && Int(code) < counts.count { counts[Int(code)] += 1 }
    let total = Double(max(1, counts.reduce(0, +)))
    var starts: [Double] = [0]
    for count in counts {
      starts.append(starts[starts.count - 1] + Double(count) * Self.top / total)
    }
    var sums = [Double](repeating: 0, count: 256)
    var rows = sums
    for (code, count) in counts.enumerated() {
      let bucket = Int(bucketOfCode[code])
      sums[bucket] += Double(count) * (starts[code] + starts[code + 1]) / 2
      rows[bucket] += Double(count)
    }
    ofBuckets = zip(sums, rows).map { $0 / max(1, $1) }
    self.starts = starts
    let sorted = codes.filter { $0 > 0 }.sorted()
    self.codes = stride(from: 0, to: sorted.count, by: max(1, sorted.count / Self.sampleSize))
      .map { sorted[$0] }
  }

  /// The mean rank of a bucket's rows.
  func ofBucket(_ bucket: UInt8) -> Double { ofBuckets[Int(bucket)] }

  /// A rank of one of the rows that have the code.
  func of(_ code: Int32, choice: Double) -> Double {
    starts[Int(code)] + choice * (starts[Int(code) + 1] - starts[Int(code)])
  }

  /// The code of the row at a rank; nil without rows.
  func code(at rank: Double) -> Int32? {
    let place = Int(min(1, max(0, rank / Self.top)) * Double(codes.count))
    return codes.isEmpty ? nil : codes[min(codes.count - 1, place)]
  }
}
