import CSQLFiles
import Foundation
import Testing

@Suite struct EmbeddedFilesTests {
  /// `sql/` of the checkout that this test was built from.
  private static let folder = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("sql")

  private static func paths() throws -> [String] {
    let folders = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    // The extension's files are for the server, not for the program.
    return folders.filter { $0 != "extension" }.flatMap { name in
      let inside = folder.appendingPathComponent(name).path
      guard let files = FileManager.default.subpaths(atPath: inside) else { return [String]() }
      return files.filter { $0.hasSuffix(".sql") }.map { "\(name)/\($0)" }
    }
  }

  @Test func everyFileIsEmbeddedAsItIs() throws {
    let paths = try Self.paths()
    #expect(paths.contains("sample/shop.sql"))
    for path in paths {
      var length = 0
      guard let bytes = pgsynth_sql_file(path, &length) else {
        Issue.record("sql/\(path) is not in Sources/CSQLFiles")
        continue
      }
      let embedded = Data(UnsafeRawBufferPointer(start: bytes, count: length))
      let onDisk = try Data(contentsOf: Self.folder.appendingPathComponent(path))
      #expect(embedded == onDisk, "sql/\(path) has changed since it was embedded")
    }
  }

  @Test func anUnknownFileIsNil() {
    var length = 1
    #expect(pgsynth_sql_file("sample/none.sql", &length) == nil)
    #expect(length == 0)
  }
}
