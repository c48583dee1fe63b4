"""Writes privacy.json: small data and what the privacy figures of it are.

    pip install numpy scipy scikit-learn
    python make_privacy.py

Distances are Gower's with mid-ranks for numbers, in parts of a 16,384th as PrivacyScorer counts them.
"""

import json
import pathlib

import numpy as np
from scipy.stats import norm
from sklearn.metrics import roc_auc_score

UNIT = 16_384
Z = norm.ppf(0.975)
draw = np.random.default_rng(11)


def side(rows):
    age = draw.integers(18, 80, rows).astype(float)
    income = np.round(draw.gamma(2, 1_000, rows) + 40 * age, 0)
    income[draw.random(rows) < 0.1] = np.nan
    city = draw.choice(4, rows, p=[0.4, 0.3, 0.2, 0.1])
    return age, income, city


def ranks(values, real):
    """Parts of UNIT below each value and half of those equal, truncated; missing values lie at 2^15 - 1."""
    present = np.sort(real[~np.isnan(real)])
    places = np.searchsorted(present, values, "left") + np.searchsorted(present, values, "right")
    return np.where(np.isnan(values), 2**15 - 1, np.trunc(places / (2 * len(present)) * UNIT)).astype(int)


def distances(left, right):
    return (np.abs(left[:, None, :2] - right[None, :, :2]).sum(2)
            + UNIT * (left[:, None, 2] != right[None, :, 2]))


def share(attracted, out):
    """Log ratio of the means of two groups of units as a share, with the variance of a random choice of the groups."""
    fitted, held = attracted[~out], attracted[out]
    logistic = lambda x: 1 / (1 + np.exp(-x))
    middle = np.log((fitted.sum() + 0.5) / len(fitted)) - np.log((held.sum() + 0.5) / len(held))
    spread = max(attracted.mean(), attracted.var(ddof=1))
    half = Z * np.sqrt(spread * (1 / len(fitted) + 1 / len(held))) / attracted.mean()
    return [logistic(middle), logistic(middle - half), logistic(middle + half)]


def auc(fitted, fitted_units, held, held_units):
    """ROC AUC with Obuchowski's variance for clustered rows; nearer counts as fitted."""
    score = roc_auc_score(np.r_[np.ones(len(fitted)), np.zeros(len(held))], -np.r_[fitted, held])
    wins = (fitted[:, None] < held[None]) + 0.5 * (fitted[:, None] == held[None])
    def variance(placements, units):
        sums = np.array([(placements[units == u] - placements.mean()).sum() for u in np.unique(units)])
        return len(sums) / (len(sums) - 1) * (sums**2).sum() / len(placements) ** 2
    error = np.sqrt(variance(wins.mean(1), fitted_units) + variance(wins.mean(0), held_units))
    return [score, max(0, score - Z * error), min(1, score + Z * error)]


def exact(real, out, units, clone):
    """Matches with fitted rows: of the clone, of rows held out, and the excess by the comparison that finds less."""
    present, z = np.unique(units), norm.ppf(0.999)
    fitted = set(real[~out])
    known = np.array([v in fitted for v in real[out]], float)
    share, held_share = np.mean([v in fitted for v in clone]), known.mean()
    pooled = max(held_share, 1 / len(clone))
    groups = [known[units[out] == u] for u in np.unique(units[out])]
    rests = np.array([g.sum() - held_share * len(g) for g in groups])
    clustered = len(groups) / (len(groups) - 1) * (rests**2).sum() / len(known)
    by_chance = share - held_share, np.sqrt(
        max(pooled * (1 - pooled), clustered) * (1 / len(known) + 1 / len(clone)))
    by_row = np.array([(clone == v).sum() / (real == v).sum() for v in real])
    by_unit = np.array([by_row[units == u].sum() for u in present])
    held = np.isin(present, units[out])
    part, n = held.mean(), len(present)
    spread = max(by_unit.mean(), by_unit.var(ddof=1))
    by_side = ((part * by_unit.sum() - by_unit[held].sum()) / part / len(clone),
               np.sqrt(n * part * (1 - part) * spread) / part / len(clone))
    value, error = min(by_chance, by_side, key=lambda e: e[0] - z * e[1])
    return [share, held_share, value, value - z * error, value + z * error]


def case(copies):
    rows, clone_rows = 240, 200
    units = np.sort(draw.integers(0, 90, rows))
    out = np.isin(units, draw.choice(90, 27, replace=False))
    real, clone = side(rows), list(side(clone_rows))
    source = np.flatnonzero(~out)
    for column in range(3):
        clone[column][:copies] = real[column][source[:copies]]
    points = lambda t: np.stack([ranks(t[0], real[0]), ranks(t[1], real[1]), t[2]], 1)
    at, made = points(real), points(clone)
    far = distances(made, at)
    nearest = far == far.min(1, keepdims=True)
    by_row = (nearest / nearest.sum(1, keepdims=True)).sum(0)
    present = np.unique(units)
    attracted = np.array([by_row[units == u].sum() for u in present])
    member = distances(at, made).min(1)
    text = lambda t: np.array([f"{a} {b} {c}" for a, b, c in zip(*t)])
    missing = lambda values: [None if np.isnan(v) else float(v) for v in values]
    return {
        "real": {"age": missing(real[0]), "income": missing(real[1]), "city": real[2].tolist()},
        "clone": {"age": missing(clone[0]), "income": missing(clone[1]), "city": clone[2].tolist()},
        "units": units.tolist(), "heldOut": out.tolist(),
        "closestRecord": share(attracted, np.isin(present, units[out])),
        "membership": auc(member[~out], units[~out], member[out], units[out]),
        "exact": exact(text(real), out, units, text(clone)),
    }


pathlib.Path(__file__).with_name("privacy.json").write_text(json.dumps([case(0), case(60), case(150)]) + "\n")
