"""Writes metric_family.json: small tables and what SDMetrics says about them, for metrics that no report stores.

    pip install sdmetrics==0.32.0
    python make_metric_family.py

Timestamps are microseconds since 2000-01-01, as in pgsynth's columns.
"""

import json
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
from sdmetrics.column_pairs import CardinalityBoundaryAdherence, CorrelationSimilarity, InterRowMSAS, StatisticMSAS
from sdmetrics.multi_table import CardinalityStatisticSimilarity
from sdmetrics.single_column import (
    BoundaryAdherence, CategoryAdherence, CategoryCoverage, KeyUniqueness, RangeCoverage, SequenceLengthSimilarity,
    StatisticSimilarity)
from sdmetrics.single_table import (
    DCRBaselineProtection, DCROverfittingProtection, DisclosureProtection, NewRowSynthesis, TableStructure)

warnings.simplefilter("ignore")
EPOCH = pd.Timestamp("2000-01-01")
SDTYPES = {"amount": "numerical", "ratio": "numerical", "placed": "datetime", "colour": "categorical",
           "gift": "boolean", "series": "id"}
NUMBERS = ["amount", "ratio", "placed"]
CATEGORIES = ["colour", "gift"]
TABLE = {"columns": {name: {"sdtype": sdtype} for name, sdtype in SDTYPES.items()}}


