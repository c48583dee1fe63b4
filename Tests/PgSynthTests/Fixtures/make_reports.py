"""Writes reports/NAME.json: what SDMetrics says of databases and of damaged copies of them. Scores only, no values.

    pip install sdmetrics==0.32.0 psycopg2-binary
    python make_reports.py --server "host=localhost user=postgres" --pgsynth ../../../.build/release/pgsynth FOLDER

FOLDER has a dump NAME.sql.gz for each of the databases below; the sample of `pgsynth demo` needs none. Each is loaded
into a database of its own, which is dropped again, and damaged by corrupted_copy.sql. Which columns are numbers,
categories or identifiers is what `pgsynth inspect --json` says.

Two kinds of foreign keys are left out, as SDMetrics' reports fail on them: those of a table to itself (Intertable Trends
ends with a KeyError), and composite ones that are wholly NULL in some rows (Cardinality counts these rows' absent parent as
one more parent).
"""

import argparse
import ast
import collections
import json
import math
import pathlib
import subprocess
import warnings

import numpy as np
import pandas as pd
import psycopg2
from sdmetrics.column_pairs import CorrelationSimilarity, InterRowMSAS, StatisticMSAS
from sdmetrics.multi_table import CardinalityStatisticSimilarity
from sdmetrics.reports import DiagnosticReport, QualityReport
from sdmetrics.single_column import (
    CategoryCoverage, MissingValueSimilarity, RangeCoverage, SequenceLengthSimilarity, StatisticSimilarity)
from sdmetrics.single_table import NewRowSynthesis

warnings.simplefilter("ignore")
HERE = pathlib.Path(__file__).parent
SAMPLE = HERE.parent.parent.parent / "sql/sample/shop.sql"
DATABASES = {"northwind": "public", "chinook": "public", "sakila": "public", "pagila": "public", "world": "public",
             "adventureworkslt": "SalesLT", "mondial": "public", "nycweather": "public", "shop": "shop"}
CONTINUOUS = {"numerical", "datetime"}
DISCRETE = {"categorical", "boolean"}


def run(command, **options):
    subprocess.run(command, check=True, **options)


def quoted(name):
    return '"' + name.replace('"', '""') + '"'


def is_moment(column):
    """Whether pandas can hold the column's dates or timestamps, which are from 1678 to 2262."""
    return column["value_kind"] in ("date", "timestamp") and not column.get("is_out_of_bounds")


def mark_out_of_bounds(connection, schemas, table):
    for column in table["columns"]:
        if column["value_kind"] not in ("date", "timestamp"):
            continue
        with connection.cursor() as cursor:
            for schema in schemas:
                cursor.execute(f"SELECT bool_or({quoted(column['name'])} NOT BETWEEN '1700-01-01' AND '2250-01-01')"
                               f" FROM {quoted(schema)}.{quoted(table['name'])}")
                column["is_out_of_bounds"] = cursor.fetchone()[0] or column.get("is_out_of_bounds", False)


def selected(column):
    """How a column is read: numbers as doubles, moments as timestamps, everything else as text."""
    name, kind = quoted(column["name"]), column["value_kind"]
    if column["sdtype"] in CONTINUOUS:
        if is_moment(column):
            return f"{name} AT TIME ZONE 'UTC'" if "with time zone" in column["type"] else f"{name}::timestamp"
        if kind in ("date", "timestamp", "time", "interval"):
            return f"(extract(epoch FROM {name}) * 1000000)::float8"
        if column["base_type"] == "money":
            return f"{name}::numeric::float8"
        # By way of the text a single 18.4 stays 18.4 instead of becoming 18.399999618530273.
        return f"{name}::text::float8"
    if column["sdtype"] == "boolean":
        return name
    return f"{name}::text"


def frame(connection, schema, table):
    columns = table["columns"]
    only = "" if table["kind"] == "partitioned" and schema != "altered" else "ONLY "
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(map(selected, columns))} FROM {only}{quoted(schema)}.{quoted(table['name'])}")
        rows = cursor.fetchall()
    series = {}
    for place, column in enumerate(columns):
        values = [row[place] for row in rows]
        if column["sdtype"] in CONTINUOUS:
            series[column["name"]] = pd.Series(values, dtype="datetime64[ns]" if is_moment(column) else float)
        else:
            series[column["name"]] = pd.Series(values, dtype=object)
    return pd.DataFrame(series)


def sdtype(column):
    return "numerical" if column["sdtype"] == "datetime" and not is_moment(column) else column["sdtype"]


def is_scored(key, real, clone):
    if key["origin"] != "declared" or key["child"] == key["parent"]:
        return False
    sides = (side[key["child"]["table"]][key["child_columns"]] for side in (real, clone))
    return len(key["child_columns"]) == 1 or not any(side.isna().all(axis=1).any() for side in sides)


