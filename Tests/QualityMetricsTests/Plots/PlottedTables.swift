import Metadata
@testable import QualityMetrics
import TableData

/// Customers with orders, by hand: the smallest database that has something to draw of every kind.
struct PlottedShop {
  static let customers = TableID(schema: "shop", name: "customers")
  static let orders = TableID(schema: "shop", name: "orders")
  static let k = 10

  static let key = ForeignKey(
    name: "orders_customer_id_fkey",
    child: orders,
    childColumns: ["customer_id"],
    parent: customers,
    parentColumns: ["id"]
  )

  /// Every customer is a unit, with its orders.
  static func compared(cloneShift: Int64 = 0) -> ComparedDatabase {
    let count = 200
    let customers = customerColumns(count)
    // Customer 0 has 500 orders, the others 1 to 4.
    let parents = (0..<count).flatMap { customer in
      [Int64](repeating: Int64(customer), count: customer == 0 ? 500 : 1 + customer % 4)
    }
    let real = orderColumns(parents, shift: 0)
    let clone = orderColumns(parents, shift: cloneShift)
    let degrees = [1, 2, 3, 4].map { DegreeCount(children: $0, parents: $0 == 1 ? 49 : 50) }
    let side = RelationshipSide(
      degrees: degrees + [DegreeCount(children: 500, parents: 1)],
      nullRows: 0,
      orphanRows: 0
    )
    var orderTable = Table(id: orders, columns: real.map(\.column), foreignKeys: [key])
    orderTable.primaryKey = UniqueKey(name: "orders_pkey", columns: ["customer_id", "line"])
    return ComparedDatabase(
      tables: [
        compared(Table(id: self.customers, columns: customers.map(\.column)), customers, customers),
        ComparedTable(
          table: orderTable,
          real: tableRows(orders, real),
          clone: tableRows(orders, clone),
          units: UnitSplit(
            unitOfRow: parents.map { Int32($0) },
            unitCount: count,
            isHeldOut: []
          )
        ),
      ],
      relationships: [
        ComparedRelationship(key: key, real: side, clone: side, hasWholeFamilies: true)
      ]
    )
  }

  private static func compared(
    _ table: Table,
    _ real: [SampleColumn],
    _ clone: [SampleColumn]
  ) -> ComparedTable {
    ComparedTable(table: table, real: tableRows(table.id, real), clone: tableRows(table.id, clone))
  }

  private static func customerColumns(_ count: Int) -> [SampleColumn] {
    [
      .integers("id", (0..<count).map { Int64($0) }),
      .texts("city", (0..<count).map { $0 < 3 ? "Rareville" : $0 % 3 == 0 ? "Oslo" : "Lima" }),
    ]
  }

  /// An amount that grows from order to order by one, and twice it.
  private static func orderColumns(_ parents: [Int64], shift: Int64) -> [SampleColumn] {
    var lines: [Int64] = []
    for (row, parent) in parents.enumerated() {
      lines.append(row > 0 && parents[row - 1] == parent ? lines[row - 1] + 1 : 1)
    }
    let amounts = zip(parents, lines).map { parent, line in
      parent == 0 ? 77_777 : parent % 7 * 10 + line + shift
    }
    return [
      .integers("customer_id", parents.map { $0 }), .integers("line", lines.map { $0 }),
      .integers("amount", amounts.map { $0 }), .integers("twice", amounts.map { 2 * $0 }),
    ]
  }

  private static func tableRows(_ id: TableID, _ columns: [SampleColumn]) -> TableRows {
    TableRows(
      table: id,
      columnNames: columns.map(\.column.name),
      columns: columns.map(\.values),
      rowCount: columns[0].values.count
    )
  }
}
