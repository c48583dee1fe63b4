/// A piece of the page: what has to be there, or a plot that gives way where there are too many.
enum PagePart {
  case fixed(HTML)
  case plot(HTML, informativeness: Double)
}

/// Chooses the plots that fit into a page of bounded size.
struct PlotBudget {
  /// Bytes of the whole page.
  let limit: Int

  /// What stands in the place of a plot that does not fit.
  private static let substitute: HTML =
    "<p class=\"note\">Plot left out to keep the page small.</p>"

  /// Puts the parts together: all that is fixed, and of the plots the most informative ones that fit.
  ///
  /// Returns how many there are and how many were left out.
  func fit(_ parts: [PagePart]) -> (html: HTML, plots: Int, leftOut: Int) {
    var room = limit
    var plots: [(place: Int, size: Int, informativeness: Double)] = []
    for (place, part) in parts.enumerated() {
      switch part {
      case .fixed(let html): room -= html.size
      case .plot(let html, let informativeness):
        room -= Self.substitute.size
        plots.append((place, html.size - Self.substitute.size, informativeness))
      }
    }
    plots.sort { ($1.informativeness, $0.place) < ($0.informativeness, $1.place) }
    var isKept = [Bool](repeating: false, count: parts.count)
    var kept = 0
    for plot in plots where plot.size <= room {
      room -= plot.size
      isKept[plot.place] = true
      kept += 1
    }
    var page: HTML = ""
    for (place, part) in parts.enumerated() {
      switch part {
      case .fixed(let html): page += html
      case .plot(let html, _): page += isKept[place] ? html : Self.substitute
      }
    }
    return (page, plots.count, plots.count - kept)
  }
}
