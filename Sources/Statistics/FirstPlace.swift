extension Array {
  /// The first place whose element passes the test, in an array where all after it do, too; the count where none does.
  @inlinable
  package func firstPlace(where passes: (Element) -> Bool) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      if passes(self[middle]) { high = middle } else { low = middle + 1 }
    }
    return low
  }
}
