"""Writes score_functions.json: small tables, calls of the SQL functions, and what SDMetrics says about them.

    pip install sdmetrics==0.32.0
    python make_score_functions.py
"""

import json
import math
import pathlib
import warnings

import numpy as np
import pandas as pd
from sdmetrics.column_pairs import ContingencySimilarity, CorrelationSimilarity
from sdmetrics.errors import ConstantInputError
from sdmetrics.single_column import (
    BoundaryAdherence, CategoryAdherence, CategoryCoverage, KeyUniqueness, KSComplement, MissingValueSimilarity,
    RangeCoverage, StatisticSimilarity, TVComplement)

warnings.simplefilter("ignore")
NUMBERS = ["amount", "tenths", "quantity", "placed"]
CATEGORIES = ["colour", "gift", "quantity"]


def side(rows, seed, colours, shift, nulls):
    draw = np.random.default_rng(seed)
    quantity = draw.poisson(4, rows)
    frame = pd.DataFrame({
        "id": draw.integers(0, max(1, 3 * rows), rows),
        "amount": np.round(draw.gamma(2.0, 20.0, rows) + shift, 2),
        # Sums of tenths are not equal to the bit; SDMetrics rounds them until they are.
        "tenths": [sum([0.1] * int(n)) if odd else int(n) / 10 for n, odd in zip(quantity, draw.random(rows) < 0.5)],
        "quantity": quantity.astype(float),
        "placed": pd.Timestamp("2024-01-01") + pd.to_timedelta(draw.integers(0, 10**7, rows) + int(shift), unit="s"),
        "colour": pd.Series(draw.choice(colours, rows), dtype=object),
        "gift": pd.Series(draw.random(rows) < 0.3 + shift / 100, dtype=object),
    })
    for name in nulls:
        frame.loc[draw.random(rows) < 0.15, name] = None
    return frame


def score(metric, *arguments, **options):
    try:
        value = float(metric(*arguments, **options))
    except (ZeroDivisionError, ConstantInputError):
        return None
    return None if math.isnan(value) else value


def calls(real, clone):
    def column(function, metric, names, suffix="", **options):
        for name in names:
            yield (f"{function}('source.sales', '{name}', 'clone.sales', '{name}'{suffix})",
                   score(metric, real[name], clone[name], **options))

    yield from column("ks_complement", KSComplement.compute, NUMBERS)
    yield from column("range_coverage", RangeCoverage.compute, NUMBERS)
    yield from column("boundary_adherence", BoundaryAdherence.compute, NUMBERS)
    for statistic in ["mean", "median", "std"]:
        yield from column("statistic_similarity", StatisticSimilarity.compute, NUMBERS, f", '{statistic}'",
                          statistic=statistic)
    yield from column("tv_complement", TVComplement.compute, CATEGORIES)
    yield from column("category_coverage", CategoryCoverage.compute, CATEGORIES)
    yield from column("category_adherence", CategoryAdherence.compute, CATEGORIES)
    yield from column("missing_value_similarity", MissingValueSimilarity.compute, NUMBERS + CATEGORIES)
    for first, second in [("amount", "quantity"), ("tenths", "placed")]:
        yield (f"correlation_similarity('source.sales', '{first}', '{second}', 'clone.sales', '{first}', '{second}')",
               score(CorrelationSimilarity.compute, real[[first, second]], clone[[first, second]]))
    yield ("contingency_similarity('source.sales', 'colour', 'gift', 'clone.sales', 'colour', 'gift')",
           score(ContingencySimilarity.compute, real[["colour", "gift"]], clone[["colour", "gift"]]))
    for names in [["id"], ["colour", "gift"]]:
        listed = ", ".join(f"'{name}'" for name in names)
        yield (f"key_uniqueness('clone.sales', {listed})", score(KeyUniqueness.compute, real[names], clone[names]))


def records(frame):
    return json.loads(frame.to_json(orient="records", date_format="iso"))


colours = ["red", "green", "blue", "black"]
cases = [
    (side(60, 1, colours, 0, NUMBERS + ["colour", "gift"]), side(80, 2, colours[1:] + ["white"], 5, ["amount", "colour"])),
    (side(40, 3, colours, 3, []), side(30, 4, colours[:2], 0, NUMBERS + ["colour", "gift"])),
    (side(25, 5, colours[:1], 0, []).assign(amount=7.0), side(1, 6, colours, 0, [])),
]
document = [
    {"source": records(real), "clone": records(clone),
     "scores": [{"call": call, "score": value} for call, value in calls(real, clone)]}
    for real, clone in cases
]
target = pathlib.Path(__file__).with_name("score_functions.json")
target.write_text(json.dumps(document, indent=None, separators=(",", ":")) + "\n")
