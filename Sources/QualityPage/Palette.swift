/// The colours of the page: one accent for each side, which differ in lightness for those who see no hues.
package struct Palette: Sendable {
  /// A colour by its red, green and blue parts.
  package struct Colour: Hashable, Sendable {
    package let red: UInt8
    package let green: UInt8
    package let blue: UInt8

    package init(_ rgb: UInt32) {
      red = UInt8(rgb >> 16 & 0xFF)
      green = UInt8(rgb >> 8 & 0xFF)
      blue = UInt8(rgb & 0xFF)
    }

    package var css: String {
      "#" + [red, green, blue].map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    /// The colour of this one over another, by a share from 0 to 1.
    package func mixed(into ground: Colour, _ share: Double) -> Colour {
      func part(_ own: UInt8, _ other: UInt8) -> UInt32 {
        UInt32((Double(own) * share + Double(other) * (1 - share)).rounded())
      }
      return Colour(
        part(red, ground.red) << 16 | part(green, ground.green) << 8 | part(blue, ground.blue)
      )
    }
  }

  package let ink: Colour
  package let muted: Colour
  package let line: Colour
  /// The page and what lies on it.
  package let paper: Colour
  package let card: Colour
  package let real: Colour
  package let clone: Colour
  /// What differs between the sides.
  package let difference: Colour
  /// Scores from low to high: the ground and what is written on it.
  package let scores: [(ground: Colour, ink: Colour)]

  package static let light = Palette(
    ink: Colour(0x1B1F24),
    muted: Colour(0x545C66),
    line: Colour(0xD9DDE2),
    paper: Colour(0xF7F8FA),
    card: Colour(0xFFFFFF),
    real: Colour(0x1F5FA8),
    clone: Colour(0xA8480A),
    difference: Colour(0x7B2D8E),
    scores: [
      (Colour(0x7A1546), Colour(0xFFFFFF)), (Colour(0xF1C3D6), Colour(0x4A0A29)),
      (Colour(0xEFE6C9), Colour(0x433708)), (Colour(0xD5EBE3), Colour(0x0B3B2E)),
    ]
  )

  package static let dark = Palette(
    ink: Colour(0xE7EAEE),
    muted: Colour(0xA7AFBA),
    line: Colour(0x343B45),
    paper: Colour(0x111418),
    card: Colour(0x191D23),
    real: Colour(0x79B0F2),
    clone: Colour(0xF0A35C),
    difference: Colour(0xD79BE8),
    scores: [
      (Colour(0xE58AB2), Colour(0x2B0416)), (Colour(0x6A2146), Colour(0xFBE3EE)),
      (Colour(0x4B4218), Colour(0xF6EEC9)), (Colour(0x17463A), Colour(0xD9F3EA)),
    ]
  )

  /// Steps of colour in heat maps, from weak to strong.
  package static let steps = 5

  /// How much of the accent each step has.
  package static func strength(of step: Int) -> Double { [0.08, 0.25, 0.45, 0.7, 1][step] }

  /// The steps of an accent over the card.
  package func steps(of accent: Colour) -> [Colour] {
    (0..<Self.steps).map { accent.mixed(into: card, Self.strength(of: $0)) }
  }

  /// Custom properties of a style sheet.
  package var css: String {
    var properties: [(String, Colour)] = [
      ("ink", ink), ("muted", muted), ("line", line), ("paper", paper), ("card", card),
      ("real", real), ("clone", clone), ("difference", difference),
      ("real-fill", real.mixed(into: card, 0.35)), ("clone-fill", clone.mixed(into: card, 0.25)),
    ]
    for (place, score) in scores.enumerated() {
      properties.append(("s\(place)", score.ground))
      properties.append(("s\(place)-ink", score.ink))
    }
    for (name, accent) in [("r", real), ("c", clone), ("d", difference)] {
      for (step, colour) in steps(of: accent).enumerated() {
        properties.append(("\(name)\(step)", colour))
      }
    }
    return properties.map { "--\($0.0):\($0.1.css)" }.joined(separator: ";")
  }
}
