"""Trains the sample model on the rows of export-training-rows.mjs, with the real LightGBM.

usage: python models/sample/train.py ROWS_FOLDER [MODEL]

Writes MODEL (default: model.txt beside this file) and prints how well it orders and predicts the views of a world
that it has not seen, beside what the service does without a model: the log-odds of the completion rates.
"""

import os
import sys

import lightgbm
import numpy
import pandas

FEATURES = [
    "prob_pc_1_watch",
    "video_vv",
    "prob_asset_watch",
    "prob_user_watch",
    "user_vv",
    "age_days",
    "hour_of_day",
    "primary_category",
    "country_match",
]
CATEGORIES = ["primary_category"]
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": 15,
    "min_data_in_leaf": 150,
    "cat_smooth": 20,
    "max_cat_to_onehot": 1,
    "lambda_l2": 1,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}
TREES = 100
PRIOR = 0.2


def read(path, categories=None):
    rows = pandas.read_csv(path, dtype={name: "str" for name in [*CATEGORIES, "user_id", "video_id"]})
    for name in CATEGORIES:
        known = sorted(rows[name].dropna().unique()) if categories is None else categories[name]
        rows[name] = pandas.Categorical(rows[name], categories=known)
    return rows


def auc(labels, scores):
    ranks = pandas.Series(scores).rank().to_numpy()
    positives = labels == 1
    n = positives.sum()
    return (ranks[positives].sum() - n * (n + 1) / 2) / (n * (len(labels) - n))


def log_loss(labels, probabilities):
    p = numpy.clip(probabilities, 1e-6, 1 - 1e-6)
    return -numpy.mean(labels * numpy.log(p) + (1 - labels) * numpy.log(1 - p))


def log_odds(rows):
    """What ranks without a model: logit p_asset + logit p_user - logit prior, absent parts the category's, the prior."""

    def logit(p):
        p = p.clip(1e-6, 1 - 1e-6)
        return numpy.log(p / (1 - p))

    asset = rows["prob_asset_watch"].fillna(rows["prob_pc_1_watch"]).fillna(PRIOR)
    user = rows["prob_user_watch"].fillna(PRIOR)
    return logit(asset) + logit(user) - numpy.log(PRIOR / (1 - PRIOR))


def by_user(rows, scores):
    """AUC inside each user's views, weighted by how many there are: what a list of one user is about."""
    total = weight = 0.0
    for _, group in rows.assign(score=scores).groupby("user_id"):
        labels = group["completed"].to_numpy()
        if 0 < labels.sum() < len(labels):
            total += len(labels) * auc(labels, group["score"].to_numpy())
            weight += len(labels)
    return total / weight


def main(folder, target):
    train = read(os.path.join(folder, "train.csv"))
    categories = {name: list(train[name].cat.categories) for name in CATEGORIES}
    test = read(os.path.join(folder, "test.csv"), categories)
    model = lightgbm.train(PARAMETERS, lightgbm.Dataset(train[FEATURES], train["completed"]), num_boost_round=TREES)
    model.save_model(target)

    labels = test["completed"].to_numpy()
    scores = model.predict(test[FEATURES])
    baseline = log_odds(test)
    print(f"trained on {len(train)} views, tested on {len(test)} of a world not seen, {labels.mean():.3f} completed")
    print(f"AUC           model {auc(labels, scores):.4f}   log-odds {auc(labels, baseline):.4f}")
    print(f"AUC by user   model {by_user(test, scores):.4f}   log-odds {by_user(test, baseline):.4f}")
    probabilities = 1 / (1 + numpy.exp(-baseline))
    print(f"log loss      model {log_loss(labels, scores):.4f}   log-odds {log_loss(labels, probabilities):.4f}")
    print(f"{target}: {os.path.getsize(target)} bytes, {model.num_trees()} trees")
    gains = zip(FEATURES, model.feature_importance("gain"))
    print("gain: " + ", ".join(f"{name} {gain:.0f}" for name, gain in sorted(gains, key=lambda pair: -pair[1])))


if __name__ == "__main__":
    beside = os.path.join(os.path.dirname(os.path.abspath(__file__)), "model.txt")
    main(sys.argv[1], sys.argv[2] if len(sys.argv) > 2 else beside)
