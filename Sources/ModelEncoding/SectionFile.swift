/// The frame of a model file: what kind of file it is and in which version, then named sections, then a checksum.
///
/// A reader finds sections by name, so that it can pass over those that it does not know.
package struct SectionFile: Equatable, Sendable {
  /// What a file holds: readers refuse later major versions, and read later minor ones.
  package struct Version: Equatable, Sendable, CustomStringConvertible {
    package var major: UInt16
    package var minor: UInt16

    package init(major: UInt16, minor: UInt16) {
      self.major = major
      self.minor = minor
    }

    package var description: String { "\(major).\(minor)" }
  }

  package struct Section: Equatable, Sendable {
    package var name: String
    package var content: [UInt8]

    package init(_ name: String, _ content: [UInt8]) {
      self.name = name
      self.content = content
    }
  }

  package var version: Version
  package var sections: [Section]

  package init(version: Version, sections: [Section]) {
    self.version = version
    self.sections = sections
  }

  package subscript(name: String) -> Section? { sections.first { $0.name == name } }

  /// A byte beyond ASCII, a name, and both kinds of line ends: a file that was sent as text is known by them.
  private static let magic: [UInt8] = [0x89] + Array("pgsynth".utf8) + [0x0D, 0x0A, 0x1A, 0x0A]

  /// The bytes of the file.
  package var encoded: [UInt8] {
    var bytes = Self.magic
    Self.append(version.major, to: &bytes)
    Self.append(version.minor, to: &bytes)
    Self.append(UInt32(sections.count), to: &bytes)
    for section in sections {
      Self.append(UInt16(section.name.utf8.count), to: &bytes)
      bytes += section.name.utf8
      Self.append(UInt64(section.content.count), to: &bytes)
      bytes += section.content
    }
    return bytes + SHA256.digest(of: bytes[...])
  }

  /// - `supported`: the latest version that is understood.
  package init(reading bytes: [UInt8], supported: Version) throws(ModelEncodingError) {
    guard bytes.starts(with: Self.magic) else {
      throw ModelEncodingError(.foreign, "it does not begin as a model file of pgsynth does")
    }
    var reader = Reader(bytes: bytes, position: Self.magic.count)
    let version = Version(major: try reader.integer(), minor: try reader.integer())
    guard version.major <= supported.major else {
      throw ModelEncodingError(
        .newer,
        "its format is \(version), and this program reads formats up to \(supported.major)"
      )
    }
    let end = bytes.count - SHA256.byteCount
    guard end >= reader.position, SHA256.digest(of: bytes[..<end]) == Array(bytes[end...]) else {
      throw ModelEncodingError(
        .damaged,
        "its checksum is wrong: it was cut short or changed after it was written"
      )
    }
    reader.end = end
    let count: UInt32 = try reader.integer()
    var sections: [Section] = []
    for _ in 0..<count {
      let name = String(
        decoding: try reader.bytes(UInt64(try reader.integer() as UInt16)),
        as: UTF8.self
      )
      sections.append(Section(name, Array(try reader.bytes(try reader.integer()))))
    }
    guard reader.position == end, Set(sections.map(\.name)).count == sections.count else {
      throw ModelEncodingError(.malformed, "its sections are in disorder")
    }
    self.version = version
    self.sections = sections
  }

  /// Least significant byte first.
  private static func append(_ value: some FixedWidthInteger, to bytes: inout [UInt8]) {
    withUnsafeBytes(of: value.littleEndian) { bytes += $0 }
  }

  private struct Reader {
    let bytes: [UInt8]
    var position: Int
    var end: Int

    init(bytes: [UInt8], position: Int) {
      self.bytes = bytes
      self.position = position
      end = bytes.count
    }

    mutating func bytes(_ count: UInt64) throws(ModelEncodingError) -> ArraySlice<UInt8> {
      guard position <= end, count <= UInt64(end - position) else {
        throw ModelEncodingError(.damaged, "it ends too early")
      }
      let start = position
      position += Int(count)
      return bytes[start..<position]
    }

    mutating func integer<Integer: FixedWidthInteger>() throws(ModelEncodingError) -> Integer {
      let bytes = try bytes(UInt64(Integer.bitWidth / 8))
      return bytes.reversed().reduce(0) { $0 << 8 | Integer(truncatingIfNeeded: $1) }
    }
  }
}
