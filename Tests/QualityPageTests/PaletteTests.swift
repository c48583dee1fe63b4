import Foundation
import QualityPage
import Testing

@Suite struct PaletteTests {
  private static let palettes = [("light", Palette.light), ("dark", Palette.dark)]

  /// WCAG 2.2's contrast of two colours.
  private func contrast(_ first: Palette.Colour, _ second: Palette.Colour) -> Double {
    let sorted = [luminance(first), luminance(second)].sorted()
    return (sorted[1] + 0.05) / (sorted[0] + 0.05)
  }

  private func luminance(_ colour: Palette.Colour) -> Double {
    func linear(_ part: UInt8) -> Double {
      let share = Double(part) / 255
      return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * linear(colour.red) + 0.7152 * linear(colour.green)
      + 0.0722 * linear(colour.blue)
  }

  @Test(arguments: [0, 1])
  func textsCanBeRead(place: Int) {
    let (name, palette) = Self.palettes[place]
    for ground in [palette.paper, palette.card] {
      for (text, colour) in [
        ("ink", palette.ink), ("muted", palette.muted), ("real", palette.real),
        ("clone", palette.clone), ("difference", palette.difference),
      ] {
        #expect(contrast(colour, ground) >= 4.5, "\(name) \(text)")
      }
    }
    for (level, score) in palette.scores.enumerated() {
      #expect(contrast(score.ground, score.ink) >= 4.5, "\(name) score \(level)")
    }
  }

  @Test(arguments: [0, 1])
  func stepsGetStronger(place: Int) {
    let palette = Self.palettes[place].1
    for accent in [palette.real, palette.clone, palette.difference] {
      let contrasts = palette.steps(of: accent).map { contrast($0, palette.card) }
      #expect(contrasts == contrasts.sorted())
      #expect(Set(contrasts).count == Palette.steps)
    }
  }

  @Test func coloursAreWrittenInFull() {
    #expect(Palette.Colour(0x0A0B0C).css == "#0a0b0c")
    #expect(Palette.Colour(0).mixed(into: Palette.Colour(0xFFFFFF), 0.5).css == "#808080")
  }
}
