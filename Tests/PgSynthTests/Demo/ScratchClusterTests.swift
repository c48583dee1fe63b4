import Foundation
import PostgresClient
import Testing

@testable import PgSynth

@Suite struct ScratchClusterTests {
  @Test func startsServesTheSampleAndLeavesNothing() throws {
    let cluster = try ScratchCluster.start()
    defer { cluster.stop() }
    try cluster.createDatabase("shop")
    try SampleDatabase.load(into: cluster.settings(database: "shop"))

    let connection = try PostgresConnection(cluster.settings(database: "shop"))
    let lines = try connection.query(
      "SELECT count(*), count(DISTINCT order_id) FROM shop.order_lines"
    )
    #expect(lines[0, 0] == "40821")
    #expect(lines[0, 1] == "16451")
    connection.close()

    cluster.stop()
    #expect(!FileManager.default.fileExists(atPath: cluster.folder.path))
    #expect(throws: PostgresError.self) {
      try PostgresConnection(cluster.settings(database: "shop"))
    }
  }

  @Test func staysWhenKeptAndGoesByThePrintedLine() throws {
    let cluster = try ScratchCluster.start()
    defer { cluster.stop() }
    let line = cluster.keepRunning()
    // Longer than the watchdog needs to notice.
    Thread.sleep(forTimeInterval: 1.5)
    try cluster.createDatabase("kept")
    #expect(cluster.psqlLine(database: "kept").contains("dbname=kept"))

    try ServerCommand("/bin/sh", ["-c", line]).run()
    #expect(!FileManager.default.fileExists(atPath: cluster.folder.path))
  }

  @Test func aFolderTooLongForASocketIsRefused() throws {
    let parent = URL(fileURLWithPath: "/tmp/" + String(repeating: "x", count: 90))
    #expect {
      try ScratchCluster.start(in: parent)
    } throws: { error in
      (error as? DemoError)?.code == .folderUnusable
    }
  }

  @Test(arguments: [
    ("postgres (PostgreSQL) 15.4 (Debian 15.4-1)", [15, 4]),
    ("postgres (PostgreSQL) 18beta1", [18]),
    ("", []),
  ])
  func readsTheVersion(answer: String, version: [Int]) {
    #expect(ServerBinaries.version(in: answer) == version)
  }

  @Test func quotesWordsForTheShell() {
    #expect(ServerCommand("echo", ["a b", "it's", ""]).shellLine == "echo 'a b' 'it'\\''s' ''")
  }
}
