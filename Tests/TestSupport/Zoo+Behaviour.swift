extension Zoo {
  /// What comes after the load, and the kinds that tables seldom need.
  package static let behaviour = #"""
    SET search_path = "Zoo";

    CREATE VIEW tall WITH (security_barrier) AS
      SELECT keeper.id, "Full ""Name", mood FROM keeper WHERE mood <> 'sad' WITH LOCAL CHECK OPTION;
    ALTER VIEW tall ALTER mood SET DEFAULT 'happy';
    COMMENT ON VIEW tall IS 'in good mood';
    COMMENT ON COLUMN tall.mood IS 'never sad';
    CREATE VIEW by_key AS SELECT b.*, count(*) AS n FROM base b JOIN keeper k ON k.id = b.id GROUP BY b.id;
    CREATE TABLE annex."Zoo" (id integer, keeper integer, cage text);
    CREATE VIEW same_name AS
      SELECT "Zoo".id, "Zoo".keeper, "Zoo".cage, keeper.code, "Zoo".half(1.0) AS half
      FROM annex."Zoo", "Zoo".keeper, LATERAL (SELECT "Zoo".cage AS c, keeper.id) x
      WHERE "Zoo".keeper = keeper.id AND EXISTS (SELECT FROM "Zoo".cage c WHERE c.number = "Zoo".id);
    CREATE FUNCTION all_tall() RETURNS SETOF tall LANGUAGE sql STABLE AS 'SELECT * FROM "Zoo".tall';
    CREATE VIEW round AS SELECT 1 AS id, 'x'::text COLLATE "C" AS name, NULL::mood AS mood;
    CREATE FUNCTION all_round() RETURNS SETOF round LANGUAGE plpgsql AS 'BEGIN RETURN; END';
    CREATE OR REPLACE VIEW round AS SELECT * FROM all_round() AS r WHERE id > 0;
    CREATE VIEW taller AS SELECT id FROM all_tall();
    CREATE FUNCTION atomic(n integer) RETURNS bigint LANGUAGE sql STABLE
      BEGIN ATOMIC SELECT count(*) FROM keeper AS "Zoo" WHERE "Zoo".id > n; END;
    CREATE MATERIALIZED VIEW moods AS SELECT mood, count(*) AS n FROM tall GROUP BY mood;
    CREATE UNIQUE INDEX moods_mood ON moods (mood);
    COMMENT ON MATERIALIZED VIEW moods IS 'counted';
    COMMENT ON INDEX moods_mood IS 'one each';
    CREATE MATERIALIZED VIEW annex.empty WITH (fillfactor = 50) AS SELECT 1 AS one WITH NO DATA;

    CREATE AGGREGATE total(numeric) (SFUNC = numeric_add, STYPE = numeric, INITCOND = '0',
      MSFUNC = numeric_add, MINVFUNC = numeric_sub, MSTYPE = numeric, PARALLEL = SAFE);
    CREATE AGGREGATE middle(float8 ORDER BY anyelement) (
      SFUNC = ordered_set_transition, STYPE = internal, FINALFUNC = percentile_disc_final,
      FINALFUNC_EXTRA, FINALFUNC_MODIFY = SHAREABLE);
    CREATE AGGREGATE number_of(*) (SFUNC = int8inc, STYPE = int8, INITCOND = '0');
    COMMENT ON AGGREGATE number_of(*) IS 'counts';
    CREATE FUNCTION same(a mood, b mood) RETURNS boolean LANGUAGE sql IMMUTABLE
      AS 'SELECT a::text = b::text';
    CREATE OPERATOR === (FUNCTION = same, LEFTARG = mood, RIGHTARG = mood, COMMUTATOR = ===,
      RESTRICT = eqsel, JOIN = eqjoinsel, HASHES);
    CREATE OPERATOR !! (FUNCTION = half, RIGHTARG = numeric);
    COMMENT ON OPERATOR !! (NONE, numeric) IS 'half';
    CREATE OPERATOR FAMILY loose USING btree;
    ALTER OPERATOR FAMILY loose USING btree ADD OPERATOR 1 < (int4, int8), FUNCTION 1 (int4, int8) btint48cmp(int4, int8);
    CREATE OPERATOR CLASS backwards FOR TYPE int4 USING btree AS
      OPERATOR 1 >, OPERATOR 2 >=, OPERATOR 3 =, OPERATOR 4 <=, OPERATOR 5 <, FUNCTION 1 btint4cmp(int4, int4);
    CREATE OPERATOR CLASS mood_hash DEFAULT FOR TYPE address USING hash AS
      OPERATOR 1 =(record, record), FUNCTION 1 hash_record(record);
    CREATE INDEX cage_backwards ON cage (number backwards);
    CREATE FUNCTION score(m mood) RETURNS integer LANGUAGE sql IMMUTABLE AS 'SELECT length(m::text)';
    CREATE CAST (mood AS integer) WITH FUNCTION score(mood) AS ASSIGNMENT;
    COMMENT ON CAST (mood AS integer) IS 'how long';
    CREATE CONVERSION latin FOR 'LATIN1' TO 'UTF8' FROM iso8859_1_to_utf8;
    CREATE TEXT SEARCH DICTIONARY words (TEMPLATE = pg_catalog.simple, STOPWORDS = english);
    CREATE TEXT SEARCH CONFIGURATION plain (PARSER = pg_catalog."default");
    ALTER TEXT SEARCH CONFIGURATION plain ADD MAPPING FOR asciiword, word WITH words, pg_catalog.simple;
    COMMENT ON TEXT SEARCH CONFIGURATION plain IS 'nearly nothing';
    CREATE INDEX derived_text ON derived USING gin (to_tsvector('plain'::regconfig, extra));

    CREATE TYPE code;
    CREATE FUNCTION code_in(cstring) RETURNS code LANGUAGE internal IMMUTABLE STRICT AS 'int4in';
    CREATE FUNCTION code_out(code) RETURNS cstring LANGUAGE internal IMMUTABLE STRICT AS 'int4out';
    CREATE TYPE code (INPUT = code_in, OUTPUT = code_out, INTERNALLENGTH = 4, PASSEDBYVALUE, DEFAULT = '7');
    COMMENT ON TYPE code IS 'a number';
    CREATE TYPE announced;
    CREATE TABLE coded (code code DEFAULT '5', codes code[]);

    CREATE TABLE old_style (id integer DEFAULT nextval(('"Zoo".tickets'::text)::regclass));
    CREATE STATISTICS cage_pairs (ndistinct, mcv) ON section, number FROM cage;
    CREATE STATISTICS annex.of_half ON half(price), (number + 1) FROM cage;
    ALTER STATISTICS cage_pairs SET STATISTICS 300;
    COMMENT ON STATISTICS cage_pairs IS 'go together';

    CREATE FUNCTION stamp() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NEW; END $$;
    CREATE FUNCTION "Zoo".dynamic() RETURNS trigger LANGUAGE plpgsql
      AS $$ BEGIN EXECUTE 'DELETE FROM "Zoo".cage'; RETURN NEW; END $$;
    CREATE TRIGGER stamp BEFORE INSERT OR UPDATE OF born ON keeper FOR EACH ROW
      WHEN (new.mood = 'sad') EXECUTE FUNCTION stamp('x', 'it''s');
    CREATE TRIGGER sleeping AFTER DELETE ON keeper EXECUTE FUNCTION stamp();
    ALTER TABLE keeper DISABLE TRIGGER sleeping;
    CREATE CONSTRAINT TRIGGER later AFTER INSERT ON cage DEFERRABLE INITIALLY DEFERRED
      FOR EACH ROW EXECUTE FUNCTION stamp();
    ALTER TABLE cage ENABLE ALWAYS TRIGGER later;
    COMMENT ON TRIGGER later ON cage IS 'at the end';
    CREATE TRIGGER spelled BEFORE INSERT ON annex.animal FOR EACH ROW EXECUTE FUNCTION dynamic();
    CREATE TRIGGER argued BEFORE INSERT ON derived FOR EACH ROW
      EXECUTE FUNCTION tsvector_update_trigger('extra', '"Zoo".plain', 'name');
    CREATE TRIGGER instead INSTEAD OF INSERT ON by_key FOR EACH ROW EXECUTE FUNCTION stamp();
    CREATE TRIGGER on_all AFTER INSERT ON visit FOR EACH ROW EXECUTE FUNCTION stamp();
    ALTER TABLE visit_2023 DISABLE TRIGGER on_all;
    CREATE RULE no_delete AS ON DELETE TO base DO INSTEAD NOTHING;
    CREATE RULE copy AS ON INSERT TO tall WHERE new.id > 5
      DO ALSO INSERT INTO annex.animal (number, section) VALUES (new.id, 1);
    ALTER TABLE base DISABLE RULE no_delete;
    COMMENT ON RULE no_delete ON base IS 'keeps';
    CREATE POLICY own ON cage FOR SELECT TO PUBLIC USING (keeper IN (SELECT id FROM keeper WHERE mood = 'sad'));
    CREATE POLICY strict ON cage AS RESTRICTIVE FOR INSERT WITH CHECK (half(price) > 0);
    COMMENT ON POLICY own ON cage IS 'mine';
    ALTER TABLE cage ENABLE ROW LEVEL SECURITY;
    ALTER TABLE base ENABLE ROW LEVEL SECURITY, FORCE ROW LEVEL SECURITY;
    """#

  /// Some rows, put in past the triggers and rules, so that a clone has something to load.
  package static let rows = #"""
    SET search_path = "Zoo";
    SET session_replication_role = replica;
    INSERT INTO keeper ("Full ""Name", mood, born, note)
      SELECT 'keeper ' || n, (enum_range(NULL::mood))[n % 3 + 1], date '1960-01-01' + 300 * n, 'note ' || n
      FROM generate_series(1, 40) AS n;
    INSERT INTO cage (section, number, area, price, keeper)
      SELECT n % 4, n, n * 1.5, 20 + n, 4 + 3 * n FROM generate_series(1, 40) AS n;
    INSERT INTO base SELECT n, 'base ' || n FROM generate_series(1, 20) AS n;
    INSERT INTO annex.animal (section, number) SELECT n % 4, n FROM generate_series(1, 40) AS n;
    INSERT INTO visit (id, day, place, guide)
      SELECT 7 + 3 * (n % 40), date '2023-01-01' + n * 5, (ARRAY['a', 'it''s b', 'c'])[n % 3 + 1],
        7 + 3 * (n % 40)
      FROM generate_series(1, 120) AS n;
    REFRESH MATERIALIZED VIEW moods;
    RESET session_replication_role;
    """#
}
