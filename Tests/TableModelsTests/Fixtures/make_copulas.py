"""Writes what the PyPI package copulas makes of a table of numbers, for GaussianCopulaPeerTests.

    pip install copulas==0.14.1
    python make_copulas.py > copulas.json
"""

import importlib.metadata
import json

import numpy
import pandas
from copulas.multivariate import GaussianMultivariate
from copulas.univariate import BetaUnivariate, GammaUnivariate, GaussianUnivariate
from scipy import stats

ROWS = 1000
DRAWN = 50000
random = numpy.random.default_rng(7)
latent = random.multivariate_normal(
    [0, 0, 0], [[1, 0.7, -0.4], [0.7, 1, 0.1], [-0.4, 0.1, 1]], size=ROWS
)
shares = stats.norm.cdf(latent)
table = pandas.DataFrame(
    {
        "height": stats.norm.ppf(shares[:, 0], 170, 9),
        "income": stats.gamma.ppf(shares[:, 1], 2.5, scale=900),
        "score": 100 * stats.beta.ppf(shares[:, 2], 2, 5),
    }
).round(2)

model = GaussianMultivariate(
    distribution={"height": GaussianUnivariate, "income": GammaUnivariate, "score": BetaUnivariate},
    random_state=1,
)
model.fit(table)
drawn = model.sample(DRAWN)
deciles = numpy.arange(1, 10) / 10
print(
    json.dumps(
        {
            "copulas": importlib.metadata.version("copulas"),
            "columns": {name: table[name].tolist() for name in table},
            "correlation": numpy.asarray(model.correlation).round(6).tolist(),
            "deciles": {name: drawn[name].quantile(deciles).round(4).tolist() for name in table},
            "spearman": drawn.corr(method="spearman").to_numpy().round(6).tolist(),
        }
    )
)
