package import Metadata
package import ModelEncoding
import TableData

extension FittedDatabase {
  /// What is about all tables together.
  private struct Joint: Codable {
    var tableCount: Int
    var retained: Set<ColumnID>
    var dropped: [ForeignKey]
  }

  /// A table that is kept as it is.
  private struct Kept: Codable {
    var rows: TableRows
    var features: FeatureStore?
  }

  private static let joint = "model"
  private static func model(_ number: Int) -> String { "model of table \(number)" }
  private static func rows(_ number: Int) -> String { "rows of table \(number)" }

  /// The model as sections of a file: one for all tables, one for each table, and one for the rows of each that is kept
  /// as it is.
  ///
  /// - `dropped`: relationships that the plan does not use.
  package func sections(dropped: [ForeignKey]) throws -> [SectionFile.Section] {
    let joint = Joint(tableCount: tables.count, retained: retained, dropped: dropped)
    var sections = [SectionFile.Section(Self.joint, try CBOREncoder.encode(joint))]
    for (number, table) in tables.enumerated() {
      var model = table
      (model.kept, model.keptStore) = (nil, nil)
      sections.append(SectionFile.Section(Self.model(number), try CBOREncoder.encode(model)))
      if let rows = table.kept {
        let kept = Kept(rows: rows, features: table.keptStore)
        sections.append(SectionFile.Section(Self.rows(number), try CBOREncoder.encode(kept)))
      }
    }
    return sections
  }

  /// Reads what ``sections(dropped:)`` wrote, and the plan that the model goes by.
  package static func read(
    _ file: SectionFile,
    metadata: DatabaseMetadata
  ) throws(ModelEncodingError) -> (model: FittedDatabase, plan: GenerationPlan) {
    let joint = try file.decode(Joint.self, from: Self.joint)
    guard joint.tableCount >= 0, joint.tableCount <= file.sections.count else {
      throw ModelEncodingError(.malformed, "tables are missing")
    }
    var tables: [FittedTable] = []
    for number in 0..<joint.tableCount {
      var table = try file.decode(FittedTable.self, from: Self.model(number))
      if file[Self.rows(number)] != nil {
        let kept = try file.decode(Kept.self, from: Self.rows(number))
        guard kept.rows.table == table.plan.id,
          table.columns.allSatisfy({ kept.rows.columnNames.contains($0.name) }),
          kept.features?.isAbout(kept.rows.rowCount) ?? true
        else {
          throw ModelEncodingError(.malformed, "section \"\(Self.rows(number))\" is incomplete")
        }
        (table.kept, table.keptStore) = (kept.rows, kept.features)
      }
      guard metadata[table.plan.id] != nil, !tables.contains(where: { $0.plan.id == table.plan.id })
      else { throw ModelEncodingError(.malformed, "a table is not in the schema, or there twice") }
      tables.append(table)
    }
    let model = FittedDatabase(tables: tables, metadata: metadata, retained: joint.retained)
    return (model, GenerationPlan(tables: tables.map(\.plan), dropped: joint.dropped))
  }

  /// What a file holds about a table.
  package struct Holding {
    /// Bytes of the model.
    package var model: Int
    /// Bytes of the rows, where they are kept as they are.
    package var rows: Int?
    /// What the model was learnt from; nil for tables that are not modelled.
    package var support: Support?
  }

  /// What a file holds about each table, in the order of generation.
  package func holdings(in file: SectionFile) -> [Holding] {
    tables.enumerated().map { number, table in
      Holding(
        model: file[Self.model(number)]?.content.count ?? 0,
        rows: file[Self.rows(number)]?.content.count,
        support: table.support
      )
    }
  }

  /// The same model, which makes as many rows as the plan says.
  package func making(_ plan: GenerationPlan) -> FittedDatabase {
    let tables = tables.map { table in
      var table = table
      if let changed = plan[table.plan.id] { table.plan = changed }
      return table
    }
    return FittedDatabase(tables: tables, metadata: metadata, retained: retained)
  }
}

extension SectionFile {
  /// The value that a section holds.
  package func decode<Value: Decodable>(
    _ type: Value.Type,
    from name: String
  ) throws(ModelEncodingError) -> Value {
    guard let section = self[name] else {
      throw ModelEncodingError(.malformed, "section \"\(name)\" is missing")
    }
    do {
      return try CBORDecoder.decode(type, from: section.content)
    } catch {
      throw ModelEncodingError(error.code, "section \"\(name)\": \(error.description)")
    }
  }
}

extension GenerationPlan {
  /// The same program for other numbers of rows.
  ///
  /// Tables that are kept stay as they are, and tables that are empty in the source get made-up rows only where they
  /// had some.
  ///
  /// - `scale`: rows for each of the source's; nil leaves the numbers as they are.
  /// - `rowCounts`: rows of single tables, by `table` or `schema.table`; wins over `scale`.
  package func resized(
    scale: Double?,
    rowCounts: [String: Int],
    metadata: DatabaseMetadata
  ) -> GenerationPlan {
    let tables = tables.map { table in
      guard table.role != .reference else { return table }
      var table = table
      if let scale, let real = metadata[table.id]?.rowCount, real > 0 {
        table.rowCount = PlanOptions.rowCount(real, scale: scale)
      }
      let isEmpty = (metadata[table.id]?.rowCount ?? 0) == 0 && table.role != .example
      if let named = rowCounts.first(where: { table.id.matches($0.key) }), !isEmpty {
        table.rowCount = named.value
      }
      return table
    }
    return GenerationPlan(tables: tables, dropped: dropped)
  }

  /// The same program with as many rows of some tables as of others.
  ///
  /// - `counterparts`: table → the table whose number of rows it has.
  package func matchingRows(_ counterparts: [TableID: TableID]) -> GenerationPlan {
    let tables = tables.map { table in
      guard table.role != .reference,
        let other = counterparts[table.id].flatMap({ self[$0] })
      else { return table }
      var table = table
      table.rowCount = other.rowCount
      return table
    }
    return GenerationPlan(tables: tables, dropped: dropped)
  }
}
