extension ValueZoo {
  static let types = #"""
    CREATE TYPE mood AS ENUM ('sad', 'it''s ok', 'happy');
    CREATE DOMAIN percent AS numeric(5,2) CHECK (VALUE BETWEEN 0 AND 100);
    CREATE DOMAIN half AS percent CHECK (VALUE <= 50);
    CREATE DOMAIN plate AS text NOT NULL CHECK (VALUE ~ '^[A-Z]{2}-[0-9]{4}$');
    CREATE DOMAIN plates AS text[] CHECK (array_length(VALUE, 1) < 5);
    CREATE DOMAIN feeling AS mood CHECK (VALUE <> 'sad');
    CREATE TYPE spot AS (street text, number integer, mood mood);
    CREATE DOMAIN home AS spot CHECK ((VALUE).number > 0);
    CREATE TYPE person AS (name text, home spot, share percent, tags text[], born date);
    CREATE TYPE point3 AS (x double precision, y double precision, z double precision);
    CREATE TABLE type (
      id integer PRIMARY KEY, kind text, random uuid DEFAULT gen_random_uuid(), ordered uuid, sequential uuid,
      label uuid, mood mood, feeling feeling, share percent, part half, plate plate, plates plates,
      flags bit(5), free varbit, few bit(3), blob bytea, signed bytea, spot spot, home home,
      person person, place point3 NOT NULL, spots spot[]
    );
    INSERT INTO type SELECT n, kind, md5('u' || n)::uuid,
      (lpad(to_hex(1700000000000 + n * 60000), 12, '0') || '7' || substr(md5('v' || n), 1, 3) || '8'
        || substr(md5('w' || n), 1, 15))::uuid,
      ('00000000-0000-0000-0000-' || lpad(to_hex(n), 12, '0'))::uuid,
      md5(kind)::uuid,
      CASE WHEN n % 10 > 0 THEN (ARRAY['happy', 'it''s ok', 'sad'])[1 + (ascii(kind) - 97 + (r * 1.3)::int) % 3]::mood END,
      (ARRAY['happy', 'it''s ok'])[1 + n % 2]::feeling, round((r * 100)::numeric, 2), round((s * 50)::numeric, 2),
      chr(65 + n % 26) || chr(65 + n / 26 % 26) || '-' || 1000 + n, ARRAY['AB-' || n % 9, 'x'],
      ((r * 31)::int)::bit(5), substr(((s * 1023)::int)::bit(10)::text, 1, 1 + n % 10)::varbit,
      (ascii(kind) - 96)::bit(3), decode(md5('b' || n) || left(md5('c' || n), n % 16 * 2), 'hex'),
      '\x89504e470d0a1a0a'::bytea || decode(md5('d' || n), 'hex'),
      CASE WHEN n % 10 > 0 THEN ROW('Street ' || n, (r * 90)::int + 100 * (ascii(kind) - 97),
        CASE kind WHEN 'a' THEN 'happy' WHEN 'b' THEN 'sad' END)::spot END,
      ROW('Road "' || n * 37 || '", rear', 1 + (s * 50)::int, NULL)::home,
      CASE WHEN n % 4 > 0 THEN ROW('Person ' || n, ROW('Lane ' || n, (r * 9)::int, 'happy')::spot, 5 * (s * 20)::int,
        ARRAY['t' || n % 3, kind], date '1980-01-01' + (r * 9000)::int)::person END,
      ROW(r, s, r + s)::point3,
      CASE WHEN n % 5 > 0 THEN ARRAY[ROW('A ' || n, 1 + (r * 5)::int, 'happy'), ROW('B ' || n, 7, 'sad')]::spot[] END
    FROM \#(rows);
    """#

  static let documents = #"""
    CREATE TABLE document (
      id integer PRIMARY KEY, plan text, settings jsonb NOT NULL, payload json, events jsonb, lookup jsonb,
      mixed jsonb, scalar jsonb, nothing jsonb, page xml
    );
    INSERT INTO document SELECT n, (ARRAY['free', 'pro', 'team'])[ascii(kind) - 96],
      jsonb_build_object('plan', (ARRAY['free', 'pro', 'team'])[ascii(kind) - 96],
        'seats', 1 + (r * 10)::int * (ascii(kind) - 96), 'tags', (SELECT coalesce(jsonb_agg('tag' || i), '[]') FROM generate_series(1, n % 4) i),
        'owner', jsonb_build_object('email', 'person' || n || '@mail' || n % 5 || '.example.net', 'active', s < 0.7))
        || CASE WHEN kind = 'c' THEN jsonb_build_object('sso', jsonb_build_object('domain', 'corp' || n || '.com', 'since', date '2020-01-01' + n)) ELSE '{}' END
        || CASE WHEN n = 13 THEN '{"secretkey": "secret value"}'::jsonb ELSE '{}' END,
      CASE WHEN n % 10 > 0 THEN json_build_object('b', n, 'a', round(r::numeric, 2), 'at', timestamptz '2024-01-01Z' + n * interval '1 hour',
        'id', md5('p' || n)::uuid, 'note', CASE WHEN n % 3 = 0 THEN 'free text number ' || n END) END,
      (SELECT jsonb_agg(jsonb_build_object('type', (ARRAY['click', 'view'])[1 + (n + i) % 2], 'ms', i * 100 + (s * 50)::int))
        FROM generate_series(1, 1 + n % 3) i),
      (SELECT jsonb_object_agg('u' || (n * 10 + i), jsonb_build_object('score', i)) FROM generate_series(1, 1 + n % 3) i),
      (ARRAY['1', '"text"', 'true', 'null', '[1, 2]', '{"a": 1}'])[1 + n % 6]::jsonb,
      to_jsonb((r * 1000)::int), NULL,
      xmlelement(name item, xmlattributes(kind AS kind, n AS number), xmlelement(name price, round((r * 100)::numeric, 2)),
        CASE WHEN n % 2 = 0 THEN xmlelement(name note, 'note ' || n) END)
    FROM \#(rows);
    """#

  static let structures = #"""
    CREATE TYPE timerange AS RANGE (subtype = time);
    CREATE TABLE "array" (
      id integer PRIMARY KEY, kind text, tags text[], numbers integer[], moods mood[], prices numeric(8,2)[],
      ids uuid[], days date[], flags boolean[], grid integer[], cube double precision[], shifted integer[],
      nulls text[], empty text[], words varchar(9)[], moments timestamptz[], documents jsonb[], blobs bytea[],
      networks inet[], spans int4range[], shares percent[], letters "char"[]
    );
    INSERT INTO "array" SELECT n, kind,
      CASE WHEN n % 10 > 0 THEN (SELECT coalesce(array_agg((ARRAY['red', 'green', 'blue', 'x' || n])[1 + (n * i + i) % 4]), '{}')
        FROM generate_series(1, ascii(kind) - 97 + n % 2) i) END,
      ARRAY[(r * 100)::int, (s * 1000)::int] || CASE WHEN kind = 'c' THEN ARRAY[-5] ELSE '{}' END,
      CASE kind WHEN 'a' THEN '{happy}' WHEN 'b' THEN '{sad,"it''s ok"}' ELSE '{NULL,sad}' END::mood[],
      ARRAY[round((r * 100)::numeric, 2)], ARRAY[md5('i' || n)::uuid, md5('j' || n)::uuid],
      ARRAY[date '2020-01-01' + (r * 100)::int, date '2021-01-01' + (r * 100)::int], ARRAY[r < 0.5, s < 0.5],
      ARRAY[[(r * 9)::int, (s * 9)::int], [3, 4]], ARRAY[[[r], [s]], [[r + 1], [s + 1]]],
      ('[0:2]={' || (r * 9)::int || ',' || (s * 9)::int || ',7}')::integer[],
      ARRAY[NULL, 'NULL', 'with "quotes"', E'back\\slash', 'v' || n], '{}', ARRAY[left(md5(n::text), 9), kind],
      ARRAY[timestamptz '2024-01-01Z' + r * interval '9 days'], ARRAY[jsonb_build_object('n', n, 'kind', kind)],
      ARRAY[decode(md5(n::text), 'hex')], ARRAY[('10.' || n % 3 || '.0.' || n % 250)::inet], ARRAY[int4range(n, n + 3)],
      ARRAY[round((s * 100)::numeric, 2)]::percent[], ARRAY[kind::"char"]
    FROM \#(rows);
    CREATE TABLE range (
      id integer PRIMARY KEY, kind text, whole int4range, big int8range, decimal numrange, day daterange,
      local tsrange, utc tstzrange, own timerange, open daterange, closed numrange, empty int4range,
      several int4multirange, days datemultirange
    );
    INSERT INTO range SELECT n, kind, int4range((r * 100)::int, (r * 100)::int + 1 + (s * 20)::int * (ascii(kind) - 96)),
      int8range(n * 10000000000, (n + 2) * 10000000000), numrange(round(r::numeric, 2), round((r + s)::numeric, 2) + 0.01),
      daterange(date '2024-01-01' + (r * 300)::int, date '2024-01-02' + (r * 300)::int + (s * 9)::int),
      tsrange(timestamp '2024-01-01' + r * interval '99 days', timestamp '2024-06-01' + s * interval '99 days'),
      tstzrange(date_trunc('hour', timestamptz '2024-01-01Z' + r * interval '99 days'),
        CASE WHEN kind = 'a' THEN NULL ELSE date_trunc('hour', timestamptz '2024-06-01Z' + s * interval '99 days') END, '[)'),
      timerange(time '08:00' + (r * 100)::int * interval '1 min', time '12:00' + (s * 100)::int * interval '1 min'),
      CASE n % 4 WHEN 0 THEN daterange(NULL, NULL) WHEN 1 THEN daterange(date '2024-01-01' + n, NULL)
        WHEN 2 THEN daterange(NULL, date '2024-01-01' + n) END,
      numrange(round(r::numeric, 1), round((r + 2 + s)::numeric, 1), (ARRAY['[]', '(]', '()', '[)'])[1 + n % 4]),
      CASE WHEN n % 3 = 0 THEN 'empty' ELSE int4range(n, n + 5) END::int4range,
      int4multirange(int4range((r * 10)::int, (r * 10)::int + 5), int4range(20 + (s * 10)::int, 40)),
      CASE WHEN n % 2 = 0 THEN '{}' ELSE datemultirange(daterange(date '2024-01-01' + n, date '2024-01-09' + n)) END
    FROM \#(rows);
    """#
}
