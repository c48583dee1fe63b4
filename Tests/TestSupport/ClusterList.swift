import Synchronization

/// The clusters to stop at exit; an exit handler cannot capture anything.
final class ClusterList: Sendable {
  private let clusters = Mutex<[ScratchCluster]>([])

  func append(_ cluster: ScratchCluster) {
    clusters.withLock { $0.append(cluster) }
  }

  func stopAll() {
    for cluster in clusters.withLock({ $0 }) { cluster.stop() }
  }
}
