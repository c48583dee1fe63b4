import Statistics

/// A text put together from other columns of the row: `mary.smith@example.com` from a first and a last name.
struct TextComposition {
  /// How another column's text is written.
  enum Form: Hashable {
    case same
    case lower
    case upper
    /// In lower case, with anything but letters and digits replaced by the given text.
    case slug(String)
    /// The first letter in lower case.
    case initial
    case upperInitial

    static let all: [Form] = [
      .same, .lower, .upper, .slug("-"), .slug("_"), .slug("."), .slug(""), .initial, .upperInitial,
    ]

    var isInitial: Bool { self == .initial || self == .upperInitial }

    func text(_ source: String) -> String {
      switch self {
      case .same: source
      case .lower: source.lowercased()
      case .upper: source.uppercased()
      case .slug(let separator): Self.slug(source, separator: separator)
      case .initial: String(source.lowercased().prefix(1))
      case .upperInitial: String(source.uppercased().prefix(1))
      }
    }

    private static func slug(_ source: String, separator: String) -> String {
      source.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: separator)
    }
  }

  enum Piece: Hashable {
    case literal(String)
    /// That many random digits.
    case digits(Int)
    case column(Int, Form)
  }

  struct Template: Hashable {
    var pieces: [Piece]

    var columns: [Int] {
      pieces.compactMap { if case .column(let column, _) = $0 { column } else { nil } }
    }

    /// The text of a row; nil where one of its columns is null.
    func text(
      using generator: inout CounterGenerator,
      of column: (Int) -> String?
    ) -> String? {
      var text = ""
      for piece in pieces {
        switch piece {
        case .literal(let literal): text += literal
        case .digits(let count):
          for place in 0..<count {
            // A number does not begin with a nought.
            text += String(
              place == 0 && count > 1
                ? 1 + generator.integer(below: 9) : generator.integer(below: 10)
            )
          }
        case .column(let other, let form):
          guard let value = column(other), !value.isEmpty else { return nil }
          text += form.text(value)
        }
      }
      return text
    }
  }

  /// Templates with the share of the rows that follow each; the rest of the rows holds texts of their own.
  var templates: [(template: Template, share: Double)]
  var nullShare: Double

  var columns: [Int] { Array(Set(templates.flatMap(\.template.columns))).sorted() }

  /// A template by its share; nil for a text of the column's own.
  func template(using generator: inout CounterGenerator) -> Template? {
    var place = generator.uniform()
    for (template, share) in templates {
      place -= share
      if place < 0 { return template }
    }
    return nil
  }
}
