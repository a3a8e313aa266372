"""Trains a LightGBM model on KuaiRand's watch events: train.py DATA_FOLDER MODEL_FILE.

What is wanted is a model that asks every feature, missing values and categories included, not a good one: it knows
the features of the whole period. Data: KuaiRand-Pure (Gao et al., CIKM 2022), CC BY-SA 4.0.
"""

import sys
import time
from pathlib import Path

import lightgbm as lgb
import numpy as np

from watch_logs import DAY_MS, WatchLogs, frame

logs = WatchLogs(Path(sys.argv[1]))
rows = logs.views.join(logs.videos.drop(columns="completed"), on="video_id").join(logs.users, on="user_id")

# Moved by whole days so that the last view is of today: videos have the ages they are served at.
today = int(time.time() * 1000) // DAY_MS
watched_ms = rows["ts_ms"] + (today - rows["ts_ms"].max() // DAY_MS) * DAY_MS
rows["age_days"] = (watched_ms - rows["created_ms"]) / DAY_MS
rows["hour_of_day"] = watched_ms // 3_600_000 % 24

chance = np.random.default_rng(1)
unknown = chance.random(len(rows)) < 0.1
rows.loc[unknown, ["prob_user_watch", "user_vv"]] = np.nan

model = lgb.train(
    {
        "objective": "binary",
        "num_leaves": 31,
        "learning_rate": 0.1,
        "min_data_per_group": 50,
        "num_threads": 2,
        "deterministic": True,
        "force_row_wise": True,
        "seed": 1,
        "verbosity": -1,
    },
    lgb.Dataset(frame(rows), rows["completed"].astype(int)),
    num_boost_round=100,
)
model.save_model(sys.argv[2])
used = dict(zip(model.feature_name(), model.feature_importance().tolist()))
print(f"trained on {len(rows)} views; splits by feature: {used}")
if min(used.values()) == 0:
    sys.exit("a feature is never asked: the comparison would not cover it")
