"""Writes distributions.json: functions of scipy's distributions at some points, and the likelihoods of its fits.

    pip install scipy==1.17.1
    python make_distributions.py

Fits have the support that is given with the sample, a thousandth of its range beyond its ends; the kernels' bandwidth is
Scott's.
"""

import json
import pathlib

import numpy as np
from scipy import optimize, stats

SHARES = [1e-9, 1e-4, 0.02, 0.25, 0.5, 0.8, 0.97, 0.9999, 1 - 1e-9]
draw = np.random.default_rng(3)


def sample(distribution):
    return np.sort(np.round(distribution.rvs(300, random_state=draw), 4))


def support(values):
    margin = 1e-3 * (values[-1] - values[0])
    return values[0] - margin, values[-1] + margin


def minimum(loss, start):
    """The smallest loss that Nelder and Mead's method finds from the start, and again from where it ended."""
    for _ in range(3):
        start = optimize.minimize(
            loss, start, method="Nelder-Mead", options={"xatol": 1e-11, "fatol": 1e-13, "maxiter": 20000}
        ).x
    return loss(start)


def truncated(mean, deviation, low, high):
    return stats.truncnorm((low - mean) / deviation, (high - mean) / deviation, loc=mean, scale=deviation)


def fitted(family, values):
    """The logarithm of the largest likelihood."""
    low, high = support(values)
    if family == "normal":
        return stats.norm(*stats.norm.fit(values)).logpdf(values).sum()
    if family == "uniform":
        return stats.uniform(low, high - low).logpdf(values).sum()
    if family == "gaussian-kde":
        return stats.gaussian_kde(values).logpdf(values).sum()
    if family == "truncated-normal":
        return -minimum(
            lambda p: -truncated(p[0], np.exp(p[1]), low, high).logpdf(values).sum(),
            [values.mean(), np.log(values.std())],
        )
    start = {"beta": [0, 0], "gamma": [0, 0], "student-t": [1, 0, 0], "log-laplace": [0, 0]}[family]
    if family == "log-laplace":
        start[1] = np.log(np.median(values) - low)

    def loss(p):
        if family == "beta":
            made = stats.beta(np.exp(p[0]), np.exp(p[1]), loc=low, scale=high - low)
        elif family == "gamma":
            made = stats.gamma(np.exp(p[0]), loc=low, scale=np.exp(p[1]))
        elif family == "student-t":
            made = stats.t(np.exp(p[0]), loc=p[1], scale=np.exp(p[2]))
        else:
            made = stats.loglaplace(np.exp(p[0]), loc=low, scale=np.exp(p[1]))
        return -made.logpdf(values).sum()

    return -minimum(loss, start)


POINTS = np.sort(np.round(draw.normal(2, 3, 40), 3))
BANDWIDTH = 0.8
CASES = {
    "normal": ([1.5, 2.5], stats.norm(1.5, 2.5)),
    "beta": ([0.7, 2.3, -1, 4], stats.beta(0.7, 2.3, loc=-1, scale=5)),
    "gamma": ([2.2, 3, 1], stats.gamma(2.2, loc=1, scale=3)),
    "truncated-normal": ([0.5, 2, -1, 3], truncated(0.5, 2, -1, 3)),
    "uniform": ([-2, 5], stats.uniform(-2, 7)),
    "student-t": ([3.5, 1, 2], stats.t(3.5, loc=1, scale=2)),
    "log-laplace": ([1.8, 2, 1], stats.loglaplace(1.8, loc=1, scale=2)),
}


def case(family, parameters, distribution):
    points = distribution.ppf(SHARES)
    values = sample(distribution)
    low, high = support(values)
    return {
        "parameters": parameters,
        "shares": SHARES,
        "quantiles": points.tolist(),
        "points": points.tolist(),
        "cdf": distribution.cdf(points).tolist(),
        "logDensity": distribution.logpdf(points).tolist(),
        "sample": values.tolist(),
        "logLikelihood": float(fitted(family, values)),
    }


def kernels():
    kde = stats.gaussian_kde(POINTS, bw_method=BANDWIDTH / POINTS.std(ddof=1))
    points = np.linspace(-8, 14, 12)
    values = np.sort(np.round(draw.gamma(2, 3, 300), 4))
    return {
        "parameters": [BANDWIDTH, *POINTS.tolist()],
        "shares": [],
        "quantiles": [],
        "points": points.tolist(),
        "cdf": [kde.integrate_box_1d(-np.inf, point) for point in points],
        "logDensity": kde.logpdf(points).tolist(),
        "sample": values.tolist(),
        "logLikelihood": float(fitted("gaussian-kde", values)),
    }


found = {family: case(family, *given) for family, given in CASES.items()}
found["gaussian-kde"] = kernels()
path = pathlib.Path(__file__).with_name("distributions.json")
path.write_text(json.dumps(found, indent=1) + "\n")
