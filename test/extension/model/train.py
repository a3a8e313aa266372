"""Trains the model of the extension's test: it names a feature that only the team's module computes.

usage: python test/extension/model/train.py

Writes model.txt beside this file. The views are made up: saved videos are watched to the end far more often.
"""

import os

import lightgbm
import numpy

FEATURES = ["prob_asset_watch", "prob_user_watch", "is_saved"]

random = numpy.random.default_rng(7)
rows = numpy.column_stack(
    [random.uniform(0.05, 0.6, 20_000), random.uniform(0.05, 0.6, 20_000), random.random(20_000) < 0.1]
).astype(float)
rows[random.random(20_000) < 0.1, 1] = numpy.nan
logit = 4 * (rows[:, 0] - 0.3) + 3 * (numpy.nan_to_num(rows[:, 1], nan=0.3) - 0.3) + 3 * rows[:, 2] - 1
watched = random.random(20_000) < 1 / (1 + numpy.exp(-logit))

data = lightgbm.Dataset(rows, watched, feature_name=FEATURES)
parameters = {
    "objective": "binary",
    "num_leaves": 6,
    "learning_rate": 0.3,
    "seed": 1,
    "deterministic": True,
    "num_threads": 1,
    "verbosity": -1,
}
model = lightgbm.train(parameters, data, num_boost_round=12)
model.save_model(os.path.join(os.path.dirname(__file__), "model.txt"))
print(model.predict([[0.3, numpy.nan, 0], [0.3, numpy.nan, 1]]))
