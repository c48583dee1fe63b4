/// What is wrong with metadata, all of it.
package struct SDVMetadataError: Error, Hashable, Sendable, CustomStringConvertible {
  /// One line each: where, what, and what to do.
  package var problems: [String]

  package init(_ problems: [String]) { self.problems = problems }

  package var description: String { problems.joined(separator: "\n") }
}
