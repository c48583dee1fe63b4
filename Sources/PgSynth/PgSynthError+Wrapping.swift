import Constraints
import Foundation
import PostgresClient
import RelationalModels
import SchemaIntrospection

extension PgSynthError {
  /// Any error of a run as one for the user: the packages' own descriptions, never a Swift dump.
  ///
  /// Whatever goes wrong after the user asked to stop is taken for the stop.
  public init(wrapping error: any Error) {
    switch error {
    case let error as PgSynthError:
      self = error
    case _ where Cancellation.shared.isCancelled:
      self.init(.cancelled, "stopped; nothing was changed")
    case let error as PostgresError:
      self.init(error.code == .invalidConnectionString ? .usage : .failed, error.description)
    case let error as IntrospectionError:
      let isUsage =
        switch error.code {
        case .schemaMissing, .patternUnmatched: true
        default: error.underlying?.code == .invalidConnectionString
        }
      self.init(isUsage ? .usage : .failed, error.description)
    case let error as ConstraintError:
      self.init(.usage, error.description)
    case let error as GenerationError where error.code == .notDrawn:
      self.init(.usage, error.description)
    case let error as RuleError:
      self.init(.usage, error.description)
    case let error as any CustomStringConvertible:
      self.init(.failed, error.description)
    default:
      self.init(.failed, error.localizedDescription)
    }
  }
}
