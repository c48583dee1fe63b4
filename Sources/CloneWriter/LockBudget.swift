import PostgresClient

/// How many objects one transaction may touch without filling the server's lock table, which all sessions share.
struct LockBudget: Hashable, Sendable {
  /// Locks that all sessions together can hold.
  let capacity: Int

  /// A table takes locks on itself, its TOAST table, their indexes, its sequence and the tables it refers to.
  private static let locksPerObject = 16
  /// More at a time is no faster.
  private static let mostObjects = 200

  init(capacity: Int) { self.capacity = capacity }

  init(of connection: PostgresConnection) throws(PostgresError) {
    capacity = try WriterQuery.server.run(on: connection).int(0, 7) ?? Self.usualCapacity
  }

  /// `max_locks_per_transaction` × `max_connections` of a server that nobody has configured.
  static let usualCapacity = 6400

  /// Objects to make or drop in one transaction.
  var objectsPerTransaction: Int {
    max(1, min(Self.mostObjects, capacity / Self.locksPerObject))
  }

  /// The parts of a list that fit into one transaction each.
  func batches<Element>(of list: [Element]) -> [ArraySlice<Element>] {
    stride(from: 0, to: list.count, by: objectsPerTransaction).map { start in
      list[start..<min(start + objectsPerTransaction, list.count)]
    }
  }
}
