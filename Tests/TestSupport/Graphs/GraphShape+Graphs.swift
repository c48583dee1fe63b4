extension GraphShape {
  static let trees = [
    GraphShape(
      "a forest with levels and paths",
      """
      CREATE TABLE category (
        id serial PRIMARY KEY, parent_id integer REFERENCES category, level integer NOT NULL,
        path text NOT NULL, name text NOT NULL
      );
      INSERT INTO category SELECT n, NULL, 0, '/' || n, 'c' || n FROM generate_series(1, 8) n;
      INSERT INTO category SELECT n, 1 + n * 3 % 8, 1, '/' || 1 + n * 3 % 8 || '/' || n, 'c' || n FROM generate_series(9, 50) n;
      INSERT INTO category SELECT n, p.id, 2, p.path || '/' || n, 'c' || n
        FROM generate_series(51, 220) n JOIN category p ON p.id = 9 + n * n % 37;
      INSERT INTO category SELECT n, p.id, 3, p.path || '/' || n, 'c' || n
        FROM generate_series(221, 300) n JOIN category p ON p.id = 51 + n * 7 % 90;
      """,
      violations: [circle(in: "category", "id", "parent_id")],
      measures: [
        "children a node":
          "SELECT max(n) FROM (SELECT count(*) n FROM category WHERE parent_id IS NOT NULL GROUP BY parent_id) d",
        "levels that are the depth":
          "SELECT avg((c.level = coalesce(p.level + 1, 0))::int) FROM category c LEFT JOIN category p ON p.id = c.parent_id",
      ],
      constants: [
        "roots": "SELECT avg((parent_id IS NULL)::int) FROM category",
        "depth": depth(in: "category", "id", "parent_id"),
      ]
    ),
    GraphShape(
      "a tree whose roots point at themselves",
      """
      CREATE TABLE folder (id integer PRIMARY KEY, parent_id integer NOT NULL REFERENCES folder, size integer NOT NULL);
      INSERT INTO folder SELECT n, CASE WHEN n <= 4 THEN n ELSE n / 4 END, n * 13 % 200 FROM generate_series(1, 250) n;
      """,
      violations: [circle(in: "folder", "id", "parent_id")],
      constants: [
        "roots": "SELECT avg((parent_id = id)::int) FROM folder",
        "depth": depth(in: "folder", "id", "parent_id"),
      ]
    ),
    GraphShape(
      "trees inside a parent",
      """
      CREATE TABLE post (id serial PRIMARY KEY, title text NOT NULL);
      CREATE TABLE remark (
        id serial PRIMARY KEY, post_id integer NOT NULL REFERENCES post, reply_to integer REFERENCES remark,
        written timestamptz NOT NULL
      );
      CREATE TABLE site (id integer PRIMARY KEY, name text NOT NULL);
      CREATE TABLE page (
        site_id integer REFERENCES site, number integer, above integer, views integer NOT NULL,
        PRIMARY KEY (site_id, number), FOREIGN KEY (site_id, above) REFERENCES page
      );
      INSERT INTO post (title) SELECT 'post ' || n FROM generate_series(1, 80) n;
      INSERT INTO remark SELECT p * 100 + n, p, CASE WHEN n % 4 > 0 THEN p * 100 + n / 2 END,
          timestamptz '2024-01-01' + p * interval '1 day' + n * interval '1 hour'
        FROM generate_series(1, 80) p, generate_series(0, 3 + p % 9) n;
      INSERT INTO site SELECT n, 'site ' || n FROM generate_series(1, 40) n;
      INSERT INTO page SELECT s, n, CASE WHEN n > 1 THEN n / 2 END, n * s
        FROM generate_series(1, 40) s, generate_series(1, 4 + s % 7) n;
      """,
      violations: [
        circle(in: "remark", "id", "reply_to"),
        "SELECT FROM remark r JOIN remark p ON p.id = r.reply_to WHERE p.post_id <> r.post_id",
        "SELECT FROM page WHERE above = number",
      ],
      measures: [
        "remarks' depth": depth(in: "remark", "id", "reply_to")
      ],
      constants: [
        "remarks that begin": "SELECT avg((reply_to IS NULL)::int) FROM remark",
        "pages on top": "SELECT avg((above IS NULL)::int) FROM page",
      ]
    ),
    GraphShape(
      "graphs without circles",
      """
      CREATE TABLE task (id serial PRIMARY KEY, title text NOT NULL);
      CREATE TABLE dependency (
        task_id integer REFERENCES task, needs_id integer REFERENCES task, kind text NOT NULL, PRIMARY KEY (task_id, needs_id),
        CHECK (task_id <> needs_id)
      );
      CREATE TABLE part (id uuid PRIMARY KEY, weight integer NOT NULL);
      CREATE TABLE assembly (
        id serial PRIMARY KEY, whole uuid NOT NULL REFERENCES part, piece uuid NOT NULL REFERENCES part,
        amount integer NOT NULL
      );
      INSERT INTO task (title) SELECT 'task ' || n FROM generate_series(1, 200) n;
      INSERT INTO dependency SELECT a, b, (ARRAY['hard', 'soft'])[1 + (a + b) % 2] FROM generate_series(1, 200) a, generate_series(1, 200) b
        WHERE a > b AND (a * 7 + b * 13) % 41 = 0;
      INSERT INTO part SELECT md5('p' || n)::uuid, n % 40 FROM generate_series(1, 150) n;
      INSERT INTO assembly (whole, piece, amount)
        SELECT md5('p' || a)::uuid, md5('p' || b)::uuid, 1 + (a + b) % 5 FROM generate_series(1, 150) a, generate_series(1, 150) b
        WHERE a < b AND (a * 3 + b * 5) % 37 = 0;
      """,
      violations: [
        edgeCircle("dependency", "task_id", "needs_id"), edgeCircle("assembly", "whole", "piece"),
      ],
      measures: [
        "needs a task":
          "SELECT stddev(n) FROM (SELECT count(needs_id) n FROM task LEFT JOIN dependency ON id = task_id GROUP BY id) d",
        "tasks that need one":
          "SELECT stddev(n) FROM (SELECT count(task_id) n FROM task LEFT JOIN dependency ON id = needs_id GROUP BY id) d",
      ]
    ),
  ]

  static let circles = [
    GraphShape(
      "circles of keys that may not be null",
      """
      CREATE TABLE land (code char(3) PRIMARY KEY, name text NOT NULL, capital integer NOT NULL);
      CREATE TABLE town (id integer PRIMARY KEY, land char(3) NOT NULL REFERENCES land, people integer NOT NULL);
      CREATE TABLE hen (id serial PRIMARY KEY, hatched_from integer NOT NULL, weight integer NOT NULL);
      CREATE TABLE egg (id serial PRIMARY KEY, laid_by integer NOT NULL REFERENCES hen DEFERRABLE INITIALLY DEFERRED, size integer NOT NULL);
      CREATE TABLE rock (id integer PRIMARY KEY, beats integer NOT NULL, name text);
      CREATE TABLE scissors (id integer PRIMARY KEY, beats integer NOT NULL, name text);
      CREATE TABLE paper (id integer PRIMARY KEY, beats integer NOT NULL, name text);
      INSERT INTO land SELECT 'L' || lpad(n::text, 2, '0'), 'land ' || n, n * 10 FROM generate_series(1, 60) n;
      INSERT INTO town SELECT n, 'L' || lpad((1 + (n - 5) / 10)::text, 2, '0'), n * 1000 FROM generate_series(5, 604) n;
      INSERT INTO hen (hatched_from, weight) SELECT 1 + n * 7 % 300, n % 40 FROM generate_series(1, 200) n;
      INSERT INTO egg (laid_by, size) SELECT 1 + n * 3 % 200, n % 9 FROM generate_series(1, 300) n;
      INSERT INTO rock SELECT n, 1 + n * 3 % 70, 'r' FROM generate_series(1, 50) n;
      INSERT INTO scissors SELECT n, 1 + n * 3 % 90, 's' FROM generate_series(1, 70) n;
      INSERT INTO paper SELECT n, 1 + n * 3 % 50, 'p' FROM generate_series(1, 90) n;
      ALTER TABLE land ADD FOREIGN KEY (capital) REFERENCES town;
      ALTER TABLE hen ADD FOREIGN KEY (hatched_from) REFERENCES egg DEFERRABLE;
      ALTER TABLE rock ADD FOREIGN KEY (beats) REFERENCES scissors;
      ALTER TABLE scissors ADD FOREIGN KEY (beats) REFERENCES paper;
      ALTER TABLE paper ADD FOREIGN KEY (beats) REFERENCES rock;
      """,
      measures: [
        "towns a land": "SELECT stddev(n) FROM (SELECT count(*) n FROM town GROUP BY land) d"
      ],
      constants: [
        "capitals in their land":
          "SELECT avg((town.land = code)::int) FROM land JOIN town ON town.id = capital"
      ]
    ),
    GraphShape(
      "a circle over composite keys",
      """
      CREATE TABLE nation (code char(2) PRIMARY KEY, city text, province text, name text NOT NULL);
      CREATE TABLE province (name text, nation char(2) REFERENCES nation, city text, PRIMARY KEY (name, nation));
      CREATE TABLE city (
        name text, nation char(2), province text, people integer, PRIMARY KEY (name, nation, province),
        FOREIGN KEY (province, nation) REFERENCES province
      );
      INSERT INTO nation SELECT chr(65 + n / 10) || chr(65 + n % 10), NULL, NULL, 'nation ' || n FROM generate_series(0, 49) n;
      INSERT INTO province SELECT 'prov ' || p, code, NULL FROM nation, generate_series(1, 4) p;
      INSERT INTO city SELECT 'city ' || c, nation, name, c * 1000 FROM province, generate_series(1, 5) c
        WHERE (c + ascii(nation)) % 6 > 0;
      UPDATE province SET city = 'city ' || c FROM (SELECT nation n, province p, min(substr(name, 6)::int) c FROM city GROUP BY 1, 2) x
        WHERE n = nation AND p = name AND ascii(nation) % 5 > 0;
      UPDATE nation SET province = p, city = 'city ' || c
        FROM (SELECT DISTINCT ON (nation) nation n, province p, substr(name, 6)::int c FROM city ORDER BY nation, province) x WHERE n = code;
      ALTER TABLE nation ADD FOREIGN KEY (city, code, province) REFERENCES city (name, nation, province);
      ALTER TABLE province ADD FOREIGN KEY (city, nation, name) REFERENCES city (name, nation, province);
      """,
      measures: [
        "provinces without a capital": "SELECT avg((city IS NULL)::int) FROM province"
      ]
    ),
  ]

  static let oddities = [
    GraphShape(
      "tables without keys and with nothing else",
      """
      CREATE TABLE place (id serial PRIMARY KEY, name text NOT NULL);
      CREATE TABLE sighting (place_id integer REFERENCES place, other_id integer REFERENCES place);
      CREATE TABLE diary (line text, day date);
      INSERT INTO place (name) SELECT 'place ' || n FROM generate_series(1, 40) n;
      INSERT INTO sighting SELECT 1 + n % 40, CASE WHEN n % 3 > 0 THEN 1 + n * 7 % 40 END FROM generate_series(1, 300) n;
      INSERT INTO diary SELECT 'line ' || n % 20, date '2024-01-01' + n FROM generate_series(1, 100) n;
      """,
      measures: [
        "sightings without other": "SELECT avg((other_id IS NULL)::int) FROM sighting"
      ]
    ),
    GraphShape(
      "references to and from partitions, and inheritance",
      """
      CREATE TABLE meter (id serial PRIMARY KEY, kind text NOT NULL);
      CREATE TABLE sample (
        meter_id integer NOT NULL REFERENCES meter, at date NOT NULL, level integer NOT NULL, PRIMARY KEY (meter_id, at)
      ) PARTITION BY RANGE (at);
      CREATE TABLE sample_2023 PARTITION OF sample FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
      CREATE TABLE sample_2024 PARTITION OF sample FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE TABLE alarm (
        id serial PRIMARY KEY, meter_id integer, at date, loud boolean NOT NULL, FOREIGN KEY (meter_id, at) REFERENCES sample
      );
      CREATE TABLE fee (id integer NOT NULL, meter_id integer NOT NULL, due date NOT NULL) PARTITION BY RANGE (due);
      CREATE TABLE fee_2023 PARTITION OF fee FOR VALUES FROM ('2023-01-01') TO ('2024-01-01');
      CREATE TABLE fee_2024 PARTITION OF fee FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      ALTER TABLE fee_2023 ADD FOREIGN KEY (meter_id) REFERENCES meter;
      ALTER TABLE fee_2024 ADD FOREIGN KEY (meter_id) REFERENCES meter;
      CREATE TABLE animal (id integer PRIMARY KEY, meter_id integer REFERENCES meter, name text NOT NULL);
      CREATE TABLE dog (barks boolean, PRIMARY KEY (id), FOREIGN KEY (meter_id) REFERENCES meter) INHERITS (animal);
      INSERT INTO meter (kind) SELECT (ARRAY['gas', 'water'])[n % 2 + 1] FROM generate_series(1, 50) n;
      INSERT INTO sample SELECT m, date '2023-10-01' + n * 15, m * n % 40 FROM generate_series(1, 50) m, generate_series(1, 10) n;
      INSERT INTO alarm (meter_id, at, loud) SELECT meter_id, at, level > 20 FROM sample WHERE (level + meter_id) % 3 = 0;
      INSERT INTO alarm (loud) SELECT true FROM generate_series(1, 20);
      INSERT INTO fee SELECT n, 1 + n * 7 % 50, date '2023-06-01' + n FROM generate_series(1, 300) n;
      INSERT INTO animal SELECT n, CASE WHEN n % 2 = 0 THEN 1 + n % 50 END, 'a' || n FROM generate_series(1, 60) n;
      INSERT INTO dog SELECT 100 + n, 1 + n % 50, 'd' || n, n % 2 = 0 FROM generate_series(1, 60) n;
      """,
      violations: ["SELECT FROM fee LEFT JOIN meter ON meter.id = meter_id WHERE meter.id IS NULL"],
      measures: [
        "alarms without a sample": "SELECT avg((at IS NULL)::int) FROM alarm",
        "animals without a meter": "SELECT avg((meter_id IS NULL)::int) FROM ONLY animal",
      ]
    ),
  ]

  /// Nodes that are their own ancestors by way of others.
  private static func circle(in table: String, _ key: String, _ parent: String) -> String {
    """
    WITH RECURSIVE up AS (
      SELECT \(key) AS node, \(parent) AS above FROM \(table) WHERE \(parent) <> \(key)
      UNION SELECT up.node, t.\(parent) FROM up JOIN \(table) t ON t.\(key) = up.above WHERE t.\(parent) <> t.\(key)
    ) SELECT FROM up WHERE node = above
    """
  }

  private static func edgeCircle(_ table: String, _ from: String, _ to: String) -> String {
    """
    WITH RECURSIVE reach AS (
      SELECT \(from) AS node, \(to) AS goal FROM \(table)
      UNION SELECT reach.node, e.\(to) FROM reach JOIN \(table) e ON e.\(from) = reach.goal
    ) SELECT FROM reach WHERE node = goal
    """
  }

  /// Mean distance from the root.
  private static func depth(in table: String, _ key: String, _ parent: String) -> String {
    """
    WITH RECURSIVE down AS (
      SELECT \(key) AS node, 0 AS depth FROM \(table) WHERE \(parent) IS NULL OR \(parent) = \(key)
      UNION ALL SELECT t.\(key), depth + 1 FROM down JOIN \(table) t ON t.\(parent) = down.node AND t.\(key) <> t.\(parent)
    ) SELECT avg(depth) FROM down
    """
  }
}
