/// A column of numbers in the order of its rows, and the sequence that each row belongs to.
package struct Sequences: Sendable {
  /// The numbers of each sequence in the order of the rows; missing ones are NaN.
  let numbers: [[Double]]

  /// - Parameters:
  ///   - keys: the sequence of every row, as codes whose 0 (NULL) stands for rows of no sequence.
  ///   - numbers: the number of every row; NaN where it has none.
  package init(keys: [Int32], numbers: [Double]) {
    var places: [Int32: Int] = [:]
    var sequences: [[Double]] = []
    for (key, number) in zip(keys, numbers) where key != 0 {
      if let place = places[key] {
        sequences[place].append(number)
      } else {
        places[key] = sequences.count
        sequences.append([number])
      }
    }
    self.numbers = sequences
  }
}
