import Foundation
import Statistics

/// A text put together from other columns of the row: `mary.smith@example.com` from a first and a last name.
struct TextComposition: Codable {
  /// How another column's text is written.
  enum Form: Hashable, Codable {
    case same
    case lower
    case upper
    /// In lower case, with anything but letters and digits replaced by the given text.
    case slug(String)
    /// The first letter in lower case.
    /// Likewise, in plain letters: `müller` is `muller`.
    case plainSlug(String)
    /// The first of several words in plain small letters.
    case firstWord
    /// A number with noughts before it, that many digits long.
    case padded(Int)
    case initial
    case upperInitial

    static let all: [Form] = [
      .same, .lower, .upper, .slug("-"), .slug("_"), .slug("."), .slug(""), .plainSlug("-"),
      .plainSlug("_"), .plainSlug("."), .plainSlug(""), .firstWord, .initial, .upperInitial,
    ]

    var isInitial: Bool { self == .initial || self == .upperInitial }

    func text(_ source: String) -> String {
      switch self {
      case .same: source
      case .lower: source.lowercased()
      case .upper: source.uppercased()
      case .slug(let separator): Self.slug(source, separator: separator)
      case .plainSlug(let separator): Self.slug(Self.plain(source), separator: separator)
      case .firstWord:
        Self.plain(source).lowercased().split { !$0.isLetterOrNumber }.first
          .map(String.init) ?? ""
      case .padded(let width): String(repeating: "0", count: max(0, width - source.count)) + source
      case .initial: String(Self.plain(source).lowercased().prefix(1))
      case .upperInitial: String(source.uppercased().prefix(1))
      }
    }

    /// Letters that are no others with a mark, which folding would leave.
    private static let letters: [Character: String] = [
      "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
      "đ": "d", "Đ": "D",
    ]

    private static func plain(_ text: String) -> String {
      guard !text.utf8.allSatisfy({ $0 < 0x80 }) else { return text }
      return text.folding(options: .diacriticInsensitive, locale: nil)
        .reduce(into: "") { $0 += letters[$1] ?? String($1) }
    }

    private static func slug(_ source: String, separator: String) -> String {
      source.lowercased().split { !$0.isLetterOrNumber }.joined(separator: separator)
    }

    /// Whether the other form says what this one does wherever both are possible, and more.
    func isSpecialCase(of other: Form) -> Bool {
      switch (self, other) {
      case (.lower, .slug), (.lower, .plainSlug): true
      case (.slug(let own), .plainSlug(let separator)): own == separator
      default: false
      }
    }
  }

  enum Piece: Hashable, Codable {
    case literal(String)
    /// That many random digits.
    case digits(Int)
    case column(Int, Form)
  }

  struct Template: Hashable, Codable {
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

  /// A template with the share of the rows that follow it.
  struct Choice: Codable {
    var template: Template
    var share: Double
  }

  /// Templates by which of the columns are set, with the share of such rows that follow each; the rest holds texts of
  /// their own.
  var choices: [Set<Int>: [Choice]]
  /// Columns of any template.
  var columns: [Int]
  var nullShare: Double

  /// A template by its share; nil for a text of the column's own.
  func template(
    using generator: inout CounterGenerator,
    isSet: (Int) -> Bool
  ) -> Template? {
    var place = generator.uniform()
    for choice in choices[Set(columns.filter(isSet))] ?? [] {
      place -= choice.share
      if place < 0 { return choice.template }
    }
    return nil
  }
}

extension Character {
  /// Asked of every character of many texts; Unicode's tables are slow to look up.
  fileprivate var isLetterOrNumber: Bool {
    guard let byte = asciiValue else { return isLetter || isNumber }
    return isASCIIDigit || UInt8(ascii: "a")...UInt8(ascii: "z") ~= byte
      || UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte
  }

  var isASCIIDigit: Bool { asciiValue.map { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 } ?? false }
}
