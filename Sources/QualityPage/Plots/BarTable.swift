/// Shares of both sides as a table with bars in it: the drawing is its own table.
struct BarTable {
  struct Bar {
    let label: String
    let real: Double
    let clone: Double
    /// Whether it stands for many values, whose bar would dwarf the others.
    var isRest = false
  }

  let caption: String
  /// What the rows are.
  let head: String
  let bars: [Bar]

  private static let labelLength = 60

  var html: HTML {
    let largest = max(bars.reduce(0) { $1.isRest ? $0 : max($0, $1.real, $1.clone) }, 1e-9)
    return """
      <table class="bars"><caption class="sr">\(caption)</caption><thead class="sr"><tr><th scope="col">\(head)\
      <th scope="col">bars<th scope="col">real<th scope="col">clone<tbody>\
      \(bars.map { Self.row($0, largest) })</table>
      """
  }

  private static func row(_ bar: Bar, _ largest: Double) -> HTML {
    let bars: HTML =
      bar.isRest
      ? ""
      : """
      <i class="rb" style="width:\(bar.real / largest * 100)%"></i>\
      <i class="cb" style="width:\(bar.clone / largest * 100)%"></i>
      """
    return """
      <tr><th scope="row">\(bar.label.shortened(to: labelLength))<td>\(bars)\
      <td>\(NumberFormat.percent(bar.real))<td>\(NumberFormat.percent(bar.clone))
      """
  }
}
