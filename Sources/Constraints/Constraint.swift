/// A constraint that the rows of a clone obey, declared by the user.
///
/// It is checked against the source when a model is fitted, enforced when rows are generated, and counted in the clone
/// before that is put in place.
public struct Constraint: Sendable {
  package let form: any ConstraintForm
  /// Where it was declared, for messages; nil for constraints that a program makes.
  public var place: String?
  /// Whether the clone keeps it although rows of the source break it.
  public var isForced = false

  /// The kind, as the configuration spells it.
  public var type: String { Swift.type(of: form).type }

  init(_ form: some ConstraintForm) { self.form = form }

  /// The kinds there are, as the configuration spells them.
  public static var types: [String] { ConstraintForms.all.map { $0.type } }

  /// Reads what is written about a constraint.
  ///
  /// - Parameters:
  ///   - type: one of ``types``.
  ///   - fields: what is written, by name.
  ///   - place: where it is written, for messages.
  /// - Throws: an error whose description says what is missing, unknown or of a wrong kind.
  public init(type: String, fields: [String: ConstraintValue], place: String? = nil) throws {
    guard let form = ConstraintForms.all.first(where: { $0.type == type }) else {
      throw ConstraintError(
        .malformed,
        place: place,
        type: type,
        "there is no such type; known are \(Self.types.joined(separator: ", "))"
      )
    }
    var rest = ConstraintFields(fields)
    do {
      isForced = try rest.flag("force")
      self.form = try form.init(&rest)
      if let unknown = rest.left.first {
        let known = rest.known.joined(separator: ", ")
        throw ConstraintProblem("unknown field \(unknown); known are \(known)", .malformed)
      }
    } catch let problem as ConstraintProblem {
      throw ConstraintError(problem.code, place: place, type: type, problem.text)
    }
    self.place = place
  }

  /// What it means for the tables of a source.
  ///
  /// Throws ``ConstraintError``.
  package func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint {
    do {
      var resolved = try form.resolved(in: schema)
      resolved.place = place
      resolved.isForced = isForced
      return resolved
    } catch let problem as ConstraintProblem {
      throw ConstraintError(problem.code, place: place, type: type, problem.text)
    }
  }
}

extension Constraint: Hashable {
  /// Whether two constraints say the same and were declared in the same place.
  public static func == (left: Constraint, right: Constraint) -> Bool {
    AnyHashable(left.form) == AnyHashable(right.form) && left.place == right.place
      && left.isForced == right.isForced
  }

  /// Feeds what a constraint says into a hasher.
  public func hash(into hasher: inout Hasher) {
    hasher.combine(AnyHashable(form))
    hasher.combine(place)
    hasher.combine(isForced)
  }
}
