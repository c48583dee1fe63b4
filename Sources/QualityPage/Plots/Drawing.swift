/// A drawing with its name and description for those who do not see it.
struct Drawing {
  /// Unique in the page.
  let id: String
  let width: Double
  let height: Double
  let title: String
  let description: String
  /// Class names beside `plot`.
  var style = ""
  let body: HTML

  var html: HTML {
    """
    <svg class="plot \(style)" viewBox="0 0 \(width) \(height)" role="img" aria-labelledby="\(id)t \(id)d">\
    <title id="\(id)t">\(title)</title><desc id="\(id)d">\(description)</desc>\(body)</svg>
    """
  }
}

/// Numbers behind a drawing, as a table that opens.
struct NumbersTable {
  let caption: String
  let heads: [String]
  /// The first cell of each row names it.
  let rows: [[String]]
  var label = "Numbers"

  var html: HTML {
    guard !rows.isEmpty else { return "" }
    return """
      <details class="numbers"><summary>\(label)<span class="sr"> of \(caption)</span></summary>\
      \(DataTable(caption: caption, heads: heads, rows: rows, hidesCaption: true).html)</details>
      """
  }
}

/// A table whose first column names the rows and whose others are numbers as a rule.
struct DataTable {
  let caption: String
  let heads: [String]
  let rows: [[String]]
  var hidesCaption = false

  var html: HTML {
    """
    <div class="scroll" role="region" tabindex="0" aria-label="\(caption)"><table><caption class="\(hidesCaption ? "sr" : "")">\(caption)</caption><thead><tr>\
    \(heads.map { "<th scope=\"col\">\($0)" as HTML })<tbody>\(rows.map(Self.row))</table></div>
    """
  }

  private static func row(_ cells: [String]) -> HTML {
    "<tr><th scope=\"row\">\(cells.first ?? "")\(cells.dropFirst().map { "<td>\($0)" as HTML })"
  }
}

/// A linear scale of pixels.
struct Scale {
  let low: Double
  let high: Double
  let start: Double
  let end: Double

  /// A range of nothing gets some room around it.
  init(_ low: Double, _ high: Double, onto start: Double, _ end: Double) {
    self.low = high > low ? low : low - 0.5
    self.high = high > low ? high : low + 0.5
    self.start = start
    self.end = end
  }

  func callAsFunction(_ value: Double) -> Double {
    start + (value - low) / (high - low) * (end - start)
  }

  /// Multiples of 1, 2 or 5 times a power of ten within the range.
  func ticks(_ count: Int) -> [Double] {
    let spread = (high - low) / Double(max(1, count))
    var step = 1.0
    while step > spread { step /= 10 }
    while step * 10 <= spread { step *= 10 }
    step *= [1, 2, 5, 10].first { step * $0 >= spread } ?? 10
    let first = (low / step).rounded(.up)
    let last = (high / step).rounded(.down)
    return first <= last ? stride(from: first, through: last, by: 1).map { $0 * step } : []
  }
}