def side(rows, seed, colours, shift, nulls):
    draw = np.random.default_rng(seed)
    amount = np.round(draw.gamma(2.0, 20.0, rows) + shift, 0)
    data = {
        "amount": amount.tolist(),
        "ratio": np.round(amount / 50 + draw.normal(0, 0.5, rows), 2).tolist(),
        "placed": [int(day + shift) * 86_400_000_000 for day in draw.integers(0, 900, rows)],
        "colour": [str(c) for c in draw.choice(colours, rows)],
        "gift": [int(g) for g in draw.random(rows) < 0.3],
        "series": [int(s) for s in np.sort(draw.integers(0, max(1, rows // 6), rows))],
    }
    for name in nulls:
        for row in np.flatnonzero(draw.random(rows) < 0.12):
            data[name][row] = None
    return data


def frame(data):
    columns = {}
    for name, values in data.items():
        if name == "placed":
            values = [pd.NaT if v is None else EPOCH + pd.Timedelta(v, "us") for v in values]
            columns[name] = pd.Series(values, dtype="datetime64[ns]")
        elif name in ("amount", "ratio", "series"):
            columns[name] = pd.Series(values, dtype=float)
        else:
            columns[name] = pd.Series(
                [None if v is None else (bool(v) if name == "gift" else v) for v in values], dtype=object)
    return pd.DataFrame(columns)


def score(metric, *arguments, **options):
    try:
        value = float(metric.compute(*arguments, **options))
    except Exception as error:
        if type(error).__name__ not in ("ConstantInputError", "ZeroDivisionError", "IncomputableMetricError"):
            raise
        return None
    return None if math.isnan(value) else value


def scores(real, clone, held_out):
    found = {}
    for name in NUMBERS:
        found[f"RangeCoverage {name}"] = score(RangeCoverage, real[name], clone[name])
        found[f"BoundaryAdherence {name}"] = score(BoundaryAdherence, real[name], clone[name])
        for statistic in ("mean", "median", "std"):
            found[f"StatisticSimilarity {statistic} {name}"] = score(
                StatisticSimilarity, real[name], clone[name], statistic=statistic)
    for name in CATEGORIES:
        found[f"CategoryCoverage {name}"] = score(CategoryCoverage, real[name], clone[name])
        found[f"CategoryAdherence {name}"] = score(CategoryAdherence, real[name], clone[name])
    found["KeyUniqueness series"] = score(KeyUniqueness, real["series"], clone["series"])
    pair = ["colour", "gift"]
    found["KeyUniqueness colour gift"] = score(KeyUniqueness, real[pair], clone[pair])
    pair = ["amount", "ratio"]
    found["Spearman"] = score(CorrelationSimilarity, real[pair], clone[pair], coefficient="Spearman")
    found["SequenceLengthSimilarity"] = score(SequenceLengthSimilarity, real["series"], clone["series"])
    sides = [(data["series"], data["ratio"]) for data in (real, clone)]
    for statistic in ("mean", "median", "std", "min", "max"):
        found[f"StatisticMSAS {statistic}"] = score(StatisticMSAS, *sides, statistic=statistic)
    for distance in (1, 2, 30):
        found[f"InterRowMSAS {distance}"] = score(InterRowMSAS, *sides, n_rows_diff=distance)
    sides = [(data["series"], data["amount"] + 1) for data in (real, clone)]
    found["InterRowMSAS logarithms"] = score(InterRowMSAS, *sides, apply_log=True)
    found["NewRowSynthesis"] = score(NewRowSynthesis, real, clone, TABLE)
    for known, sensitive in ((["colour"], ["gift"]), (["colour", "amount"], ["gift"]), (["gift"], ["amount", "colour"])):
        for method in ("cap", "zero_cap", "generalized_cap"):
            found[f"DisclosureProtection {method} {'+'.join(known)} {'+'.join(sensitive)}"] = score(
                DisclosureProtection, real, clone, known, sensitive, computation_method=method,
                continuous_column_names=["amount"])
    metadata = {"tables": {"sales": TABLE}}
    found["DCROverfittingProtection"] = score(
        DCROverfittingProtection, real, clone, held_out, metadata, "sales")
    baseline = [DCRBaselineProtection.compute_breakdown(real, clone, metadata, "sales")["median_DCR_to_real_data"]
                for _ in range(40)]
    found["DCRBaselineProtection clone"] = float(baseline[0]["synthetic_data"])
    random = [float(b["random_data_baseline"]) for b in baseline]
    found["DCRBaselineProtection random"] = float(np.mean(random))
    found["DCRBaselineProtection deviation"] = float(np.std(random, ddof=1))
    return found


def degrees(seed):
    draw = np.random.default_rng(seed)
    sides = {}
    for name, parents, mean in (("real", 50, 2.0), ("clone", 40, 2.5)):
        children = [p for p in range(parents) for _ in range(int(draw.poisson(mean * (p % 4) + 1)))]
        if name == "real":
            children = [c for c in children if c % 5] + list(range(0, parents, 5))
        sides[name] = {"parents": list(range(parents)), "children": children}
    tables = {n: {"p": pd.DataFrame({"id": s["parents"]}), "c": pd.DataFrame({"p_id": s["children"]})}
              for n, s in sides.items()}
    metadata = {"tables": {"p": {"primary_key": "id", "columns": {"id": {"sdtype": "id"}}},
                           "c": {"columns": {"p_id": {"sdtype": "id"}}}},
                "relationships": [{"parent_table_name": "p", "parent_primary_key": "id",
                                   "child_table_name": "c", "child_foreign_key": "p_id"}]}
    found = {statistic: score(CardinalityStatisticSimilarity, tables["real"], tables["clone"], metadata,
                              statistic=statistic) for statistic in ("mean", "median", "std")}
    keys = [(tables[n]["p"]["id"], tables[n]["c"]["p_id"]) for n in ("real", "clone")]
    found["boundary"] = score(CardinalityBoundaryAdherence, *keys)
    return {"children": {n: [s["children"].count(p) for p in s["parents"]] for n, s in sides.items()}, "scores": found}


def structure():
    real = {"a": "int64", "b": "object", "c": "float64"}
    clone = {"a": "int64", "b": "object", "c": "int64", "d": "int64"}
    frames = [pd.DataFrame({n: pd.Series([], dtype=t) for n, t in s.items()}) for s in (real, clone)]
    return {"real": real, "clone": clone, "score": score(TableStructure, *frames)}


everywhere = list(SDTYPES)
colours = ["red", "green", "blue", "black"]
cases = [
    (side(90, 1, colours, 0, everywhere), side(70, 2, colours[1:] + ["white"], 3, everywhere)),
    (side(60, 3, colours, 2, []), side(80, 4, colours[:2], 0, everywhere)),
    (side(40, 5, colours[:1], 0, []) | {"amount": [7.0] * 40}, side(1, 6, colours, 0, [])),
]
document = {"tables": [], "degrees": [degrees(1), degrees(2)], "structure": structure()}
for position, (real, clone) in enumerate(cases):
    # Copies, of which some are near enough and some are not.
    for row in range(min(12, len(clone["amount"]) - 1)):
        for name in SDTYPES:
            clone[name][row] = real[name][row]
        if real["ratio"][row] is not None:
            clone["ratio"][row] = round(real["ratio"][row] * (1 + row / 700), 4)
    held_out = side(50, 10 + position, colours, 1, ["ratio", "colour"])
    document["tables"].append({"real": real, "clone": clone, "heldOut": held_out,
                               "scores": scores(frame(real), frame(clone), frame(held_out))})
target = pathlib.Path(__file__).with_name("metric_family.json")
target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
