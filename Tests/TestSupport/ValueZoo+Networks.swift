extension ValueZoo {
  static let networks = #"""
    CREATE TABLE network (
      id integer PRIMARY KEY, kind text, address inet, subnet cidr, mixed inet, host inet, mac macaddr, mac8 macaddr8
    );
    INSERT INTO network SELECT n, kind,
      ((ARRAY['10.1', '192.168', '83.44'])[ascii(kind) - 96] || '.' || (r * 20)::int || '.' || 1 + (s * 250)::int)::inet,
      set_masklen(('10.' || (r * 250)::int || '.0.0')::cidr, 16 + 8 * (n % 2)),
      CASE WHEN n % 3 = 0 THEN ('2a02:8109:' || to_hex((r * 60000)::int) || '::' || to_hex(1 + (s * 60000)::int))::inet
        ELSE ('91.20.' || (r * 250)::int || '.' || (s * 250)::int)::inet END,
      ('10.0.0.' || (r * 200)::int || '/24')::inet,
      ('08:00:2b:' || substr(md5(n::text), 1, 2) || ':' || substr(md5(n::text), 3, 2) || ':' || substr(md5(n::text), 5, 2))::macaddr,
      ('08:00:2b:01:02:' || substr(md5(n::text), 1, 2) || ':' || substr(md5(n::text), 3, 2) || ':' || substr(md5(n::text), 5, 2))::macaddr8
    FROM \#(rows);
    CREATE TABLE shape (
      id integer PRIMARY KEY, kind text, spot point, line line, segment lseg, area box, track path, ring path,
      land polygon, around circle
    );
    INSERT INTO shape SELECT n, kind, point(10 + r + 5 * (ascii(kind) - 97), 50 + s),
      line(point(r, s), point(r + 1, s * 2 + 1)), lseg(point(r, s), point(r + 1, s + 1)), box(point(r, s), point(r + 1 + s, s + 1)),
      ('[' || (SELECT string_agg(point(r + i, s * i)::text, ',') FROM generate_series(1, 2 + n % 3) i) || ']')::path,
      ('((0,0),(' || r || ',1),(1,' || s || '))')::path,
      ('((0,0),(' || 1 + r || ',0),(' || 1 + r || ',' || 1 + s || ')' || CASE WHEN n % 2 = 0 THEN ',(0,1)' ELSE '' END || ')')::polygon,
      circle(point(r, s), 0.5 + r)
    FROM \#(rows);
    CREATE TABLE search (
      id integer PRIMARY KEY, title text, body tsvector, derived tsvector GENERATED ALWAYS AS (to_tsvector('english', title)) STORED,
      filled tsvector, question tsquery, lsn pg_lsn, transaction xid8, object oid, relation regclass, type regtype,
      path jsonpath, snapshot pg_snapshot, place tid
    );
    INSERT INTO search (id, title, body, question, lsn, transaction, object, relation, type, path, snapshot, place)
      SELECT n, 'The ' || (ARRAY['quick', 'lazy'])[1 + n % 2] || ' fox number ' || n, to_tsvector('english', 'Some ' || kind || ' words with term' || n),
      to_tsquery('english', (ARRAY['fox & dog', 'cat | dog', 'term' || n])[ascii(kind) - 96]),
      ((n * 1000)::bigint + '0/16B3748'::pg_lsn - '0/0'::pg_lsn)::bigint::text::numeric + '0/0'::pg_lsn, (1000 + n)::text::xid8, 16384 + n, (ARRAY['pg_class', 'pg_type'])[1 + n % 2]::regclass,
      (ARRAY['integer', 'text'])[1 + n % 2]::regtype, '$.a'::jsonpath, (n || ':' || n + 4 || ':' || n + 1)::pg_snapshot, ('(' || n || ',' || n % 9 || ')')::tid
    FROM \#(rows);
    CREATE TRIGGER fill BEFORE INSERT OR UPDATE ON search FOR EACH ROW
      EXECUTE FUNCTION tsvector_update_trigger('filled', 'pg_catalog.english', 'title');
    UPDATE search SET title = title;
    """#

  static let extensions = #"""
    CREATE EXTENSION hstore SCHEMA public;
    CREATE EXTENSION ltree SCHEMA public;
    CREATE EXTENSION cube SCHEMA public;
    CREATE EXTENSION isn SCHEMA public;
    CREATE EXTENSION seg SCHEMA public;
    CREATE EXTENSION intarray SCHEMA public;
    CREATE TYPE code;
    CREATE FUNCTION code_in(cstring) RETURNS code LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
    CREATE FUNCTION code_out(code) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
    CREATE TYPE code (INPUT = code_in, OUTPUT = code_out, INTERNALLENGTH = 4, PASSEDBYVALUE);
    CREATE TABLE extension (
      id integer PRIMARY KEY, kind text, pairs hstore, tree ltree, pattern lquery, wanted ltxtquery, cube cube, book isbn13, article ean13,
      interval seg, query query_int, code code, codes code[], needed code NOT NULL, always code NOT NULL
    );
    INSERT INTO extension SELECT n, kind, hstore(ARRAY['colour', 'size'] || CASE WHEN n % 2 = 0 THEN ARRAY['note'] ELSE '{}' END,
        ARRAY[(ARRAY['red', 'blue', 'green'])[ascii(kind) - 96], ((r * 9)::int)::text]
          || CASE WHEN n % 2 = 0 THEN ARRAY['note ' || n] ELSE '{}' END),
      ('top.' || kind || '.n' || (r * 300)::int)::ltree, ('*.' || kind || '.*{1,2}')::lquery, (kind || ' & top')::ltxtquery,
      cube(ARRAY[r, s, 1]), isbn13(ean13_out(('978' || lpad(n::text, 9, '0') || '?')::text::ean13)::text::ean13),
      (('400' || lpad((n * 7919)::text, 9, '0') || '?')::text)::ean13, ((r * 10)::numeric(5,2) || ' .. ' || (11 + s * 10)::numeric(5,2))::seg,
      (1 + n % 3 || '&' || 7)::query_int, (n % 5)::text::code, ARRAY[(n % 3)::text::code], n::text::code, '7'::code
    FROM \#(rows);
    """#
}
