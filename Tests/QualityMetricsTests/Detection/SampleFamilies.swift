import Metadata
import QualityMetrics
import TableData

/// Customers with orders: amounts go with the customer's region, and each is near to the one before it.
struct SampleFamilies {
  static let customers = TableID(schema: "public", name: "customers")
  static let orders = TableID(schema: "public", name: "orders")

  var regions: [Int64] = []
  var ages: [Int64?] = []
  var customerOfOrder: [Int64] = []
  var amounts: [Double] = []
  var days: [Int64] = []
  /// The key of the first customer.
  var firstKey: Int64 = 0

  init(customers count: Int = 400, seed: UInt64) {
    var random = SampleNumbers(seed: seed)
    for customer in 0..<count {
      regions.append(Int64.random(in: 0..<4, using: &random))
      ages.append(
        Int.random(in: 0..<10, using: &random) == 0
          ? nil : Int64.random(in: 18..<90, using: &random)
      )
      var amount = Double(regions[customer]) * 20 + .random(in: 0..<40, using: &random)
      var day = Int64.random(in: 0..<300, using: &random)
      for _ in 0..<Int.random(in: 1...8, using: &random) {
        customerOfOrder.append(Int64(customer))
        amounts.append(amount.rounded())
        days.append(day)
        amount += .random(in: -5...5, using: &random)
        day += Int64.random(in: 1..<30, using: &random)
      }
    }
  }

  private func customerRows() -> TableRows {
    rows(
      Self.customers,
      [("id", regions.indices.map { firstKey + Int64($0) }), ("region", regions)],
      ages: ages
    )
  }

  private func rows(
    _ table: TableID,
    _ columns: [(String, [Int64])],
    ages: [Int64?]? = nil,
    amounts: [Double]? = nil
  ) -> TableRows {
    var names = columns.map(\.0)
    var values = columns.map { _, values in
      ColumnValues(storage: .integers(values), isNull: values.map { _ in false })
    }
    if let ages {
      names.append("age")
      values.append(SampleColumn.integers("age", ages).values)
    }
    if let amounts {
      names.append("amount")
      values.append(SampleColumn.reals("amount", amounts).values)
    }
    return TableRows(
      table: table,
      columnNames: names,
      columns: values,
      rowCount: columns[0].1.count
    )
  }

  private func orderRows() -> TableRows {
    rows(
      Self.orders,
      [
        ("id", amounts.indices.map(Int64.init)),
        ("customer_id", customerOfOrder.map { firstKey + $0 }), ("day", days),
      ],
      amounts: amounts
    )
  }

  /// Both tables and their key, this being the real side.
  ///
  /// - `holdsOut`: whether every fifth customer is kept out of the fit.
  func compared(to clone: SampleFamilies, holdsOut: Bool = false) -> ComparedDatabase {
    let key = ForeignKey(
      name: "orders_customer_id_fkey",
      child: Self.orders,
      childColumns: ["customer_id"],
      parent: Self.customers,
      parentColumns: ["id"]
    )
    func column(_ name: String, _ type: String) -> Column {
      Column(
        name: name,
        position: 1,
        type: ColumnType(declaration: type, baseName: type),
        isNullable: true,
        sdtype: name.hasSuffix("id") ? .id : .numerical
      )
    }
    func table(_ id: TableID, _ columns: [Column], _ keys: [ForeignKey]) -> Table {
      var table = Table(id: id, columns: columns)
      table.primaryKey = UniqueKey(name: "\(id.name)_pkey", columns: ["id"], isPrimary: true)
      table.foreignKeys = keys
      return table
    }
    func split(_ units: [Int32]) -> UnitSplit {
      UnitSplit(
        unitOfRow: units,
        unitCount: regions.count,
        isHeldOut: holdsOut ? units.map { $0 % 5 == 0 } : []
      )
    }
    let side = RelationshipSide(degrees: [], nullRows: 0, orphanRows: 0)
    return ComparedDatabase(
      tables: [
        ComparedTable(
          table: table(
            Self.customers,
            [column("id", "int4"), column("region", "int4"), column("age", "int4")],
            []
          ),
          real: customerRows(),
          clone: clone.customerRows(),
          units: split(regions.indices.map(Int32.init))
        ),
        ComparedTable(
          table: table(
            Self.orders,
            [
              column("id", "int4"), column("customer_id", "int4"), column("day", "date"),
              column("amount", "float8"),
            ],
            [key]
          ),
          real: orderRows(),
          clone: clone.orderRows(),
          units: split(customerOfOrder.map(Int32.init))
        ),
      ],
      relationships: [
        ComparedRelationship(key: key, real: side, clone: side, hasWholeFamilies: true)
      ]
    )
  }
}
