"""Writes efficacy.json: small tables and SDMetrics' LinearRegression and BinaryLogisticRegression efficacy of them.

    pip install sdmetrics==0.32.0
    python make_efficacy.py

Models learn from the clone and are tried on the real rows.
"""

import json
import pathlib
import warnings

import numpy as np
import pandas as pd
from sdmetrics.single_table import BinaryLogisticRegression, LinearRegression

warnings.simplefilter("ignore")
COLOURS = ["blue", "green", "red"]
TABLE = {"columns": {"amount": {"sdtype": "numerical"}, "ratio": {"sdtype": "numerical"},
                     "colour": {"sdtype": "categorical"}, "gift": {"sdtype": "boolean"}}}


def side(rows, seed, slope):
    draw = np.random.default_rng(seed)
    amount = np.round(draw.gamma(2.0, 20.0, rows), 0)
    colour = draw.choice(len(COLOURS), rows, p=[0.5, 0.3, 0.2])
    ratio = np.round(slope * amount / 30 + colour + draw.normal(0, 1, rows), 2)
    gift = draw.random(rows) < 1 / (1 + np.exp(-slope * (ratio - 2)))
    amount = amount.tolist()
    for row in np.flatnonzero(draw.random(rows) < 0.1):
        amount[row] = None
    return {"amount": amount, "ratio": ratio.tolist(), "colour": colour.tolist(), "gift": gift.astype(int).tolist()}


def frame(data):
    return pd.DataFrame({"amount": pd.Series(data["amount"], dtype=float), "ratio": data["ratio"],
                         "colour": [COLOURS[c] for c in data["colour"]], "gift": np.array(data["gift"], dtype=bool)})


cases = []
for slope in (1.0, 0.4, 0.0, -1.0):
    real, clone = side(240, 1, 1.0), side(180, 2, slope)
    cases.append({"real": real, "clone": clone,
                  "linear": float(LinearRegression.compute(frame(real), frame(clone), TABLE, target="ratio")),
                  "logistic": float(BinaryLogisticRegression.compute(frame(real), frame(clone), TABLE, target="gift"))})
    print(cases[-1]["linear"], cases[-1]["logistic"])
pathlib.Path(__file__).with_name("efficacy.json").write_text(json.dumps(cases) + "\n")
