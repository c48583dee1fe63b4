/// A constraint that is not understood, contradicts others, or does not hold.
package struct ConstraintError: Error, Sendable, CustomStringConvertible {
  package enum Code: Sendable {
    /// A field is missing, unknown or of a wrong kind.
    case malformed
    /// It names a table, column or key that is not there, or cannot be about it.
    case unfit
    /// It cannot hold together with another one, or with what the schema says.
    case contradiction
    /// Rows of the source break it.
    case doesNotHold
    /// The source has too few rows to learn it from.
    case notLearnt
  }

  package let code: Code
  package let description: String

  /// - `place`: where it was declared, for example `pgsynth.yaml line 12`.
  /// - `type`: the kind of constraint.
  /// - `problem`: what is wrong with it and what to do.
  package init(_ code: Code, place: String?, type: String, _ problem: String) {
    self.init(code, place: place, "constraint \(type): \(problem)")
  }

  private init(_ code: Code, place: String?, _ text: String) {
    self.code = code
    description = "\(place.map { "\($0): " } ?? "")\(text)"
  }

  package init(_ code: Code, of constraint: EnforcedConstraint, _ problem: String) {
    let text = "\(constraint.text): \(problem)"
    if constraint.isRequested {
      self.init(code, place: constraint.place, text)
    } else {
      self.init(code, place: constraint.place, type: constraint.type, text)
    }
  }
}

/// What is wrong with a constraint, before it is known where that was declared.
struct ConstraintProblem: Error {
  var code = ConstraintError.Code.unfit
  var text: String

  init(_ text: String, _ code: ConstraintError.Code = .unfit) {
    self.text = text
    self.code = code
  }
}