def metadata(inspected, real, clone):
    tables = {}
    for table in inspected["tables"]:
        described = {"columns": {c["name"]: {"sdtype": sdtype(c)} for c in table["columns"]}}
        key = table.get("primary_key")
        if key:
            described["primary_key"] = key["columns"] if len(key["columns"]) > 1 else key["columns"][0]
        alternates = [k["columns"][0] for k in table["unique_keys"]
                      if len(k["columns"]) == 1 and not k["has_expressions"] and not k.get("predicate")]
        described["alternate_keys"] = [k for k in dict.fromkeys(alternates) if not key or [k] != key["columns"]]
        tables[table["name"]] = described
    relationships = []
    for key in inspected["relationships"]:
        if not is_scored(key, real, clone):
            continue
        single = len(key["child_columns"]) == 1
        relationships.append({
            "parent_table_name": key["parent"]["table"], "child_table_name": key["child"]["table"],
            "parent_primary_key": key["parent_columns"][0] if single else key["parent_columns"],
            "child_foreign_key": key["child_columns"][0] if single else key["child_columns"]})
    return {"METADATA_SPEC_VERSION": "V1", "tables": tables, "relationships": relationships}


def listed(value):
    return "+".join(value) if isinstance(value, list) else str(value)


def add(scores, name, value):
    """Two foreign keys over the same columns have two lines of one name."""
    if value is None or math.isnan(value):
        return
    scores.setdefault(name, []).append(round(float(value), 10))


def report(cls, real, clone, described):
    made = cls()
    made.generate(real, clone, described, verbose=False)
    details = {}
    for name in made.get_properties()["Property"]:
        for row in made.get_details(name).to_dict("records"):
            table = row.get("Child Table") or row["Table"]
            if "Column 1" in row:
                columns = [row["Column 1"], row["Column 2"]]
            else:
                columns = [row["Column"]] if "Column" in row else []
            key = row.get("Foreign Key")
            columns = [listed(c) for c in columns]
            # Intertable Trends gives composite keys as the text of a list.
            key = listed(ast.literal_eval(key) if isinstance(key, str) and key.startswith("[") else key) if key is not None else ""
            add(details, "|".join([name, row["Metric"], table, ",".join(columns), key, row.get("Parent Table") or ""]),
                row["Score"])
    properties = {row["Property"]: None if pd.isna(row["Score"]) else round(row["Score"], 10)
                  for row in made.get_properties().to_dict("records")
                  # This one is about constraints that somebody wrote down for SDMetrics.
                  if row["Property"] != "Constraint Validity"}
    return {"score": round(made.get_score(), 10), "properties": properties,
            "details": {name: sorted(values) for name, values in sorted(details.items())}}


def metric(compute, *arguments, **options):
    try:
        return float(compute(*arguments, **options))
    except Exception as error:
        if type(error).__name__ in ("ConstantInputError", "ZeroDivisionError", "IncomputableMetricError", "ValueError"):
            return None
        raise


