"""Writes significance.json: small samples and what SciPy's classic tests say about them.

    pip install scipy
    python make_significance.py
"""

import json
import pathlib
import warnings

import numpy as np
from scipy import stats

warnings.simplefilter("ignore")


def kolmogorov_smirnov(left, right):
    statistic = stats.ks_2samp(left, right, method="asymp").statistic
    if len(left) * len(right) <= 10_000:
        return statistic, stats.ks_2samp(left, right, method="exact").pvalue
    size = np.sqrt(len(left) * len(right) / (len(left) + len(right)))
    return statistic, stats.kstwobign.sf(size * statistic)


def samples(seed, sizes, shift, decimals):
    draw = np.random.default_rng(seed)
    return [np.round(draw.normal(place * shift, 1, size), decimals).tolist() for place, size in enumerate(sizes)]


cases = [samples(1, (20, 30), 0.3, 6), samples(2, (60, 90), 0.4, 1), samples(3, (200, 150), 0.1, 1),
         samples(4, (300, 400), 0.25, 6), samples(5, (5, 3), 2.5, 6), samples(6, (40, 50, 60), 0.2, 1),
         samples(7, (30, 30), 1.5, 6), samples(8, (50, 40), 0, 0)]
tables = [[[10, 20, 30], [12, 15, 40]], [[500, 300, 200, 5], [480, 350, 170, 0]], [[1, 0], [0, 1]],
          [[40, 60, 80, 90, 20, 10], [41, 62, 77, 95, 18, 11]], [[1000, 10], [800, 90]]]
document = {"samples": [], "tables": []}
for case in cases:
    statistic, p_value = kolmogorov_smirnov(*case[:2])
    anderson = stats.anderson_ksamp(case)
    document["samples"].append({"values": case, "ks": statistic, "ksPValue": float(p_value),
                                "anderson": float(anderson.statistic), "andersonPValue": float(anderson.pvalue)})
for table in tables:
    found = stats.chi2_contingency(table, correction=False)
    document["tables"].append({"counts": table, "statistic": float(found.statistic), "degrees": int(found.dof),
                               "pValue": float(found.pvalue)})
target = pathlib.Path(__file__).with_name("significance.json")
target.write_text(json.dumps(document, separators=(",", ":")) + "\n")
