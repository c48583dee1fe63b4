/// A kind of constraint: what is written about it, and what that means for the tables of a source.
package protocol ConstraintForm: Hashable, Sendable {
  /// As the configuration spells it.
  static var type: String { get }

  /// Takes what is written about it.
  ///
  /// Throws ``ConstraintProblem`` for what is missing or of a wrong kind.
  init(_ fields: inout ConstraintFields) throws

  /// What it means for the tables.
  ///
  /// Throws ``ConstraintProblem`` for what is not there, or cannot be.
  func resolved(in schema: ConstraintSchema) throws -> EnforcedConstraint
}

/// A kind of constraint that is about columns of one table together.
protocol ColumnsForm: ConstraintForm {
  /// Columns that it needs.
  static var fewestColumns: Int { get }

  init(table: String, columns: [String])
}

extension ColumnsForm {
  static var fewestColumns: Int { 2 }

  init(_ fields: inout ConstraintFields) throws {
    self.init(
      table: try fields.text("table"),
      columns: try fields.texts("columns", atLeast: Self.fewestColumns)
    )
  }
}

/// The kinds of constraints, those of single rows first.
enum ConstraintForms {
  static let all: [any ConstraintForm.Type] = [
    Inequality.self, ChainedInequality.self, ValueRange.self, FixedCombinations.self,
    FixedNullCombinations.self, FixedIncrements.self, OneHotEncoding.self, MixedScales.self,
    Unique.self, ColumnFormula.self, Predicate.self, DenormalizedTable.self, CarryOverColumns.self,
    ReferenceTable.self, PrimaryToPrimaryKey.self, PrimaryToPrimaryKeySubset.self,
    ForeignToPrimaryKeySubset.self, UniqueBridgeTable.self, SelfReferentialHierarchy.self,
    PolymorphicRelationship.self,
  ]
}