def other_metrics(real, clone, described, inspected):
    """The metrics that neither report has."""
    scores = {}
    numerical = {t["name"]: [c["name"] for c in t["columns"] if c["sdtype"] == "numerical"] for t in inspected["tables"]}
    for table, about in described["tables"].items():
        kinds = {name: column["sdtype"] for name, column in about["columns"].items()}
        numbers = [name for name, kind in kinds.items() if kind in CONTINUOUS]
        for name, kind in kinds.items():
            sides = real[table][name], clone[table][name]
            if len(sides[0]) and len(sides[1]):
                add(scores, f"MissingValueSimilarity|{table}|{name}", metric(MissingValueSimilarity.compute, *sides))
            if kind in CONTINUOUS:
                add(scores, f"RangeCoverage|{table}|{name}", metric(RangeCoverage.compute, *sides))
                for statistic in ("mean", "median", "std"):
                    add(scores, f"StatisticSimilarity {statistic}|{table}|{name}",
                        metric(StatisticSimilarity.compute, *sides, statistic=statistic))
            elif kind in DISCRETE:
                add(scores, f"CategoryCoverage|{table}|{name}", metric(CategoryCoverage.compute, *sides))
        # Unoptimised tests sort long columns slowly.
        for place, second in enumerate(numbers if len(real[table]) <= 5000 else []):
            for first in numbers[:place]:
                pair = [first, second]
                complete = [side[table][pair].dropna() for side in (real, clone)]
                if all(len(side) > 1 and (side.nunique() > 1).all() for side in complete):
                    add(scores, f"Spearman|{table}|{first}|{second}",
                        metric(CorrelationSimilarity.compute, *complete, coefficient="Spearman"))
        modelled = [name for name, kind in kinds.items() if kind in CONTINUOUS | DISCRETE]
        # SDMetrics needs minutes for more.
        if modelled and 0 < len(clone[table]) <= 2000 and len(real[table]):
            columns = {"columns": {name: {"sdtype": kinds[name]} for name in modelled}}
            add(scores, f"NewRowSynthesis|{table}",
                metric(NewRowSynthesis.compute, real[table][modelled], clone[table][modelled], columns))
    for key in described["relationships"]:
        child, columns = key["child_table_name"], key["child_foreign_key"]
        if isinstance(columns, list):
            continue
        name = f"{child}|{columns}|{key['parent_table_name']}"
        for statistic in ("mean", "median", "std"):
            only = described | {"relationships": [key]}
            add(scores, f"CardinalityStatisticSimilarity {statistic}|{name}",
                metric(CardinalityStatisticSimilarity.compute, real, clone, only, statistic=statistic))
        keys = real[child][columns], clone[child][columns]
        if keys[0].notna().any() and keys[1].notna().any():
            add(scores, f"SequenceLengthSimilarity|{name}", metric(SequenceLengthSimilarity.compute, *keys))
            for number in numerical[child][:2]:
                sides = [(side[child][columns], side[child][number]) for side in (real, clone)]
                add(scores, f"StatisticMSAS|{name}|{number}", metric(StatisticMSAS.compute, *sides, statistic="mean"))
                add(scores, f"InterRowMSAS|{name}|{number}", metric(InterRowMSAS.compute, *sides))
    return {name: sorted(values) for name, values in sorted(scores.items())}


def make(name, schema, options):
    database = f"pgsynth_reports_{name}"
    where = f"{options.server} dbname={database}"
    # The tests' locale, as lower() in the sample depends on it.
    run(["psql", "-Xqd", f"{options.server} dbname=postgres", "-c",
         f"CREATE DATABASE {database} TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C'"])
    try:
        psql = ["psql", "-Xqd", where, "-v", "ON_ERROR_STOP=1", "-o", "/dev/null"]
        if name == "shop":
            run(psql + ["-f", str(SAMPLE)])
        else:
            with subprocess.Popen(["gzip", "-dc", options.folder / f"{name}.sql.gz"], stdout=subprocess.PIPE) as dump:
                run(psql, stdin=dump.stdout)
        run(psql + ["-c", "ANALYZE", "-c", f"SET corruption.source = '{schema}'", "-f", str(HERE / "corrupted_copy.sql")])
        inspected = json.loads(subprocess.run(
            [options.pgsynth, "inspect", "--source", where, "--source-schema", schema, "--json"],
            check=True, capture_output=True).stdout)
        with psycopg2.connect(where) as connection:
            connection.cursor().execute("SET extra_float_digits = 1; SET TimeZone = 'UTC'; SET DateStyle = 'ISO'")
            for table in inspected["tables"]:
                mark_out_of_bounds(connection, (schema, "altered"), table)
            real, clone = ({table["name"]: frame(connection, side, table) for table in inspected["tables"]}
                           for side in (schema, "altered"))
        connection.close()
        described = metadata(inspected, real, clone)
    finally:
        run(["psql", "-Xqd", f"{options.server} dbname=postgres", "-c", f"DROP DATABASE {database} WITH (FORCE)"])
    document = {
        "schema": schema,
        "relationships": sorted(f"{k['child']['table']}.{k['name']}" for k in inspected["relationships"]
                                if is_scored(k, real, clone)),
        "sdtypes": {t["name"]: {c["name"]: c["sdtype"] for c in t["columns"]} for t in inspected["tables"]},
        "quality": report(QualityReport, real, clone, described),
        "diagnostic": report(DiagnosticReport, real, clone, described),
        "metrics": other_metrics(real, clone, described, inspected)}
    (HERE / "reports").mkdir(exist_ok=True)
    text = json.dumps(document, separators=(",", ":"), sort_keys=True)
    (HERE / "reports" / f"{name}.json").write_text(text + "\n")
    counts = collections.Counter(n.split("|")[0] for n in document["quality"]["details"])
    print(name, document["quality"]["score"], document["diagnostic"]["score"], dict(counts), len(document["metrics"]), len(text))


parser = argparse.ArgumentParser()
parser.add_argument("--server", required=True)
parser.add_argument("--pgsynth", required=True)
parser.add_argument("--only")
parser.add_argument("folder", type=pathlib.Path)
arguments = parser.parse_args()
for name, schema in DATABASES.items():
    if arguments.only in (None, name):
        make(name, schema, arguments)
