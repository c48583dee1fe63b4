import Metadata
import Statistics

extension SampleDatabase {
  /// Customers and their orders; a fifth of the customers never ordered.
  static func shop(customers: Int = 150) -> SampleDatabase {
    var random = CounterGenerator(31)
    let regions = (0..<customers).map { _ in ["north", "south", "west"][random.integer(below: 3)] }
    var customer: [Int64?] = []
    var placed: [Int64?] = []
    var total: [Double?] = []
    var coupon: [Int64?] = []
    let day: Int64 = 86_400_000_000
    for parent in 0..<customers where parent % 5 != 0 {
      var time = Int64(random.integer(below: 300)) * day
      for _ in 0..<(1 + random.integer(below: 4)) {
        time += Int64(1 + random.integer(below: 20)) * day
        customer.append(Int64(parent + 1))
        placed.append(time)
        total.append(Double(random.integer(below: 10_000)) / 100)
        coupon.append(random.uniform() < 0.3 ? Int64(1 + random.integer(below: 40)) : nil)
      }
    }
    return SampleDatabase(
      SampleTable(
        "customer",
        [.serial(customers), .texts("region", regions)]
      ),
      SampleTable("coupon", [.serial(40), .reals("discount", (0..<40).map { Double($0 % 8) })]),
      SampleTable(
        "orders",
        [
          .serial(customer.count), .integers("customer_id", customer),
          .integers("placed_at", placed, type: "timestamptz"),
          .reals("total", total, scale: 2), .integers("coupon_id", coupon),
        ],
        references: [reference("customer_id", "customer"), reference("coupon_id", "coupon")]
      )
    )
  }

  /// Students and courses with a junction in between.
  static func school() -> SampleDatabase {
    var random = CounterGenerator(32)
    var student: [Int64?] = []
    var course: [Int64?] = []
    for row in 0..<60 {
      for number in 0..<35 where random.uniform() < 0.2 {
        student.append(Int64(row + 1))
        course.append(Int64(number + 1))
      }
    }
    return SampleDatabase(
      SampleTable("student", [.serial(60), .integers("year", (0..<60).map { Int64($0 % 4) })]),
      SampleTable("course", [.serial(35), .integers("points", (0..<35).map { Int64($0 % 3) })]),
      SampleTable(
        "enrolment",
        [.integers("student_id", student), .integers("course_id", course)],
        primaryKey: ["student_id", "course_id"],
        references: [reference("student_id", "student"), reference("course_id", "course")]
      )
    )
  }
}

extension SampleColumn {
  /// `.serial(n)`: the column `id` with the numbers from 1.
  static func serial(_ count: Int) -> SampleColumn { serial("id", count) }
}

extension SampleDatabase {
  /// Tenants whose assignments join a project and a member of the same tenant.
  static func projects(tenants: Int = 40) -> SampleDatabase {
    var random = CounterGenerator(33)
    let owner = (0..<(4 * tenants)).map { Int64($0 / 4 + 1) }
    let number = (0..<(4 * tenants)).map { Int64($0 % 4 + 1) }
    let rows = (0..<(8 * tenants)).map { Int64($0 / 8 + 1) }
    return SampleDatabase(
      SampleTable(
        "tenant",
        [.serial(tenants), .integers("size", (0..<tenants).map { Int64($0 % 5) })]
      ),
      SampleTable(
        "project",
        [.integers("tenant_id", owner), .integers("number", number), .integers("budget", number)],
        primaryKey: ["tenant_id", "number"],
        references: [reference("tenant_id", "tenant")]
      ),
      SampleTable(
        "member",
        [.integers("tenant_id", owner), .integers("number", number), .integers("level", number)],
        primaryKey: ["tenant_id", "number"],
        references: [reference("tenant_id", "tenant")]
      ),
      SampleTable(
        "assignment",
        [
          .serial(rows.count), .integers("tenant_id", rows),
          .integers("project", rows.map { _ in Int64(1 + random.integer(below: 4)) }),
          .integers("member", rows.map { _ in Int64(1 + random.integer(below: 4)) }),
          .integers("hours", rows.map { _ in Int64(random.integer(below: 40)) }),
        ],
        references: [
          reference("tenant_id", "tenant"),
          (["tenant_id", "project"], "project", ["tenant_id", "number"]),
          (["tenant_id", "member"], "member", ["tenant_id", "number"]),
        ]
      )
    )
  }
}
