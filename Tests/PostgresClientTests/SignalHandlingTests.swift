import Foundation
import PostgresClient
import Testing

/// Each test is a process of its own, since signals and the shared flag belong to the process.
@Suite struct SignalHandlingTests {
  @Test func theFirstSignalRaisesTheFlag() async {
    await #expect(processExitsWith: .exitCode(7)) {
      SignalHandling.install([SIGTERM])
      kill(getpid(), SIGTERM)
      while !Cancellation.shared.isCancelled { usleep(1000) }
      exit(7)
    }
  }

  @Test func theStatusNamesTheSignal() async {
    await #expect(processExitsWith: .exitCode(128 + SIGTERM)) {
      SignalHandling.install([SIGTERM])
      kill(getpid(), SIGTERM)
      while !Cancellation.shared.isCancelled { usleep(1000) }
      exit(SignalHandling.stoppedStatus)
    }
  }

  @Test func anEchoOfTheSignalIsNoSecondOne() async {
    await #expect(processExitsWith: .exitCode(7)) {
      SignalHandling.install([SIGTERM])
      kill(getpid(), SIGTERM)
      kill(getpid(), SIGTERM)
      usleep(100_000)
      kill(getpid(), SIGTERM)
      usleep(100_000)
      exit(7)
    }
  }

  @Test func theSecondSignalEndsTheProcess() async {
    await #expect(processExitsWith: .exitCode(128 + SIGINT)) {
      SignalHandling.install([SIGINT])
      kill(getpid(), SIGINT)
      while !Cancellation.shared.isCancelled { usleep(1000) }
      usleep(1_100_000)
      kill(getpid(), SIGINT)
      sleep(60)
    }
  }
}
