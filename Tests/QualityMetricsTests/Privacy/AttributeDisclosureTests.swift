@testable import QualityMetrics
import Testing

/// Patients with one row each, of whom three in ten are held out.
private struct Patients {
  var age: [Double] = []
  var income: [Double] = []
  /// From 1; 0 is missing.
  var illness: [Int32] = []

  /// Patients whose illness is anything, or follows from the age.
  init(_ count: Int, seed: UInt64, illnessFollowsAge: Bool = false) {
    var draw = SampleNumbers(seed: seed)
    for _ in 0..<count {
      let years = Double.random(in: 20..<80, using: &draw)
      age.append(years)
      income.append(Double.random(in: 1_000..<9_000, using: &draw))
      illness.append(illnessFollowsAge ? Int32(years / 10) : Int32.random(in: 1...6, using: &draw))
    }
  }

  static func isHeldOut(_ row: Int) -> Bool { row % 10 < 3 }

  /// Patients that were learnt from, all but whose illness is a little other.
  func leaked(seed: UInt64) -> Patients {
    var draw = SampleNumbers(seed: seed)
    var clone = Patients(0, seed: seed)
    for row in age.indices where !Self.isHeldOut(row) {
      clone.age.append(age[row] + Double.random(in: -0.02...0.02, using: &draw))
      clone.income.append(income[row] + Double.random(in: -5...5, using: &draw))
      clone.illness.append(illness[row])
    }
    return clone
  }

  /// What is found of patients by a clone, some units having two rows.
  func disclosure(by clone: Patients) throws -> AttributeDisclosure {
    let scorer = PrivacyScorer(
      columns: [
        .numbers(real: age, clone: clone.age), .numbers(real: income, clone: clone.income),
        .categories(SharedCodes(real: illness, clone: clone.illness, count: 8)),
      ],
      isHeldOut: age.indices.map(Self.isHeldOut),
      units: age.indices.map { Int32($0 % 1_000) },
      unitCount: 1_000,
      cloneCount: clone.age.count
    )
    let quality = scorer.score(sampleTable, .rows, guessing: ["age", "income", "illness"])
    return try #require(quality?.disclosure)
  }
}

@Suite struct AttributeDisclosureTests {
  private let patients = Patients(1_200, seed: 3)

  @Test func aRepeatedSecretIsDisclosed() throws {
    let found = try patients.disclosure(by: patients.leaked(seed: 4))
    #expect(found.column == "illness")
    #expect(found.hits > 0.9)
    // One in six by luck.
    #expect(found.heldOutHits > 0.1 && found.heldOutHits < 0.25)
    #expect(found.excess.value == found.hits - found.heldOutHits)
    #expect(found.excess.low > 0.5)
    #expect(found.meanExcess > 0.3 && found.meanExcess < found.excess.value)
  }

  @Test(arguments: [5, 6, 7] as [UInt64]) func anotherSampleDisclosesNothing(seed: UInt64) throws {
    let found = try patients.disclosure(by: Patients(1_200, seed: seed))
    #expect(found.excess.low <= 0 && found.excess.high >= 0)
    #expect(abs(found.meanExcess) < 0.05)
  }

  @Test func whatThePopulationTellsIsNoDisclosure() throws {
    let patients = Patients(1_200, seed: 8, illnessFollowsAge: true)
    let found = try patients.disclosure(
      by: Patients(1_200, seed: 9, illnessFollowsAge: true)
    )
    #expect(found.excess.low <= 0 && found.excess.high >= 0)
  }

  /// The age is guessed right now and then: it says more than what is always right.
  @Test func aColumnOfOneValueIsNotNamed() throws {
    var (patients, clone) = (patients, Patients(1_200, seed: 10))
    patients.illness = patients.illness.map { _ in 1 }
    clone.illness = clone.illness.map { _ in 1 }
    #expect(try patients.disclosure(by: clone).column != "illness")
  }

  @Test func unknownValuesAreNotGuessed() throws {
    var patients = patients
    patients.illness = patients.illness.map { _ in 0 }
    let found = try patients.disclosure(by: patients.leaked(seed: 4))
    #expect(found.column != "illness")
  }

  @Test func aCloneWithoutTheValueDisclosesNothing() throws {
    var clone = patients.leaked(seed: 4)
    clone.illness = clone.illness.map { _ in 0 }
    let found = try patients.disclosure(by: clone)
    #expect(found.column != "illness")
  }
}
