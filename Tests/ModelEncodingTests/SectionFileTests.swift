import Testing

@testable import ModelEncoding

struct SectionFileTests {
  private let version = SectionFile.Version(major: 1, minor: 2)

  private var file: SectionFile {
    SectionFile(version: version, sections: [.init("one", [1, 2, 3]), .init("two", [])])
  }

  @Test
  func `a file is read as it was written`() throws {
    #expect(try SectionFile(reading: file.encoded, supported: version) == file)
    #expect(Array(file.encoded.prefix(12)) == [0x89] + Array("pgsynth\r\n\u{1A}\n".utf8))
  }

  @Test
  func `a file with a changed or missing byte is refused`() {
    let bytes = file.encoded
    for place in bytes.indices {
      var changed = bytes
      changed[place] ^= 0x10
      #expect(throws: ModelEncodingError.self) {
        try SectionFile(reading: changed, supported: version)
      }
      #expect(throws: ModelEncodingError.self) {
        try SectionFile(reading: Array(bytes.prefix(place)), supported: version)
      }
    }
  }

  @Test
  func `versions to come are read as far as their major number is known`() throws {
    var later = file
    later.version.minor = 9
    #expect(try SectionFile(reading: later.encoded, supported: version) == later)
    later.version.major = 2
    #expect(
      throws: ModelEncodingError(
        .newer,
        "its format is 2.9, and this program reads formats up to 1"
      )
    ) {
      try SectionFile(reading: later.encoded, supported: version)
    }
  }

  @Test
  func `other files are told apart from damaged ones`() {
    #expect(
      throws: ModelEncodingError(.foreign, "it does not begin as a model file of pgsynth does")
    ) {
      try SectionFile(reading: Array("PGDMP".utf8), supported: version)
    }
  }
}
