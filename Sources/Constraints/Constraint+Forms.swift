/// Constraints that a program makes; tables are named with or without their schema.
extension Constraint {
  /// A column never lies above another one of its row.
  public static func inequality(
    table: String,
    low: String,
    high: String,
    isStrict: Bool = false
  ) -> Constraint {
    Constraint(Inequality(table: table, low: low, high: high, isStrict: isStrict))
  }

  /// Columns of a row ascend, as far as they are set.
  public static func chainedInequality(
    table: String,
    columns: [String],
    isStrict: Bool = false
  ) -> Constraint {
    Constraint(ChainedInequality(table: table, columns: columns, isStrict: isStrict))
  }

  /// A column lies between two others of its row, or between constants.
  ///
  /// - Parameters:
  ///   - table: whose rows.
  ///   - column: what lies between the ends.
  ///   - low: a column, or a constant where no column is called so; nil for an open end.
  ///   - high: the other end, likewise.
  ///   - isStrict: whether the ends themselves are outside.
  /// - Returns: the constraint.
  public static func range(
    table: String,
    column: String,
    low: String?,
    high: String?,
    isStrict: Bool = false
  ) -> Constraint {
    Constraint(ValueRange(table: table, column: column, low: low, high: high, isStrict: isStrict))
  }

  /// Columns have together only what they have together in enough of the source's rows.
  public static func fixedCombinations(table: String, columns: [String]) -> Constraint {
    Constraint(FixedCombinations(table: table, columns: columns))
  }

  /// Columns are set together only as they are in enough of the source's rows.
  public static func fixedNullCombinations(table: String, columns: [String]) -> Constraint {
    Constraint(FixedNullCombinations(table: table, columns: columns))
  }

  /// A number is a multiple of another one.
  public static func fixedIncrements(
    table: String,
    column: String,
    increment: Double
  ) -> Constraint {
    Constraint(FixedIncrements(table: table, column: column, increment: increment))
  }

  /// Exactly one of several columns is 1, or true, and the others are 0, or false.
  public static func oneHotEncoding(table: String, columns: [String]) -> Constraint {
    Constraint(OneHotEncoding(table: table, columns: columns))
  }

  /// A number lies in the source's range for the values of other columns.
  public static func mixedScales(
    table: String,
    column: String,
    segments: [String]
  ) -> Constraint {
    Constraint(MixedScales(table: table, column: column, segments: segments))
  }

  /// No two rows share the values of some columns.
  public static func unique(table: String, columns: [String]) -> Constraint {
    Constraint(Unique(table: table, columns: columns))
  }

  /// A column is what an expression of SQL makes of others of its row.
  public static func columnFormula(
    table: String,
    column: String,
    formula: String
  ) -> Constraint {
    Constraint(ColumnFormula(table: table, column: column, formula: formula))
  }

  /// A condition in SQL that each row by itself obeys, as that of a CHECK.
  public static func predicate(table: String, sql: String) -> Constraint {
    Constraint(Predicate(table: table, sql: sql))
  }

  /// Columns go by the key of a parent that has no table of its own.
  public static func denormalizedTable(
    table: String,
    key: [String],
    columns: [String]
  ) -> Constraint {
    Constraint(DenormalizedTable(table: table, key: key, columns: columns))
  }

  /// Columns repeat those of the parent that a row refers to.
  ///
  /// - Parameters:
  ///   - table: whose columns.
  ///   - columns: those that repeat others.
  ///   - parent: the table that the others are of.
  ///   - parentColumns: their names, in the same order; nil for the same names.
  ///   - key: the columns that refer to the parent, where several keys do.
  /// - Returns: the constraint.
  public static func carryOverColumns(
    table: String,
    columns: [String],
    from parent: String,
    parentColumns: [String]? = nil,
    key: [String]? = nil
  ) -> Constraint {
    Constraint(
      CarryOverColumns(
        table: table,
        columns: columns,
        parent: parent,
        parentColumns: parentColumns,
        key: key
      )
    )
  }

  /// A table is kept as it is.
  public static func referenceTable(_ table: String) -> Constraint {
    Constraint(ReferenceTable(table: table))
  }

  /// Two tables have the same primary keys; rows of the first one are made first.
  public static func primaryToPrimaryKey(_ table: String, _ other: String) -> Constraint {
    Constraint(PrimaryToPrimaryKey(table: table, other: other))
  }

  /// The primary keys of a table are among those of another one.
  public static func primaryToPrimaryKeySubset(
    table: String,
    of whole: String
  ) -> Constraint {
    Constraint(PrimaryToPrimaryKeySubset(table: table, whole: whole))
  }

  /// Only parents with certain values have rows in a table.
  ///
  /// - Parameters:
  ///   - table: the table that refers to the parent.
  ///   - parent: the table whose values decide.
  ///   - key: the columns that refer to it, where several keys do.
  ///   - column: the parent's column that decides.
  ///   - values: those of its values whose rows may be referred to.
  /// - Returns: the constraint.
  public static func foreignToPrimaryKeySubset(
    table: String,
    parent: String,
    key: [String]? = nil,
    where column: String,
    among values: [String]
  ) -> Constraint {
    Constraint(
      ForeignToPrimaryKeySubset(
        table: table,
        parent: parent,
        key: key,
        column: column,
        values: values
      )
    )
  }

  /// The rows of a table between others connect no two parents twice.
  public static func uniqueBridgeTable(_ table: String, columns: [String]) -> Constraint {
    Constraint(UniqueBridgeTable(table: table, columns: columns))
  }

  /// Rows refer to rows above them in the same table; `key` is what they refer to, the primary key where it is nil.
  public static func selfReferentialHierarchy(
    table: String,
    parentColumn: String,
    key: String? = nil
  ) -> Constraint {
    Constraint(SelfReferentialHierarchy(table: table, parentColumn: parentColumn, key: key))
  }

  /// What a column refers to goes by another column, whose values tell the table.
  public static func polymorphicRelationship(
    table: String,
    column: String,
    typeColumn: String,
    references: [String: String]
  ) -> Constraint {
    Constraint(
      PolymorphicRelationship(
        table: table,
        column: column,
        typeColumn: typeColumn,
        references: references
      )
    )
  }
}
