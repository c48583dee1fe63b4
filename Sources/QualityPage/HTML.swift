/// Markup.
///
/// Texts that are interpolated are escaped, markup is not; so no name or value can become markup by mistake.
package struct HTML: ExpressibleByStringInterpolation, Hashable, Sendable {
  /// As it stands in the page.
  package private(set) var text: String

  package init(stringLiteral text: String) { self.text = text }

  package init(stringInterpolation: StringInterpolation) { text = stringInterpolation.text }

  private init(text: String) { self.text = text }

  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var text = ""

    package init(literalCapacity: Int, interpolationCount: Int) {
      text.reserveCapacity(literalCapacity + 8 * interpolationCount)
    }

    package mutating func appendLiteral(_ literal: String) { text += literal }

    package mutating func appendInterpolation(_ markup: HTML) { text += markup.text }

    package mutating func appendInterpolation(_ parts: [HTML]) {
      for part in parts { text += part.text }
    }

    package mutating func appendInterpolation(_ plain: String) { text += HTML.escaped(plain) }

    package mutating func appendInterpolation(_ number: Int) { text += "\(number)" }

    /// A coordinate: one decimal is a tenth of a pixel.
    package mutating func appendInterpolation(_ coordinate: Double) {
      text += NumberFormat.shortest(coordinate, decimals: 1)
    }
  }

  package static func += (left: inout HTML, right: HTML) { left.text += right.text }

  package var isEmpty: Bool { text.isEmpty }

  /// Bytes in the page.
  package var size: Int { text.utf8.count }

  private static func escaped(_ plain: String) -> String {
    var escaped = ""
    escaped.reserveCapacity(plain.utf8.count)
    for scalar in plain.unicodeScalars {
      switch scalar {
      case "&": escaped += "&amp;"
      case "<": escaped += "&lt;"
      case ">": escaped += "&gt;"
      case "\"": escaped += "&quot;"
      case "'": escaped += "&#39;"
      case "\t", "\n": escaped.unicodeScalars.append(scalar)
      // Controls are no characters of a page, and marks of direction would turn what follows around.
      case _ where scalar.properties.generalCategory == .control,
        "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}":
        escaped += "\u{FFFD}"
      default: escaped.unicodeScalars.append(scalar)
      }
    }
    return escaped
  }
}

extension [HTML] {
  /// The parts in a row.
  package var joined: HTML { "\(self)" }
}
