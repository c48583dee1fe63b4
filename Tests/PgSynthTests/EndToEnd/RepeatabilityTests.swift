import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

struct RepeatabilityTests {
  @Test
  func `the seed alone decides about the rows`() throws {
    try withShop(customers: 120, sales: 800) { database in
      func dump(seed: UInt64, jobs: Int) throws -> String {
        try makeTwin(database) {
          $0.seed = seed
          $0.jobs = jobs
        }
        return try database.dump(of: "twin")
      }
      let first = try dump(seed: 1, jobs: 1)
      #expect(first.contains("COPY twin.sale"))
      #expect(try dump(seed: 1, jobs: 2) == first)
      #expect(try dump(seed: 2, jobs: 2) != first)
    }
  }

  @Test
  func `no rare text of the source is in the clone`() throws {
    try withShop { database in
      try makeTwin(database)
      #expect(
        try database.value(
          "SELECT count(*) FROM twin.customer AS a JOIN shop.customer AS b ON a.name = b.name"
        ) == "0"
      )
    }
  }
}
