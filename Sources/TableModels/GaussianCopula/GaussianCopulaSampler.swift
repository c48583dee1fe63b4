package import Statistics

/// Draws the latent variables of a row one after the other.
package struct GaussianCopulaSampler: RowSampler {
  private let copula: GaussianCopula
  private var row: LatentRow
  /// Parameters of the row's parents; NaN where nothing is known of them.
  var parameters: [Double]
  /// Variables that are known of the row.
  private var known = 0
  /// What was drawn last and is not settled.
  private var pending: (target: Int, drawn: DrawnValue, presence: Double, value: Double)?

  init(_ copula: GaussianCopula) {
    self.copula = copula
    row = LatentRow(factor: copula.factor, count: copula.variables.count)
    parameters = [Double](repeating: .nan, count: copula.parameterCount)
  }

  package mutating func startRow(using generator: inout CounterGenerator) {
    known = 0
    pending = nil
  }

  package mutating func draw(
    _ target: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) -> DrawnValue {
    let positions = copula.variablesOfTarget[target]
    guard let value = positions.value else { return .code(0) }
    learn(upTo: positions.presence ?? value, features, using: &generator)
    var isNull = false
    if let presence = positions.presence {
      row.innovations[presence] = generator.normal()
      isNull = copula.variables[presence].scale.code(at: row.latent(presence)) == 0
    }
    row.innovations[value] = generator.normal()
    let drawn: DrawnValue =
      if isNull {
        .code(0)
      } else if let marginal = copula.variables[value].marginal {
        .number(marginal.number(at: row.latent(value)))
      } else {
        .code(copula.variables[value].scale.code(at: row.latent(value)))
      }
    pending = (
      target, drawn, positions.presence.map { row.innovations[$0] } ?? 0, row.innovations[value]
    )
    return drawn
  }

  package mutating func settle(
    _ target: Int,
    code: Int32,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {
    let positions = copula.variablesOfTarget[target]
    guard let value = positions.value else { return }
    let first = positions.presence ?? value
    learn(upTo: first, features, using: &generator)
    known = value + 1
    if let pending, pending.target == target, isWhatWasDrawn(pending.drawn, code) {
      if let presence = positions.presence { row.innovations[presence] = pending.presence }
      row.innovations[value] = pending.value
      return
    }
    if let presence = positions.presence {
      place(presence, at: code == 0 ? 0 : 1, using: &generator)
    }
    place(value, at: code, using: &generator)
  }

  /// Whether a row got what was drawn last; of a number, whether it got one at all.
  private func isWhatWasDrawn(_ drawn: DrawnValue, _ code: Int32) -> Bool {
    switch drawn {
    case .code(let drawn): drawn == code
    case .number: code != 0
    }
  }

  /// Takes note of what is known of the row before a variable.
  private mutating func learn(
    upTo position: Int,
    _ features: UnsafePointer<UInt8>,
    using generator: inout CounterGenerator
  ) {
    while known < position {
      switch copula.variables[known].source {
      case .feature(let feature): place(known, at: Int32(features[feature]), using: &generator)
      case .parameter(let number) where !parameters[number].isNaN:
        row.set(known, to: parameters[number])
      case .parameter, .presence, .value:
        // A target that nobody asked for, or a parent that the row does not have.
        row.innovations[known] = generator.normal()
      }
      known += 1
    }
  }

  private mutating func place(
    _ position: Int,
    at code: Int32,
    using generator: inout CounterGenerator
  ) {
    row.place(position, at: code, of: copula.variables[position].scale, using: &generator)
  }
}
