import Metadata

/// Tables that constraints of every kind can be about.
enum SampleShop {
  static func column(
    _ name: String,
    _ type: String,
    scale: Int? = nil,
    isNullable: Bool = false,
    formula: String? = nil
  ) -> Column {
    Column(
      name: name,
      position: 1,
      type: ColumnType(declaration: type, baseName: type, scale: scale),
      isNullable: isNullable,
      generationExpression: formula
    )
  }

  private static func id(_ name: String) -> TableID { TableID(schema: "shop", name: name) }

  private static func key(_ child: String, _ column: String, _ parent: String) -> ForeignKey {
    ForeignKey(
      name: "\(child)_\(column)_fkey",
      child: id(child),
      childColumns: [column],
      parent: id(parent),
      parentColumns: ["id"]
    )
  }

  static let metadata = DatabaseMetadata(tables: [
    Table(
      id: id("customer"),
      columns: [column("id", "int4"), column("tier", "text"), column("city", "text")],
      primaryKey: UniqueKey(name: "customer_pkey", columns: ["id"], isPrimary: true),
      rowCount: 100
    ),
    Table(
      id: id("profile"),
      columns: [column("id", "int4"), column("mood", "text")],
      primaryKey: UniqueKey(name: "profile_pkey", columns: ["id"], isPrimary: true),
      rowCount: 90
    ),
    Table(
      id: id("sale"),
      columns: [
        column("id", "int4"), column("customer_id", "int4"), column("gift_for", "int4"),
        column("boss_id", "int4", isNullable: true), column("placed", "date"),
        column("sent", "date", isNullable: true),
        column("arrived", "timestamptz", isNullable: true),
        column("amount", "numeric", scale: 2), column("number", "int4"),
        column("tax", "numeric", scale: 2),
        column("is_gift", "bool"), column("is_sent", "bool"), column("tier", "text"),
        column("city", "text"), column("note", "text", isNullable: true),
        column("gross", "numeric", scale: 2, formula: "amount + tax"), column("place", "point"),
      ],
      primaryKey: UniqueKey(name: "sale_pkey", columns: ["id"], isPrimary: true),
      foreignKeys: [
        key("sale", "customer_id", "customer"), key("sale", "gift_for", "customer"),
      ],
      checks: [
        CheckConstraint(
          name: "sale_check",
          expression: "(sent >= placed)",
          columns: ["sent", "placed"]
        ),
        CheckConstraint(name: "sale_amount", expression: "(amount > 0)", columns: ["amount"]),
      ],
      rowCount: 300
    ),
  ])
}
