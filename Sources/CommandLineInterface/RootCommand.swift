import ArgumentParser
import PgSynth

/// `pgsynth` itself: names the commands.
struct RootCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "pgsynth",
    abstract: "A statistical pg_dump: clone a PostgreSQL database without copying its rows.",
    discussion: """
      pgsynth reads a database, learns how its rows hang together, and writes a synthetic twin: the same \
      tables, keys and constraints, data that looks and joins alike, none of the rows. The source is only \
      read. Views in the schema pgsynth of the target say how good the twin is.

      See it work, on a PostgreSQL and a sample database of its own:
        pgsynth demo

      Look at a database, then clone it:
        pgsynth inspect --source postgresql://app@db.example/shop
        pgsynth clone --source postgresql://app@db.example/shop --target staging

      Or learn where the data are, and generate where they are not:
        pgsynth fit --source postgresql://app@db.example/shop --output shop.pgsynth
        pgsynth generate shop.pgsynth --target dbname=shop_demo

      Score it again, or what another tool made:
        pgsynth evaluate --source postgresql://app@db.example/shop --target staging --threshold overall=0.9
        pgsynth report --source postgresql://app@db.example/shop --target staging -o quality.html

      Connections are libpq's: a URI, "host=… dbname=…", or a database name; PGHOST and the other PG* \
      variables, ~/.pgpass and service files work as in psql.

      Exit status: 0 done, 1 failed, 2 wrong usage, 3 a difference found or a bar missed, 130 stopped by Ctrl-C.
      """,
    version: "pgsynth \(Clone.version)",
    subcommands: [
      CloneCommand.self, FitCommand.self, GenerateCommand.self, DescribeCommand.self,
      InspectCommand.self, MetadataCommand.self, EvaluateCommand.self, ReportCommand.self,
      DemoCommand.self, ReferenceCommand.self,
    ]
  )
}
