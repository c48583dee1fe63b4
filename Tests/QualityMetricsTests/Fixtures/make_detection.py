"""Writes detection.json: small tables and SDMetrics' LogisticDetection of them, over 40 divisions into folds.

    pip install sdmetrics==0.32.0
    python make_detection.py
"""

import json
import pathlib
import warnings

import numpy as np
import pandas as pd
from sdmetrics.single_table import LogisticDetection

warnings.simplefilter("ignore")
COLOURS = ["blue", "green", "red"]
TABLE = {"columns": {"amount": {"sdtype": "numerical"}, "ratio": {"sdtype": "numerical"},
                     "colour": {"sdtype": "categorical"}}}


def side(rows, seed, shift, shares):
    draw = np.random.default_rng(seed)
    amount = np.round(draw.gamma(2.0, 20.0, rows) + shift, 0).tolist()
    for row in np.flatnonzero(draw.random(rows) < 0.1):
        amount[row] = None
    return {"amount": amount, "ratio": np.round(draw.normal(0, 1 + shift / 20, rows), 2).tolist(),
            "colour": draw.choice(len(COLOURS), rows, p=shares).tolist()}


def frame(data):
    return pd.DataFrame({"amount": pd.Series(data["amount"], dtype=float), "ratio": data["ratio"],
                         "colour": [COLOURS[c] for c in data["colour"]]})


cases = []
for shift, shares in ((0, [0.5, 0.3, 0.2]), (8, [0.5, 0.3, 0.2]), (0, [0.2, 0.3, 0.5]), (60, [0.1, 0.1, 0.8])):
    real, clone = side(240, 1, 0, [0.5, 0.3, 0.2]), side(180, 2, shift, shares)
    scores = []
    for seed in range(40):
        np.random.seed(seed)
        scores.append(LogisticDetection.compute(frame(real), frame(clone), TABLE))
    cases.append({"real": real, "clone": clone, "mean": float(np.mean(scores)), "deviation": float(np.std(scores, ddof=1))})
    print(cases[-1]["mean"], cases[-1]["deviation"])
pathlib.Path(__file__).with_name("detection.json").write_text(json.dumps(cases) + "\n")
