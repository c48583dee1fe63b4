"""Tables of a PostgreSQL database as pandas frames, with the keys that lead from one to another."""

import io
from dataclasses import dataclass

import pandas
import psycopg2
from psycopg2 import sql

# The years that a 64-bit number of nanoseconds reaches, which is how pandas and SDV keep a time.
EARLIEST, LATEST = "1678-01-01", "2261-12-31"

# One more than the largest value of a type of whole numbers.
BOUNDS = {"smallint": 2**15, "integer": 2**31, "bigint": 2**63}


@dataclass(frozen=True)
class Column:
    """kind is number, time, boolean or text; type is PostgreSQL's, without domain and length."""

    name: str
    type: str
    kind: str


@dataclass(frozen=True)
class Table:
    schema: str
    name: str
    columns: tuple
    primary_key: tuple

    @property
    def title(self):
        return self.name if self.schema == "public" else f"{self.schema}.{self.name}"

    @property
    def identifier(self):
        return sql.Identifier(self.schema, self.name)


@dataclass(frozen=True)
class ForeignKey:
    """Titles of two tables, and the columns of each, in the same order."""

    child: str
    child_columns: tuple
    parent: str
    parent_columns: tuple


TABLES = """
    SELECT c.oid, n.nspname, c.relname,
           (SELECT pg_catalog.array_agg(a.attname::text ORDER BY key.place)
              FROM pg_catalog.pg_constraint AS k
             CROSS JOIN LATERAL pg_catalog.unnest(k.conkey) WITH ORDINALITY AS key (number, place)
              JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = key.number
             WHERE k.conrelid = c.oid AND k.contype = 'p')
      FROM pg_catalog.pg_class AS c
      JOIN pg_catalog.pg_namespace AS n ON n.oid = c.relnamespace
     WHERE c.relkind IN ('r', 'p') AND NOT c.relispartition
       AND n.nspname NOT LIKE 'pg\\_%%' AND n.nspname NOT IN ('information_schema', 'pgsynth')
       AND (%(names)s = '{}' OR c.relname = ANY (%(names)s) OR n.nspname || '.' || c.relname = ANY (%(names)s))
     ORDER BY n.nspname, c.relname
"""

COLUMNS = """
    SELECT a.attname,
           pg_catalog.format_type(t.oid, NULL),
           CASE WHEN t.typcategory = 'N' AND t.typname <> 'money' THEN 'number'
                WHEN t.typname IN ('date', 'timestamp', 'timestamptz') THEN 'time'
                WHEN t.typcategory = 'B' THEN 'boolean'
                ELSE 'text' END
      FROM pg_catalog.pg_attribute AS a
      JOIN pg_catalog.pg_type AS d ON d.oid = a.atttypid
      JOIN pg_catalog.pg_type AS t ON t.oid = CASE WHEN d.typtype = 'd' THEN d.typbasetype ELSE d.oid END
     WHERE a.attrelid = %(table)s AND a.attnum > 0 AND NOT a.attisdropped
     ORDER BY a.attnum
"""

FOREIGN_KEYS = """
    SELECT k.conrelid, k.confrelid,
           (SELECT pg_catalog.array_agg(a.attname::text ORDER BY key.place)
              FROM pg_catalog.unnest(k.conkey) WITH ORDINALITY AS key (number, place)
              JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.conrelid AND a.attnum = key.number),
           (SELECT pg_catalog.array_agg(a.attname::text ORDER BY key.place)
              FROM pg_catalog.unnest(k.confkey) WITH ORDINALITY AS key (number, place)
              JOIN pg_catalog.pg_attribute AS a ON a.attrelid = k.confrelid AND a.attnum = key.number)
      FROM pg_catalog.pg_constraint AS k
     WHERE k.contype = 'f' AND k.conparentid = 0
     ORDER BY k.conrelid, k.conname
"""


class Database:
    """The tables named, or all, of a database, and the foreign keys among them."""

    def __init__(self, connection_string, names=()):
        self.connection = psycopg2.connect(connection_string)
        with self.connection.cursor() as cursor:
            cursor.execute(TABLES, {"names": list(names)})
            found = {}
            for oid, schema, name, key in cursor.fetchall():
                cursor.execute(COLUMNS, {"table": oid})
                columns = tuple(Column(*column) for column in cursor.fetchall())
                found[oid] = Table(schema, name, columns, tuple(key or ()))
            if len(found) < len(names):
                raise SystemExit(f"The database has {len(found)} of the {len(names)} tables named.")
            cursor.execute(FOREIGN_KEYS)
            self.foreign_keys = [
                ForeignKey(found[child].title, tuple(columns), found[parent].title, tuple(referenced))
                for child, parent, columns, referenced in cursor.fetchall()
                if child in found and parent in found
            ]
        self.tables = {table.title: table for table in found.values()}

    def frames(self):
        """The rows of all tables, by title."""
        return {title: self.read(table) for title, table in self.tables.items()}

    def read(self, table):
        """The rows of a table: numbers as such, times within what pandas can say, everything else as text."""
        selected = []
        for column in table.columns:
            value = sql.Identifier(column.name)
            if column.type == "numeric":
                value = sql.SQL("{}::float8").format(value)
            elif column.kind == "time":
                bounds = sql.Literal(EARLIEST), sql.Literal(LATEST)
                value = sql.SQL("greatest(least({0}, {2}), {1})::timestamp").format(value, *bounds)
                value = sql.SQL("CASE WHEN {} IS NOT NULL THEN {} END").format(sql.Identifier(column.name), value)
            elif column.kind == "text":
                value = sql.SQL("{}::text").format(value)
            selected.append(value)
        with self.connection.cursor() as cursor:
            query = sql.SQL("SELECT {} FROM {}").format(sql.SQL(", ").join(selected), table.identifier)
            cursor.execute(query)
            frame = pandas.DataFrame(cursor.fetchall(), columns=[column.name for column in table.columns])
        for column in table.columns:
            if column.kind == "time":
                frame[column.name] = pandas.to_datetime(frame[column.name])
            elif column.kind == "number":
                frame[column.name] = pandas.to_numeric(frame[column.name])
        return frame

    def write(self, table, frame):
        """Makes a table of the same columns, without constraints, and fills it.

        Whole numbers become bigint and what read returns as text becomes text, whatever their type in the source.
        Returns how many whole numbers would not fit into that type.
        """
        frame = frame[[column.name for column in table.columns]].copy()
        types = {column.name: "text" if column.kind == "text" else column.type for column in table.columns}
        too_large = 0
        for name, type in types.items():
            if type in BOUNDS:
                # Whole numbers with nulls are floating in pandas.
                frame[name] = pandas.to_numeric(frame[name]).round().astype("Int64")
                fitting = frame[name].between(-BOUNDS[type], BOUNDS[type] - 1) | frame[name].isna()
                too_large += int((~fitting).sum())
                types[name] = "bigint"
        columns = [sql.SQL("{} {}").format(sql.Identifier(name), sql.SQL(type)) for name, type in types.items()]
        with self.connection, self.connection.cursor() as cursor:
            cursor.execute(sql.SQL("CREATE SCHEMA IF NOT EXISTS {}").format(sql.Identifier(table.schema)))
            create = sql.SQL("CREATE TABLE {} ({})").format(table.identifier, sql.SQL(", ").join(columns))
            cursor.execute(create)
            copy = sql.SQL("COPY {} FROM STDIN (FORMAT csv)").format(table.identifier)
            cursor.copy_expert(copy.as_string(cursor), io.StringIO(frame.to_csv(index=False, header=False)))
        return too_large
