import Foundation
import PgSynth
import PostgresClient
import TestSupport
import Testing

/// Relationships that no foreign key declares, kept by clones.
struct RelationshipsTests {
  /// The schema of a web application that leaves references to its code.
  private static let tables = """
    CREATE SCHEMA shop; SET search_path = shop;
    CREATE TABLE users (id bigserial PRIMARY KEY, name text NOT NULL);
    CREATE TABLE posts (id bigserial PRIMARY KEY, user_id bigint NOT NULL, title text NOT NULL, pinned_comment_id bigint);
    CREATE TABLE photos (id bigserial PRIMARY KEY, user_id bigint, width integer NOT NULL);
    CREATE TABLE comments (
      id bigserial PRIMARY KEY, post_id bigint NOT NULL, stars integer NOT NULL, written_at timestamptz NOT NULL
    );
    CREATE TABLE likes (
      id bigserial PRIMARY KEY, user_id bigint NOT NULL, likeable_type text NOT NULL, likeable_id bigint NOT NULL,
      UNIQUE (user_id, likeable_type, likeable_id)
    );
    INSERT INTO users (name) SELECT 'user ' || n FROM generate_series(1, 120) n;
    INSERT INTO posts (user_id, title) SELECT CASE WHEN n % 150 = 0 THEN 9000 + n ELSE 1 + n * n % 90 END, 'post ' || n
      FROM generate_series(1, 300) n;
    INSERT INTO photos (user_id, width) SELECT CASE WHEN n % 5 > 0 THEN 1 + n * 7 % 120 END, 100 * (n % 9)
      FROM generate_series(1, 200) n;
    INSERT INTO comments (post_id, stars, written_at)
      SELECT 1 + n * n % 250, n % 6, timestamptz '2022-01-01' + n * interval '1 hour' FROM generate_series(1, 1000) n;
    UPDATE posts SET pinned_comment_id = c FROM (SELECT post_id p, min(id) c FROM comments GROUP BY 1) x
      WHERE p = id AND id % 2 = 0;
    INSERT INTO likes (user_id, likeable_type, likeable_id)
      SELECT 1 + n % 120, CASE WHEN n % 3 = 0 THEN 'Photo' ELSE 'Post' END,
        CASE WHEN n % 3 = 0 THEN 1 + n * 3 % 120 ELSE 201 + n % 99 END
      FROM generate_series(1, 600) n ON CONFLICT DO NOTHING;
    """

  private static let orphans = """
    SELECT (SELECT count(*) FROM twin.posts p WHERE NOT EXISTS (SELECT FROM twin.users u WHERE u.id = p.user_id)),
      (SELECT count(*) FROM twin.photos p LEFT JOIN twin.users u ON u.id = user_id WHERE user_id > 0 AND u.id IS NULL)
      + (SELECT count(*) FROM twin.comments c LEFT JOIN twin.posts p ON p.id = post_id WHERE p.id IS NULL)
      + (SELECT count(*) FROM twin.posts p LEFT JOIN twin.comments c ON c.id = pinned_comment_id
        WHERE pinned_comment_id > 0 AND c.id IS NULL)
      + (SELECT count(*) FROM twin.likes l LEFT JOIN twin.users u ON u.id = user_id WHERE u.id IS NULL)
      + (SELECT count(*) FROM twin.likes l LEFT JOIN twin.posts p ON p.id = likeable_id
        WHERE likeable_type = 'Post' AND p.id IS NULL)
      + (SELECT count(*) FROM twin.likes l LEFT JOIN twin.photos p ON p.id = likeable_id
        WHERE likeable_type = 'Photo' AND p.id IS NULL)
    """

  /// Two of the 300 posts are by nobody.
  private func expectKept(_ database: ScratchDatabase, _ outcome: CloneOutcome, as origin: String)
    throws
  {
    let counts = try database.rows(Self.orphans)[0]
    #expect(Int(counts[0] ?? "").map { (0...8).contains($0) } == true, "posts of nobody: \(counts)")
    #expect(counts[1] == "0")
    #expect(outcome.relationships.count == 7, "\(outcome.relationships)")
    #expect(outcome.relationships.allSatisfy { $0.contains(", \(origin)") })
    #expect(
      outcome.relationships.contains {
        $0.hasPrefix(
          "shop.posts (user_id) → shop.users (id), \(origin); 2 rows of the source refer to nothing"
        )
      }
    )
    #expect(outcome.plan.contains("post_id → shop.posts (\(origin))"))
    #expect(
      try database.value(
        "SELECT count(*) FROM pg_constraint WHERE contype = 'f' AND connamespace = 'twin'::regnamespace"
      ) == "0",
      "a constraint was made"
    )
    #expect(
      try database.value("SELECT count(*) FROM pgsynth.quality_relationships WHERE orphans > 0")
        == "0"
    )
  }

  @Test
  func `detected relationships are kept`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tables)
      let outcome = try makeTwin(database) { $0.detectsRelationships = true }
      try expectKept(database, outcome, as: "detected")
    }
  }

  @Test
  func `confirmed relationships are kept`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tables)
      func plain(_ table: String, _ column: String, _ parent: String) -> RelationshipChoice {
        RelationshipChoice(table: table, columns: [column], references: .table(parent))
      }
      let outcome = try makeTwin(database) {
        $0.relationships = [
          plain("posts", "user_id", "users"), plain("shop.photos", "user_id", "users(id)"),
          plain("comments", "post_id", "posts"),
          plain("posts", "pinned_comment_id", "shop.comments (id)"),
          plain("likes", "user_id", "users"),
          RelationshipChoice(
            table: "likes",
            columns: ["likeable_id"],
            references: .byType(
              column: "likeable_type",
              tables: ["Photo": "photos", "Post": "posts"]
            )
          ),
        ]
      }
      try expectKept(database, outcome, as: "confirmed")
    }
  }

  @Test
  func `what was stated wrongly is said`() throws {
    try withScratchDatabase { database in
      try database.execute(Self.tables)
      for (columns, parent, reason) in [
        (["user_id"], "people", "table people is not among the tables"),
        (["author"], "users", "shop.posts has no column author"),
        (["user_id"], "users(name)", "shop.users (name) is no primary or unique key"),
        (["user_id", "id"], "users", "2 columns cannot refer to the 1 of shop.users"),
        (["title"], "users", "title and shop.users.id are of different types"),
      ] {
        expectRefusal(.usage, saying: "relationships: posts (", reason) {
          try makeTwin(database) {
            $0.relationships = [
              RelationshipChoice(table: "posts", columns: columns, references: .table(parent))
            ]
          }
        }
      }
    }
  }
}
