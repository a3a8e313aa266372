"""Trains the models of the ranking bench and writes them, with candidates, users and LightGBM's own raw scores.

    make_cases.py FOLDER

cases.json lists the cases; a world is the features of one kind of model, a case a model and a number of candidates:
    <world>.items.f64   candidates' features, one column after the other; categories as codes
    <world>.users.f64   users' features, one user after the other
    <world>.cross.f64   features of user and candidate, per user one column after the other
    <case>.raw.f64      predict(raw_score=True) of the saved model: per user all candidates
All numbers are float64, little endian. Everything is drawn from fixed seeds.
"""

import json
import pathlib
import sys
import zlib

import lightgbm as lgb
import numpy as np
import pandas as pd

TRAIN, USERS, ITEMS = 60_000, 16, 3_000
PRIMARY, SECONDARY = 24, 120
PARAMETERS = {
    "objective": "binary",
    "num_leaves": 31,
    "learning_rate": 0.05,
    "min_data_in_leaf": 20,
    "num_threads": 1,
    "deterministic": True,
    "force_row_wise": True,
    "seed": 7,
    "verbosity": -1,
}


class World:
    """Users and items of one kind, with the features that a service would have of them."""

    def __init__(self, name, categorical=False, features=9, missing=0.0, cross=()):
        self.name, self.missing, self.cross = name, missing, list(cross)
        self.rng = np.random.default_rng(zlib.crc32(name.encode()))
        self.categories = ["primary_category", "secondary_category"] if categorical else []
        extra = features - 9
        self.user = ["prob_user_watch", "user_vv", "hour_of_day", *(f"user_{i}" for i in range(extra // 3))]
        numbers = [] if categorical else ["duration_seconds", "likes_per_view"]
        self.item = ["prob_pc_1_watch", "video_vv", "prob_asset_watch", "age_days", *self.categories, *numbers]
        self.item += [f"asset_{i}" for i in range(extra - extra // 3)]
        self.names = [*self.user, *self.item, *self.cross]
        self.weights = {name: self.rng.normal(scale=0.5) for name in self.names}
        self.category_weights = self.rng.normal(scale=0.6, size=SECONDARY)
        self.category_prior = self.rng.beta(4, 12, PRIMARY)

    def users(self, n):
        rng = self.rng
        known = {
            "prob_user_watch": rng.beta(3, 9, n),
            "user_vv": np.floor(rng.lognormal(4, 1.5, n)),
            "hour_of_day": np.floor(rng.uniform(0, 24, n)),
        }
        return pd.DataFrame({name: known.get(name, self.anything(name, n)) for name in self.user})

    def items(self, n):
        """The features of n items, and their category, whether it is a feature or not."""
        rng = self.rng
        primary = np.minimum(np.floor(rng.exponential(PRIMARY / 4, n)), PRIMARY - 1)
        known = {
            "prob_pc_1_watch": self.category_prior[primary.astype(int)],
            "video_vv": np.floor(rng.lognormal(6, 2, n)),
            "prob_asset_watch": rng.beta(3, 9, n),
            "age_days": rng.exponential(40, n),
            "primary_category": primary,
            "secondary_category": np.minimum(np.floor(rng.exponential(SECONDARY / 5, n)), SECONDARY - 1),
            "duration_seconds": np.floor(rng.lognormal(4, 1, n)),
            "likes_per_view": rng.beta(1, 30, n),
        }
        return pd.DataFrame({name: known.get(name, self.anything(name, n)) for name in self.item}), primary.astype(int)

    def anything(self, name, n):
        """Features of which nothing is known but that they are continuous, skewed or small counts."""
        kind = zlib.crc32(name.encode()) % 3
        return [self.rng.normal(size=n), self.rng.lognormal(2, 1, n), np.floor(self.rng.exponential(9, n))][kind]

    def affinities(self, n):
        """A user's share of views by category: a few categories have some, the others the same prior."""
        shares = self.rng.beta(2, 6, (n, PRIMARY)).round(3)
        return np.where(self.rng.uniform(size=(n, PRIMARY)) < 0.3, shares, 0.1)

    def crossed(self, affinity, primary):
        """Features of user and item: one value per category of the user, or one of its own per candidate."""
        n = len(primary)
        known = {"user_category_share": lambda: np.take_along_axis(affinity, primary[:, None], axis=1)[:, 0]}
        return pd.DataFrame({name: known.get(name, lambda: self.rng.beta(2, 5, n))() for name in self.cross})

    def with_gaps(self, frame):
        if self.missing == 0:
            return frame
        return frame.mask(self.rng.uniform(size=frame.shape) < self.missing)

    def frame(self, *parts):
        """What LightGBM is trained on: categories as pandas has them."""
        frame = pd.concat(parts, axis=1)[self.names]
        for name, size in zip(self.categories, (PRIMARY, SECONDARY)):
            labels = [f"c{code}" for code in range(size)]
            codes = frame[name].fillna(-1).astype(int)
            frame[name] = pd.Categorical.from_codes(codes, categories=labels)
        return frame

    def labels(self, frame):
        """Completion, by a score with interactions, so that trees ask every feature."""
        n = len(frame)
        total = self.rng.normal(scale=0.8, size=n)
        before = np.zeros(n)
        for name in self.names:
            if name in self.categories:
                codes = frame[name].cat.codes.to_numpy()
                part = np.where(codes < 0, 0.3, self.category_weights[codes])
            else:
                values = frame[name].to_numpy()
                rank = pd.Series(values).rank(pct=True).to_numpy()
                part = np.where(np.isnan(values), 0.3, self.weights[name] * (np.sin(5 * rank) + rank))
            total += part + 1.2 * part * before
            before = part
        return (total > np.quantile(total, 0.75)).astype(int)

    def train(self, trees):
        n = TRAIN
        items, primary = self.items(n)
        cross = self.crossed(self.affinities(n), primary) if self.cross else pd.DataFrame(index=range(n))
        frame = self.frame(*(self.with_gaps(part) for part in (self.users(n), items, cross)))
        return lgb.train(PARAMETERS, lgb.Dataset(frame, self.labels(frame)), trees)

    def draw(self):
        """The users and candidates of the bench: users, items, per user the crossed features."""
        users = self.with_gaps(self.users(USERS))
        items, primary = self.items(ITEMS)
        affinity = self.affinities(USERS)
        cross = [
            self.with_gaps(self.crossed(np.repeat(affinity[[user]], ITEMS, axis=0), primary)) for user in range(USERS)
        ]
        return users, self.with_gaps(items), cross

    def kind(self, name):
        return "category" if name in self.categories else "number"

    def scope(self, name):
        if name == "hour_of_day":
            return "context"
        return "user" if name in self.user else "asset" if name in self.item else "cross"


def write(path, values):
    path.write_bytes(np.ascontiguousarray(values, dtype="<f8").tobytes())


def write_world(folder, world, sizes):
    """Trains the world's model and writes it, cut to each number of trees, with the cases for it."""
    print(f"training {world.name}", file=sys.stderr, flush=True)
    booster = world.train(max(trees for trees, _ in sizes))
    users, items, cross = world.draw()
    write(folder / f"{world.name}.users.f64", users.to_numpy(dtype=float))
    write(folder / f"{world.name}.items.f64", items.to_numpy(dtype=float).T)
    write(folder / f"{world.name}.cross.f64", [part.to_numpy(dtype=float).T for part in cross])
    described = {
        "name": world.name,
        "users": USERS,
        "items": ITEMS,
        "features": [
            {"name": name, "scope": world.scope(name), "kind": world.kind(name)} for name in world.names
        ],
    }
    cases = []
    for trees, candidates in sizes:
        model = f"{world.name}-{trees}.txt"
        if not (folder / model).exists():
            booster.save_model(folder / model, num_iteration=trees)
        saved = lgb.Booster(model_file=folder / model)
        case = f"{world.name}-{candidates}x{trees}"
        raw = []
        for user in range(USERS):
            own = pd.concat([users.iloc[[user]]] * candidates, ignore_index=True)
            rows = pd.concat([own, items[:candidates], cross[user][:candidates]], axis=1)[world.names]
            raw.append(saved.predict(rows.to_numpy(dtype=float), raw_score=True, num_threads=1))
        write(folder / f"{case}.raw.f64", raw)
        cases.append({"name": case, "world": world.name, "model": model, "trees": trees, "candidates": candidates})
    return described, cases


BASE = [(100, 1_000)]
ALL = [(100, 100), (100, 300), (100, 1_000), (100, 3_000), (30, 1_000), (300, 1_000), (1_000, 1_000)]
CONTINUOUS = ["user_asset_similarity", "user_asset_recency"]
WORLDS = [
    *((World(kind, kind == "categorical"), ALL) for kind in ("numerical", "categorical")),
    *(
        (World(f"{kind}-{features}", kind == "categorical", features), BASE)
        for features in (15, 40)
        for kind in ("numerical", "categorical")
    ),
    *((World(f"{kind}-missing", kind == "categorical", missing=0.2), BASE) for kind in ("numerical", "categorical")),
    (World("cross-category", cross=["user_category_share"]), BASE),
    (World("cross-one", cross=["user_category_share", *CONTINUOUS[:1]]), BASE),
    (World("cross-two", cross=["user_category_share", *CONTINUOUS]), BASE),
]


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    written = [write_world(folder, world, sizes) for world, sizes in WORLDS]
    worlds = [world for world, _ in written]
    cases = [case for _, cases in written for case in cases]
    (folder / "cases.json").write_text(json.dumps({"worlds": worlds, "cases": cases}))


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
