import Foundation
import Metadata
import ModelEncoding

/// What was learnt of a database, as a file: clones are generated from it without the source.
///
/// It holds parameters of models, definitions and the rows of reference tables, and no other row; everything in it that
/// could be read as a value has the support that ``ModelDescription`` names. It is data, and nothing of it is run before
/// definitions are sent to the target.
public struct ModelFile {
  let model: FittedModel
  private let file: SectionFile

  init(_ model: FittedModel) throws {
    self.model = model
    file = try model.file()
  }

  /// Reads a file.
  ///
  /// - Parameter path: where it is.
  /// - Throws: ``PgSynthError`` when it cannot be read, is no model file, was damaged or is of a format to come.
  public init(path: String) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw PgSynthError(.usage, "\(path): the file is not there or cannot be read")
    }
    do {
      try self.init(bytes: Array(data))
    } catch {
      throw PgSynthError(error.code, "\(path): \(error.description)")
    }
  }

  /// Reads the bytes of a file.
  ///
  /// - Parameter bytes: all of them.
  /// - Throws: what is wrong with them.
  public init(bytes: [UInt8]) throws(PgSynthError) {
    do {
      file = try SectionFile(reading: bytes, supported: FittedModel.version)
      model = try FittedModel(file)
    } catch {
      let advice =
        switch error.code {
        case .foreign: "; pgsynth fit writes such files"
        case .newer: "; take the program that wrote it, or a later one"
        case .damaged: "; take another copy, or fit again"
        case .malformed: "; fit again, or take the program that wrote it"
        }
      throw PgSynthError(
        .failed,
        "this is no model to generate from: \(error.description)\(advice)"
      )
    }
  }

  /// The bytes of the file: the same for the same model.
  public var bytes: [UInt8] { file.encoded }

  /// Writes the file, which is there as a whole or not at all, and which only its owner may read.
  ///
  /// - Parameter path: where it goes; a file that is there is replaced.
  /// - Returns: the size in bytes.
  /// - Throws: ``PgSynthError`` where the place cannot be written.
  @discardableResult
  public func write(to path: String) throws -> Int {
    let bytes = bytes
    let place = URL(fileURLWithPath: path)
    let draft = place.deletingLastPathComponent()
      .appendingPathComponent(".\(place.lastPathComponent).\(UUID().uuidString)")
    do {
      guard
        FileManager.default.createFile(
          atPath: draft.path,
          contents: Data(bytes),
          attributes: [.posixPermissions: 0o600]
        )
      else { throw CocoaError(.fileWriteUnknown) }
      guard rename(draft.path, place.path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      try? FileManager.default.removeItem(at: draft)
      throw PgSynthError(.failed, "\(path): the file cannot be written there")
    }
    return bytes.count
  }

  /// Schemas that clones of the model have.
  public var schemas: [String] {
    Set(model.metadata.tables.map(\.id.schema)).sorted()
  }

  /// What is in the file, for people and programs.
  public var description: ModelDescription { ModelDescription(model, file) }
}
