/// An error of another module that may stand for one of the server's.
package protocol PostgresFailure: Error {
  var underlying: PostgresError? { get }
}
