/// The simplex method of Nelder and Mead (1965, DOI 10.1093/comjnl/7.4.308).
enum NelderMead {
  private static let rounds = 2_000
  /// Differences of the loss, and of coordinates, at which it ends.
  private static let tolerance = 1e-13

  /// The point of the smallest loss that is found.
  ///
  /// - `loss`: infinite where a point is not allowed.
  /// - `step`: how far the first simplex reaches along each axis.
  static func minimum(
    of loss: ([Double]) -> Double,
    from start: [Double],
    step: Double
  ) -> [Double] {
    var found = descent(of: loss, from: start, step: step)
    // A simplex may collapse before it is there; another one around its end goes on.
    found = descent(of: loss, from: found, step: step / 10)
    return found
  }

  private static func descent(
    of loss: ([Double]) -> Double,
    from start: [Double],
    step: Double
  ) -> [Double] {
    var simplex = [(point: start, loss: loss(start))]
    for axis in start.indices {
      var point = start
      point[axis] += step
      simplex.append((point, loss(point)))
    }
    let worst = start.count
    for _ in 0..<rounds {
      simplex.sort { $0.loss < $1.loss }
      let width =
        start.indices.map { axis in
          simplex.reduce(0) { max($0, abs($1.point[axis] - simplex[0].point[axis])) }
        }.max() ?? 0
      if simplex[worst].loss - simplex[0].loss <= tolerance, width <= 1e-7 { break }
      let center = start.indices.map { axis in
        simplex.prefix(worst).reduce(0) { $0 + $1.point[axis] } / Double(worst)
      }
      func along(_ factor: Double) -> (point: [Double], loss: Double) {
        let point = start.indices.map {
          center[$0] + factor * (simplex[worst].point[$0] - center[$0])
        }
        return (point, loss(point))
      }
      let reflected = along(-1)
      if reflected.loss < simplex[0].loss {
        let expanded = along(-2)
        simplex[worst] = expanded.loss < reflected.loss ? expanded : reflected
      } else if reflected.loss < simplex[worst - 1].loss {
        simplex[worst] = reflected
      } else {
        let contracted = along(reflected.loss < simplex[worst].loss ? -0.5 : 0.5)
        if contracted.loss < min(reflected.loss, simplex[worst].loss) {
          simplex[worst] = contracted
        } else {
          for place in 1...worst {
            let point = start.indices.map {
              simplex[0].point[$0] + (simplex[place].point[$0] - simplex[0].point[$0]) / 2
            }
            simplex[place] = (point, loss(point))
          }
        }
      }
    }
    return simplex.min { $0.loss < $1.loss }?.point ?? start
  }
}
