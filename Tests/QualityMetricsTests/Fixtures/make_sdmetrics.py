"""Writes sdmetrics.json: small data and what SDMetrics says about it.

    pip install sdmetrics==0.32.0
    python make_sdmetrics.py

Units are those of pgsynth's columns: timestamps are microseconds since 2000-01-01.
"""

import itertools
import json
import pathlib
import warnings

import numpy as np
import pandas as pd
from scipy.stats.contingency import association
from sdmetrics.column_pairs import ReferentialIntegrity
from sdmetrics.multi_table import CardinalityShapeSimilarity
from sdmetrics.reports.single_table._properties import ColumnPairTrends
from sdmetrics.single_column import KSComplement, MissingValueSimilarity, TVComplement

warnings.simplefilter("ignore")
EPOCH = pd.Timestamp("2000-01-01")
KINDS = {"amount": "real", "tenths": "real", "quantity": "integer", "placed": "timestamp",
         "colour": "text", "size": "text", "gift": "boolean", "fixed": "integer", "empty": "real"}
SDTYPES = {"real": "numerical", "integer": "numerical", "timestamp": "datetime",
           "text": "categorical", "boolean": "boolean"}


def side(rows, seed, colours, shift, null_rate):
    draw = np.random.default_rng(seed)
    amount = np.round(draw.gamma(2.0, 20.0, rows) + shift, 2)
    quantity = draw.poisson(amount / 10) + 1
    colour = draw.choice(colours, rows, p=np.arange(1, len(colours) + 1) / sum(range(1, len(colours) + 1)))
    size = np.where(amount > 40, "large", np.where(draw.random(rows) < 0.5, "small", "medium"))
    frame = {
        "amount": amount.tolist(),
        # Sums of tenths are not equal to the bit; SDMetrics rounds them until they are.
        "tenths": [sum([0.1] * int(n)) if odd else int(n) / 10 for n, odd in zip(quantity, draw.random(rows) < 0.5)],
        "quantity": [int(q) for q in quantity],
        "placed": [int(v) for v in draw.integers(0, 5 * 365 * 86400, rows) * 1_000_000 + shift * 10**13],
        "colour": [str(c) for c in colour],
        "size": [str(s) for s in size],
        "gift": [int(g) for g in draw.random(rows) < 0.3],
        "fixed": [7] * rows,
        "empty": [None] * rows,
    }
    for name, share in (("amount", null_rate), ("colour", null_rate / 2), ("gift", 0.1), ("placed", null_rate / 3)):
        for row in np.flatnonzero(draw.random(rows) < share):
            frame[name][row] = None
    return frame


def as_frame(data):
    columns = {}
    for name, kind in KINDS.items():
        values = data[name]
        if kind == "timestamp":
            columns[name] = pd.Series([pd.NaT if v is None else EPOCH + pd.Timedelta(v, "us") for v in values],
                                      dtype="datetime64[ns]")
        elif kind in ("real", "integer"):
            columns[name] = pd.Series(values, dtype=float if None in values or kind == "real" else "int64")
        else:
            columns[name] = pd.Series([None if v is None else (bool(v) if kind == "boolean" else v) for v in values],
                                      dtype=object)
    return pd.DataFrame(columns)


def number(value):
    return None if value is None or pd.isna(value) else float(value)


def column_scores(real, clone):
    scores = {}
    for name, kind in KINDS.items():
        metric = KSComplement if SDTYPES[kind] in ("numerical", "datetime") else TVComplement
        try:
            score = metric.compute(real[name], clone[name])
        except Exception:
            score = None
        scores[name] = {"metric": metric.__name__, "score": number(score),
                        "missing": number(MissingValueSimilarity.compute(real[name], clone[name]))}
    return scores


def pair_scores(real, clone):
    metadata = {"columns": {n: {"sdtype": SDTYPES[k]} for n, k in KINDS.items()}}
    trends = ColumnPairTrends()
    trends.num_rows_subsample = None
    details = trends._generate_details(real.copy(), clone.copy(), metadata)
    found = []
    for row in details.to_dict("records"):
        entry = {"first": row["Column 1"], "second": row["Column 2"], "metric": row["Metric"],
                 "score": number(row["Score"]), "real": number(row["Real Correlation"])}
        if entry["metric"] == "CorrelationSimilarity" and entry["score"] is None:
            entry["real"] = None
        if entry["metric"] == "ContingencySimilarity" and {entry["first"], entry["second"]} <= {"colour", "size", "gift"}:
            table = real.groupby([entry["first"], entry["second"]], dropna=False).size().unstack(fill_value=0)
            entry["real"] = number(association(table.values, method="cramer"))
        found.append(entry)
    return found


def relationship(seed):
    draw = np.random.default_rng(seed)
    sides = {}
    for name, parents, mean, orphans, nulls in (("real", 60, 2.0, 0, 5), ("clone", 45, 3.0, 4, 9)):
        children = list(itertools.chain.from_iterable([p] * int(draw.poisson(mean * (p % 3))) for p in range(parents)))
        sides[name] = {"parents": list(range(parents)),
                       "children": children + [1000 + i for i in range(orphans)] + [None] * nulls}
    tables = {n: {"p": pd.DataFrame({"id": s["parents"]}),
                  "c": pd.DataFrame({"p_id": pd.Series(s["children"], dtype=float)})} for n, s in sides.items()}
    metadata = {"tables": {"p": {"primary_key": "id", "columns": {"id": {"sdtype": "id"}}},
                           "c": {"columns": {"p_id": {"sdtype": "id"}}}},
                "relationships": [{"parent_table_name": "p", "parent_primary_key": "id",
                                   "child_table_name": "c", "child_foreign_key": "p_id"}]}
    keys = [(tables[n]["p"]["id"], tables[n]["c"]["p_id"]) for n in ("real", "clone")]
    no_nulls = (keys[0][0], keys[0][1].dropna())
    return {**sides,
            "cardinality": CardinalityShapeSimilarity.compute(tables["real"], tables["clone"], metadata),
            "integrity": ReferentialIntegrity.compute(*keys),
            "integrityWhereRealHasNoNulls": ReferentialIntegrity.compute(no_nulls, keys[1])}


def main():
    cases = []
    for seed, colours, shift, rates in ((1, ["blue", "green", "red"], 0, (0.1, 0.1)),
                                        (2, ["blue", "green", "pink", "red", "violet"], 8, (0.0, 0.3))):
        real = side(300, seed, ["blue", "green", "red"], 0, rates[0])
        clone = side(230, seed + 100, colours, shift, rates[1])
        frames = as_frame(real), as_frame(clone)
        cases.append({"real": real, "clone": clone,
                      "columns": column_scores(*frames), "pairs": pair_scores(*frames)})
    out = {"kinds": KINDS, "tables": cases, "relationships": [relationship(s) for s in (1, 2)]}
    pathlib.Path(__file__).with_name("sdmetrics.json").write_text(json.dumps(out, separators=(",", ":")) + "\n")


main()
