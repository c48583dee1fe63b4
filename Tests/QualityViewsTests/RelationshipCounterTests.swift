import Metadata
import QualityMetrics
import QualityViews
import TestSupport
import Testing

@Suite struct RelationshipCounterTests {
  @Test func countsDegreesNullsAndOrphans() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE TABLE public.customers (region text, id int, PRIMARY KEY (region, id));
        CREATE TABLE public.orders ("customer's region" text, customer_id int);
        INSERT INTO public.customers SELECT 'north', i FROM generate_series(1, 4) i;
        INSERT INTO public.orders VALUES ('north', 1), ('north', 1), ('north', 2), ('south', 1),
          ('north', 9), ('north', NULL), (NULL, 1), (NULL, NULL);
        """
      )
      let key = ForeignKey(
        name: "orders_customer_fkey",
        child: orders,
        childColumns: ["customer's region", "customer_id"],
        parent: customers,
        parentColumns: ["region", "id"]
      )
      let side = try RelationshipCounter(database.connection()).count(
        key,
        child: Table(id: orders, columns: []),
        parent: Table(id: customers, columns: [])
      )
      #expect(
        Set(side.degrees) == [
          DegreeCount(children: 0, parents: 2), DegreeCount(children: 1, parents: 1),
          DegreeCount(children: 2, parents: 1),
        ]
      )
      #expect(side.nullRows == 3 && side.orphanRows == 2 && side.references == 5)
    }
  }

  @Test("Without the join the counts are the same where every reference has a parent")
  func countsEnforcedKeysAlike() throws {
    try withScratchDatabase { database in
      try database.execute(
        """
        CREATE TABLE public.customers (region text, id int, PRIMARY KEY (region, id));
        CREATE TABLE public.orders (
          region text, customer_id int, FOREIGN KEY (region, customer_id) REFERENCES public.customers
        );
        INSERT INTO public.customers SELECT 'north', i FROM generate_series(1, 9) i;
        INSERT INTO public.orders VALUES ('north', 1), ('north', 1), ('north', 2), ('north', 3),
          ('north', 3), ('north', NULL), (NULL, 1), (NULL, NULL);
        """
      )
      let key = ForeignKey(
        name: "orders_customer_fkey",
        child: orders,
        childColumns: ["region", "customer_id"],
        parent: customers,
        parentColumns: ["region", "id"]
      )
      let sides = try [false, true].map { isEnforced in
        try RelationshipCounter(database.connection()).count(
          key,
          child: Table(id: orders, columns: []),
          parent: Table(id: customers, columns: []),
          isEnforced: isEnforced
        )
      }
      #expect(sides[0].references == 5 && sides[0].nullRows == 3)
      #expect(Set(sides[0].degrees) == Set(sides[1].degrees))
      #expect(sides[0].nullRows == sides[1].nullRows && sides[1].orphanRows == 0)
    }
  }

  @Test func emptyTablesCountNothing() throws {
    try withScratchDatabase { database in
      try database.execute(
        "CREATE TABLE public.customers (id int PRIMARY KEY); CREATE TABLE public.orders (customer_id int)"
      )
      let key = ForeignKey(
        name: "orders_customer_fkey",
        child: orders,
        childColumns: ["customer_id"],
        parent: customers,
        parentColumns: ["id"]
      )
      let side = try RelationshipCounter(database.connection()).count(
        key,
        child: Table(id: orders, columns: []),
        parent: Table(id: customers, columns: [])
      )
      #expect(side == RelationshipSide(degrees: [], nullRows: 0, orphanRows: 0))
      let missing = Table(id: TableID(schema: "public", name: "gone"), columns: [])
      let error = #expect(throws: QualityViewsError.self) {
        try RelationshipCounter(database.connection()).count(key, child: missing, parent: missing)
      }
      #expect(error?.code == .queryFailed)
    }
  }
}
