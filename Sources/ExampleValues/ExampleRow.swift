package import Statistics

/// What the values of one made-up row have in common.
package struct ExampleRow: Sendable {
  /// Different for every row that is tried; makes values of unique keys different.
  package let number: Int
  /// The moment around which the row's times lie, in microseconds since 2000-01-01 UTC.
  let moment: Int64
  let firstName: String
  let lastName: String
  let place: ExampleWords.Place

  /// - Parameters:
  ///   - number: how many rows were tried before.
  ///   - now: microseconds since 2000-01-01 UTC; rows are of the two years before.
  ///   - generator: source of chance.
  package init(number: Int, now: Int64, using generator: inout CounterGenerator) {
    self.number = number
    let age = generator.uniform() * 730 * ExampleCell.microsecondsPerDay
    // Whole seconds, as clocks of applications have them.
    moment = (now - Int64(age) - Int64(30 * ExampleCell.microsecondsPerDay)) / 1_000_000 * 1_000_000
    firstName = ExampleWords.firstNames.pick(using: &generator)
    lastName = ExampleWords.lastNames.pick(using: &generator)
    place = ExampleWords.places.pick(using: &generator)
  }
}

extension Array {
  /// One of the elements.
  ///
  /// - Precondition: there is one.
  func pick(using generator: inout CounterGenerator) -> Element {
    self[generator.integer(below: count)]
  }

  /// One of the elements, the first more often than the last.
  ///
  /// - Precondition: there is one.
  func pickEarly(using generator: inout CounterGenerator) -> Element {
    let place = generator.uniform() * generator.uniform()
    return self[Swift.min(count - 1, Int(place * Double(count)))]
  }
}
