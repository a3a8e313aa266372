"""Trains the models of the request's benchmark: 100 trees of 31 leaves, nine features, three of them the viewer's.

usage: python train-models.py ROWS.csv FOLDER

Writes FOLDER/numerical.txt and FOLDER/categorical.txt: the same, but with the two categories in the place of the
two further numbers of the video.
"""

import os
import sys

import lightgbm
import pandas

VIEWER = ["prob_user_watch", "user_vv", "hour_of_day"]
VIDEO = ["prob_pc_1_watch", "video_vv", "prob_asset_watch", "age_days"]
CATEGORIES = ["primary_category", "secondary_category"]
MODELS = {
    "numerical": [*VIDEO, "duration_seconds", "likes", *VIEWER],
    "categorical": [*VIDEO, *CATEGORIES, *VIEWER],
}
TREES = 100
LEAVES = 31
PARAMETERS = {
    "objective": "binary",
    "learning_rate": 0.1,
    "num_leaves": LEAVES,
    "min_data_in_leaf": 50,
    "max_cat_to_onehot": 1,
    "min_data_per_group": 50,
    "cat_smooth": 5,
    "seed": 1,
    "deterministic": True,
    "force_row_wise": True,
    "num_threads": 1,
    "verbosity": -1,
}


def main(path, folder):
    rows = pandas.read_csv(path, dtype={name: "str" for name in CATEGORIES})
    for name in CATEGORIES:
        rows[name] = pandas.Categorical(rows[name], categories=sorted(rows[name].dropna().unique()))
    for name, features in MODELS.items():
        data = lightgbm.Dataset(rows[features], rows["completed"])
        model = lightgbm.train(PARAMETERS, data, num_boost_round=TREES)
        leaves = {tree["num_leaves"] for tree in model.dump_model()["tree_info"]}
        if model.num_trees() != TREES or leaves != {LEAVES}:
            sys.exit(f"{name}: {model.num_trees()} trees with {leaves} leaves")
        unused = [f for f, splits in zip(features, model.feature_importance("split")) if splits == 0]
        if unused:
            sys.exit(f"{name}: no tree asks {unused}")
        model.save_model(os.path.join(folder, f"{name}.txt"))


if __name__ == "__main__":
    main(*sys.argv[1:])
