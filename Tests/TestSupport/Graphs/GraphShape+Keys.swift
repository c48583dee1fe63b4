extension GraphShape {
  static let compositeKeys = [
    GraphShape(
      "keys that share a tenant",
      """
      CREATE TABLE tenant (id integer PRIMARY KEY, name text NOT NULL, founded date NOT NULL);
      CREATE TABLE customer (
        tenant_id integer REFERENCES tenant, customer_id integer, name text NOT NULL,
        PRIMARY KEY (tenant_id, customer_id)
      );
      CREATE TABLE product (
        tenant_id integer REFERENCES tenant, product_id integer, price numeric(8,2) NOT NULL,
        PRIMARY KEY (tenant_id, product_id)
      );
      CREATE TABLE purchase (
        id serial PRIMARY KEY, tenant_id integer NOT NULL REFERENCES tenant,
        customer_id integer NOT NULL, product_id integer, amount integer NOT NULL,
        FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
        FOREIGN KEY (tenant_id, product_id) REFERENCES product
      );
      CREATE TABLE favourite (
        tenant_id integer, customer_id integer, product_id integer,
        PRIMARY KEY (tenant_id, customer_id, product_id),
        FOREIGN KEY (tenant_id, customer_id) REFERENCES customer,
        FOREIGN KEY (tenant_id, product_id) REFERENCES product
      );
      INSERT INTO tenant SELECT n, 'tenant ' || n, date '2015-01-01' + n * 17 FROM generate_series(1, 40) n;
      INSERT INTO customer SELECT t, c, 'customer ' || t * c
        FROM generate_series(1, 40) t, generate_series(1, 6 + t % 9) c;
      INSERT INTO product SELECT t, p, 5 + (t * p * 13) % 90
        FROM generate_series(1, 40) t, generate_series(1, 4 + t % 5) p;
      INSERT INTO purchase (tenant_id, customer_id, product_id, amount)
        SELECT tenant_id, customer_id,
          CASE WHEN (tenant_id + customer_id + n) % 9 > 0 THEN 1 + (customer_id * n) % (4 + tenant_id % 5) END,
          1 + n * customer_id % 7
        FROM customer, generate_series(1, 5) n WHERE (tenant_id * customer_id + n) % 4 <> n % 3;
      INSERT INTO favourite SELECT tenant_id, customer_id, product_id
        FROM customer JOIN product USING (tenant_id) WHERE (customer_id + product_id * 3 + tenant_id) % 4 = 0;
      """,
      measures: [
        "purchases without product": "SELECT avg((product_id IS NULL)::int) FROM purchase",
        "purchases a customer": """
        SELECT stddev(n) FROM (SELECT count(p.id) n FROM customer c LEFT JOIN purchase p
          USING (tenant_id, customer_id) GROUP BY c.tenant_id, c.customer_id) d
        """,
        "favourites a tenant":
          "SELECT stddev(n) FROM (SELECT count(*) n FROM favourite GROUP BY tenant_id) d",
      ]
    ),
    GraphShape(
      "partial nulls under MATCH FULL and MATCH SIMPLE",
      """
      CREATE TABLE seat (hall text, number integer, price integer NOT NULL, PRIMARY KEY (hall, number));
      CREATE TABLE booking (
        id serial PRIMARY KEY, hall text, number integer, guests integer NOT NULL,
        FOREIGN KEY (hall, number) REFERENCES seat MATCH FULL
      );
      CREATE TABLE wish (
        id serial PRIMARY KEY, hall text, number integer, guests integer NOT NULL,
        FOREIGN KEY (hall, number) REFERENCES seat MATCH SIMPLE
      );
      INSERT INTO seat SELECT h, n, 10 + n % 7 FROM unnest(ARRAY['red', 'blue', 'green']) h, generate_series(1, 60) n;
      INSERT INTO booking (hall, number, guests) SELECT CASE WHEN n % 4 > 0 THEN (ARRAY['red', 'blue', 'green'])[n % 3 + 1] END,
        CASE WHEN n % 4 > 0 THEN n * 7 % 60 + 1 END, 1 + n % 5 FROM generate_series(1, 400) n;
      INSERT INTO wish (hall, number, guests) SELECT CASE WHEN n % 5 > 0 THEN (ARRAY['red', 'blue', 'green'])[n % 3 + 1] END,
        CASE WHEN n % 3 > 0 THEN n * 7 % 60 + 1 END, 1 + n % 5 FROM generate_series(1, 400) n;
      """,
      measures: [
        "bookings without a seat": "SELECT avg((hall IS NULL)::int) FROM booking",
        "wishes without a hall": "SELECT avg((hall IS NULL)::int) FROM wish",
        "wishes without a number": "SELECT avg((number IS NULL)::int) FROM wish",
        "wishes with one of them":
          "SELECT avg(((hall IS NULL) <> (number IS NULL))::int) FROM wish",
      ]
    ),
  ]

  static let uniqueTargets = [
    GraphShape(
      "keys of other types that refer to UNIQUE",
      """
      CREATE TYPE grade AS ENUM ('poor', 'fair', 'good', 'best');
      CREATE DOMAIN sku AS text CHECK (VALUE ~ '^[A-Z]{2}-[0-9]{4}$');
      CREATE TABLE article (
        id serial PRIMARY KEY, sku sku UNIQUE NOT NULL, ref uuid UNIQUE NOT NULL,
        shelf integer NOT NULL, slot integer NOT NULL, UNIQUE (shelf, slot)
      );
      CREATE TABLE calendar (day date PRIMARY KEY, is_open boolean NOT NULL);
      CREATE TABLE grading (grade grade PRIMARY KEY, points integer NOT NULL);
      CREATE TABLE stock (
        id serial PRIMARY KEY, sku sku NOT NULL REFERENCES article (sku),
        ref uuid REFERENCES article (ref), shelf integer, slot integer,
        counted date NOT NULL REFERENCES calendar, grade grade NOT NULL DEFAULT 'good' REFERENCES grading,
        FOREIGN KEY (shelf, slot) REFERENCES article (shelf, slot)
      );
      INSERT INTO article (sku, ref, shelf, slot)
        SELECT chr(65 + n % 26) || chr(65 + n / 26 % 26) || '-' || 1000 + n, md5('a' || n)::uuid, n / 10, n % 10
        FROM generate_series(1, 150) n;
      INSERT INTO calendar SELECT date '2024-01-01' + n, n % 7 > 1 FROM generate_series(0, 200) n;
      INSERT INTO grading SELECT g, ordinality FROM unnest(enum_range(NULL::grade)) WITH ORDINALITY AS e(g, ordinality);
      INSERT INTO stock (sku, ref, shelf, slot, counted, grade)
        SELECT a.sku, CASE WHEN n % 6 > 0 THEN b.ref END, c.shelf, CASE WHEN n % 5 > 0 THEN c.slot END,
          date '2024-01-01' + n * 3 % 200, (enum_range(NULL::grade))[1 + n * n % 4]
        FROM generate_series(1, 600) n JOIN article a ON a.id = 1 + n * n % 150
        JOIN article b ON b.id = 1 + n * 11 % 150 JOIN article c ON c.id = 1 + n * 17 % 150;
      """,
      measures: [
        "stock without ref": "SELECT avg((ref IS NULL)::int) FROM stock",
        "stock without slot": "SELECT avg((slot IS NULL)::int) FROM stock",
      ]
    ),
    GraphShape(
      "a unique reference that nearly uses up its parent",
      """
      CREATE TABLE account (id serial PRIMARY KEY, opened date NOT NULL);
      CREATE TABLE card (
        id serial PRIMARY KEY, account_id integer UNIQUE NOT NULL REFERENCES account,
        spare_for integer UNIQUE REFERENCES account, kind text NOT NULL
      );
      INSERT INTO account (opened) SELECT date '2020-01-01' + n FROM generate_series(1, 300) n;
      INSERT INTO card (account_id, spare_for, kind)
        SELECT n, CASE WHEN n % 3 > 0 THEN 301 - n END, (ARRAY['debit', 'credit'])[n % 2 + 1]
        FROM generate_series(1, 297) n;
      """,
      measures: [
        "cards that are no spare": "SELECT avg((spare_for IS NULL)::int) FROM card"
      ]
    ),
    GraphShape(
      "references by default, all null, and to nobody",
      """
      CREATE TABLE depot (id integer PRIMARY KEY, town text NOT NULL);
      CREATE TABLE nobody (id integer PRIMARY KEY, name text);
      CREATE TABLE parcel (
        id serial PRIMARY KEY, depot_id integer NOT NULL DEFAULT 1 REFERENCES depot,
        former_id integer REFERENCES depot ON DELETE SET NULL, owner_id integer REFERENCES nobody,
        weight integer NOT NULL
      );
      INSERT INTO depot SELECT n, 'town ' || n FROM generate_series(1, 50) n;
      INSERT INTO parcel (weight) SELECT n % 30 FROM generate_series(1, 150) n;
      INSERT INTO parcel (depot_id, weight) SELECT 1 + n % 50, n % 30 FROM generate_series(1, 150) n;
      """,
      violations: ["SELECT FROM parcel WHERE former_id IS NOT NULL OR owner_id IS NOT NULL"],
      measures: [
        "parcels of the fullest depot": """
        SELECT max(n)::numeric / sum(n) FROM (SELECT count(*) n FROM parcel GROUP BY depot_id) d
        """
      ]
    ),
  ]

  static let subtypes = [
    GraphShape(
      "chains of subtypes with a discriminator",
      """
      CREATE TABLE party (
        id integer PRIMARY KEY, kind char(1) NOT NULL CHECK (kind IN ('P', 'C')), name text NOT NULL,
        UNIQUE (id, kind)
      );
      CREATE TABLE person (
        id integer PRIMARY KEY, kind char(1) NOT NULL DEFAULT 'P' CHECK (kind = 'P'), born date NOT NULL,
        FOREIGN KEY (id, kind) REFERENCES party (id, kind)
      );
      CREATE TABLE company (
        id integer PRIMARY KEY, kind char(1) NOT NULL DEFAULT 'C' CHECK (kind = 'C'), staff integer,
        FOREIGN KEY (id, kind) REFERENCES party (id, kind)
      );
      CREATE TABLE employee (id integer PRIMARY KEY REFERENCES person, salary integer NOT NULL);
      CREATE TABLE manager (id integer PRIMARY KEY REFERENCES employee, bonus integer NOT NULL);
      INSERT INTO party SELECT n, CASE WHEN n % 4 > 0 THEN 'P' ELSE 'C' END, 'party ' || n FROM generate_series(1, 400) n;
      INSERT INTO person SELECT id, kind, date '1950-01-01' + id * 37 FROM party WHERE kind = 'P';
      INSERT INTO company SELECT id, kind, id % 50 FROM party WHERE kind = 'C' AND id % 8 > 0;
      INSERT INTO employee SELECT id, 2000 + id % 700 FROM person WHERE id % 3 > 0;
      INSERT INTO manager SELECT id, 100 + id % 50 FROM employee WHERE id % 5 = 0;
      """,
      measures: [
        "parties that are people": "SELECT avg((kind = 'P')::int) FROM party"
      ]
    )
  ]

  static let pairs = [
    GraphShape(
      "several references to one table",
      """
      CREATE TABLE team (id serial PRIMARY KEY, name text NOT NULL, strength integer NOT NULL);
      CREATE TABLE fixture (
        id serial PRIMARY KEY, home_id integer NOT NULL REFERENCES team, away_id integer NOT NULL REFERENCES team,
        winner_id integer REFERENCES team, played date NOT NULL, CHECK (home_id <> away_id)
      );
      CREATE TABLE friendship (
        one_id integer NOT NULL REFERENCES team, other_id integer NOT NULL REFERENCES team, since date,
        UNIQUE (one_id, other_id), CHECK (one_id <> other_id)
      );
      CREATE TABLE rivalry (
        lower_id integer REFERENCES team, upper_id integer REFERENCES team, PRIMARY KEY (lower_id, upper_id),
        CHECK (lower_id < upper_id)
      );
      INSERT INTO team (name, strength) SELECT 'team ' || n, n * 7 % 100 FROM generate_series(1, 60) n;
      INSERT INTO fixture (home_id, away_id, winner_id, played)
        SELECT a.id, b.id, CASE (a.id + b.id) % 3 WHEN 0 THEN a.id WHEN 1 THEN b.id END, date '2024-01-01' + (a.id * b.id) % 300
        FROM team a JOIN team b ON a.id <> b.id AND (a.id * 3 + b.id) % 6 = 0;
      INSERT INTO friendship SELECT a.id, b.id, date '2020-01-01' + a.id
        FROM team a JOIN team b ON a.id <> b.id AND (a.id + b.id * 5) % 4 = 1;
      INSERT INTO rivalry SELECT a.id, b.id FROM team a JOIN team b ON a.id < b.id AND (a.id + b.id) % 5 = 0;
      """,
      measures: [
        "fixtures without a winner": "SELECT avg((winner_id IS NULL)::int) FROM fixture",
        "friendships a team":
          "SELECT stddev(n) FROM (SELECT count(*) n FROM friendship GROUP BY one_id) d",
      ],
      constants: [
        "winners that played":
          "SELECT avg((winner_id IN (home_id, away_id))::int) FROM fixture WHERE winner_id IS NOT NULL"
      ]
    )
  ]

  static let junctions = [
    GraphShape(
      "junctions of two, three and four parents",
      """
      CREATE TABLE actor (id serial PRIMARY KEY, name text NOT NULL);
      CREATE TABLE film (id serial PRIMARY KEY, title text NOT NULL);
      CREATE TABLE venue (id serial PRIMARY KEY, city text NOT NULL);
      CREATE TABLE sponsor (id serial PRIMARY KEY, budget integer NOT NULL);
      CREATE TABLE casting (actor_id integer REFERENCES actor, film_id integer REFERENCES film, PRIMARY KEY (actor_id, film_id));
      CREATE TABLE showing (
        film_id integer REFERENCES film, venue_id integer REFERENCES venue, sponsor_id integer REFERENCES sponsor,
        PRIMARY KEY (film_id, venue_id, sponsor_id)
      );
      CREATE TABLE gala (
        actor_id integer REFERENCES actor, film_id integer REFERENCES film, venue_id integer REFERENCES venue,
        sponsor_id integer REFERENCES sponsor, PRIMARY KEY (actor_id, film_id, venue_id, sponsor_id)
      );
      INSERT INTO actor (name) SELECT 'actor ' || n FROM generate_series(1, 120) n;
      INSERT INTO film (title) SELECT 'film ' || n FROM generate_series(1, 90) n;
      INSERT INTO venue (city) SELECT 'city ' || n FROM generate_series(1, 120) n;
      INSERT INTO sponsor (budget) SELECT n * 100 FROM generate_series(1, 12) n;
      INSERT INTO casting SELECT a, f FROM generate_series(1, 120) a, generate_series(1, 90) f
        WHERE (a * 7 + f * 11) % (5 + a % 20) = 0;
      INSERT INTO showing SELECT f, v, s FROM generate_series(1, 90) f, generate_series(1, 120) v, generate_series(1, 12) s
        WHERE (f * 5 + v * 3 + s * 7) % (40 + v % 60) = 0;
      INSERT INTO gala SELECT 1 + n * 7 % 120, 1 + n * 11 % 90, 1 + n * 3 % 35, 1 + n % 12 FROM generate_series(1, 500) n;
      """,
      measures: [
        "films an actor":
          "SELECT stddev(n) FROM (SELECT count(f.film_id) n FROM actor LEFT JOIN casting f ON actor.id = actor_id GROUP BY actor.id) d",
        "actors a film":
          "SELECT stddev(n) FROM (SELECT count(f.film_id) n FROM film LEFT JOIN casting f ON film.id = film_id GROUP BY film.id) d",
        "showings a film":
          "SELECT stddev(n) FROM (SELECT count(*) n FROM showing GROUP BY film_id) d",
        "showings a venue":
          "SELECT stddev(n) FROM (SELECT count(*) n FROM showing GROUP BY venue_id) d",
      ]
    )
  ]
}
