extension Decoder {
  /// Refuses what is decoded where something does not hold, so that those who use it need not look again.
  ///
  /// - `problem`: what is wrong, without values.
  package func check(_ holds: Bool, _ problem: @autoclosure () -> String) throws {
    guard holds else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: codingPath, debugDescription: problem())
      )
    }
  }
}

/// A value that knows what must hold between its parts, and is asked once it was decoded.
package protocol SelfChecking {
  /// What is wrong, without values; nil where nothing is.
  var problem: String? { get }
}
