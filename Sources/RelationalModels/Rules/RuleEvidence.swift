import Statistics

/// What rows say about a conjecture, counted in two halves of the protected units: it is made on one half and has to
/// hold on the other.
struct RuleEvidence {
  /// Exceptions among all rows.
  static let maximumExceptions = 0.001
  /// Rows that must bear a rule out, in both halves together.
  static let minimumRows = 40
  /// Units in each half.
  private static let minimumUnits = 10
  /// A half may have twice the exceptions, as the few there are may all lie in it.
  private static let halfFactor = 2.0

  private struct Half {
    var rows = 0
    var exceptions = 0
    var units = 0
    var lastUnit: Int32 = -1

    mutating func add(unit: Int32, holds: Bool) {
      rows += 1
      if !holds { exceptions += 1 }
      if unit != lastUnit {
        units += 1
        lastUnit = unit
      }
    }

    func isWithin(_ share: Double) -> Bool {
      Double(exceptions) <= (share * Double(rows)).rounded(.down)
    }
  }

  private var first = Half()
  private var second = Half()

  /// Whether a unit belongs to the half on which conjectures are made.
  static func isForConjectures(unit: Int32) -> Bool {
    CounterGenerator.mix(UInt64(bitPattern: Int64(unit)) &+ 0x51ED_270B) & 1 == 0
  }

  /// - `unit`: ascending from call to call.
  mutating func add(unit: Int32, holds: Bool) {
    if Self.isForConjectures(unit: unit) {
      first.add(unit: unit, holds: holds)
    } else {
      second.add(unit: unit, holds: holds)
    }
  }

  var rows: Int { first.rows + second.rows }
  var exceptions: Int { first.exceptions + second.exceptions }

  /// Whether no further rows can make up for the exceptions.
  func isLost(of rowCount: Int) -> Bool {
    Double(exceptions) > Self.maximumExceptions * Double(rowCount)
  }

  /// Whether practically all rows of each half obey, and enough of them.
  var isBorneOut: Bool {
    rows >= Self.minimumRows
      && Double(exceptions) <= (Self.maximumExceptions * Double(rows)).rounded(.down)
      && [first, second].allSatisfy { half in
        half.units >= Self.minimumUnits
          && half.isWithin(Self.halfFactor * Self.maximumExceptions)
      }
  }
}
