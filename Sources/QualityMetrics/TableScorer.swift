import Metadata
import TableData

/// Scores one table of a clone against the real rows.
///
/// Columns are scored on all rows given, in O(n log n) each; pairs of the first 40 numbers and categories on a
/// repeatable sample of 50,000 rows of each side, so that the cost of a table is bounded by its column costs and
/// 780 pairs of 50,000 rows.
package struct TableScorer: Sendable {
  package var pairRows = 50_000
  package var pairColumns = 40

  package init() {}

  /// Scores the columns that both sides have, in table order.
  package func score(_ compared: ComparedTable) -> TableQuality {
    let (table, real, clone) = (compared.table, compared.real, compared.clone)
    let protection = compared.protection
    var columns: [ColumnQuality] = []
    for column in table.columns {
      guard let realValues = real[column.name], let cloneValues = clone[column.name] else {
        continue
      }
      columns.append(Self.score(column, of: table, realValues, cloneValues, protection))
    }
    return TableQuality(
      table: table.id,
      realRows: compared.realRowCount,
      cloneRows: compared.cloneRowCount,
      realRowsCompared: real.rowCount,
      cloneRowsCompared: clone.rowCount,
      columns: columns,
      pairs: pairs(of: columns, real: real, clone: clone)
    )
  }

  private static func score(
    _ column: Column,
    of table: Table,
    _ real: ColumnValues,
    _ clone: ColumnValues,
    _ protection: Protection
  ) -> ColumnQuality {
    var known: SharedCodes?
    func codes() -> SharedCodes {
      let codes = known ?? SharedCodes(real: real, clone: clone)
      known = codes
      return codes
    }
    let kind = column.type.valueKind
    let treatment = ColumnTreatment(column, in: table, realCodes: codes)
    let realRate = MissingValueSimilarity.nullRate(of: real)
    let cloneRate = MissingValueSimilarity.nullRate(of: clone)
    var result = ColumnQuality(
      column: column.name,
      treatment: treatment,
      kind: treatment == .textLength ? .integer : kind,
      missingValueSimilarity: MissingValueSimilarity.score(
        realRate: realRate,
        cloneRate: cloneRate
      ),
      realNullRate: realRate,
      cloneNullRate: cloneRate
    )
    switch treatment {
    case .key:
      break
    case .category:
      let codes = codes()
      result.score = TVComplement.score(codes)
      result.shapeWithNulls = ShapeWithNulls.score(codes)
      result.categories = CategoryCounts(codes)
      result.rareCategories = RareCategories(codes, protection: protection)
      let counts = (real: codes.realCounts.dropFirst(), clone: codes.cloneCounts.dropFirst())
      if let found = ChiSquaredTest.test(real: counts.real, clone: counts.clone) {
        result.significance = Significance(test: .chiSquared, pValue: found.pValue)
      }
    case .number, .textLength:
      let (real, clone) = (real.textLengths, clone.textLengths)
      result.score = KSComplement.score(real: real, clone: clone)
      result.significance = result.score.map { score in
        Significance(
          test: .kolmogorovSmirnov,
          pValue: KolmogorovSmirnovTest.pValue(
            statistic: 1 - score,
            real.presentCount,
            clone.presentCount
          )
        )
      }
      result.shapeWithNulls = ShapeWithNulls.score(
        shape: result.score,
        realRate: realRate,
        cloneRate: cloneRate
      )
      result.realRange = ProtectedRange(
        real.numbers(kind: result.kind),
        units: protection.unitOfRow,
        minimumUnits: protection.minimumUnits,
        kind: result.kind
      )
      result.cloneRange = ProtectedRange(
        clone.numbers(kind: result.kind),
        units: nil,
        minimumUnits: protection.minimumUnits,
        kind: result.kind
      )
    }
    return result
  }

  private func pairs(
    of columns: [ColumnQuality],
    real: TableRows,
    clone: TableRows
  ) -> [PairQuality] {
    guard real.rowCount > 0, clone.rowCount > 0 else { return [] }
    let realSample = RowSample.positions(of: real.rowCount, limit: pairRows)
    let cloneSample = RowSample.positions(of: clone.rowCount, limit: pairRows)
    let operands = columns.lazy
      .filter { $0.treatment == .number || $0.treatment == .category }
      .prefix(pairColumns)
      .compactMap { column -> PairOperand? in
        guard let realValues = real[column.column], let cloneValues = clone[column.column] else {
          return nil
        }
        return PairOperand(
          column,
          real: realValues.selecting(realSample),
          clone: cloneValues.selecting(cloneSample)
        )
      }
    let prepared = Array(operands)
    var pairs: [PairQuality] = []
    for second in prepared.indices {
      for first in 0..<second { pairs.append(prepared[first].score(with: prepared[second])) }
    }
    return pairs.sorted { ($0.first, $0.second) < ($1.first, $1.second) }
  }
}
