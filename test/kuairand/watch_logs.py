"""KuaiRand-Pure as features, candidates and model rows, computed from its CSV files alone.

Written against the documentation, not against the service's code, so that the two can be compared.

Data: KuaiRand-Pure, Gao et al., "KuaiRand: An Unbiased Sequential Recommendation Dataset with Randomly Exposed
Videos", CIKM 2022; licence CC BY-SA 4.0. The files are read where they are and never copied.
"""

from datetime import datetime, timezone
from pathlib import Path

import numpy as np
import pandas as pd

NUMBERS = [
    "prob_pc_1_watch",
    "video_vv",
    "prob_asset_watch",
    "prob_user_watch",
    "user_vv",
    "age_days",
    "hour_of_day",
]
CATEGORIES = ["primary_category", "secondary_category"]
DAY_MS = 86_400_000
COMPLETION = 0.8
PSEUDO_VIEWS = {"user": 10, "asset": 20, "category": 100}


def read_text(path: Path, columns: list[str]) -> pd.DataFrame:
    return pd.read_csv(path, usecols=columns, dtype=str, keep_default_na=False)


def smoothed(completed, views, pseudo_views: int, prior: float):
    return (completed + pseudo_views * prior) / (views + pseudo_views)


class WatchLogs:
    """videos: by video_id, with created_ms, categories and stored features; users: by user_id, with theirs."""

    def __init__(self, folder: Path):
        videos = read_text(folder / "videos.csv.gz", ["video_id", "upload_dt", "primary_tag", "secondary_tag"])
        self.user_ids = read_text(folder / "users.csv.gz", ["user_id"])["user_id"]
        events = read_text(folder / "events.csv.gz", ["user_id", "video_id", "ts_ms", "watched_fraction"])
        events["completed"] = events["watched_fraction"].astype(float) >= COMPLETION
        events["ts_ms"] = events["ts_ms"].astype("int64")
        # One user, one video, one moment is one view.
        views = events.groupby(["user_id", "video_id", "ts_ms"], as_index=False)["completed"].max()

        videos["created_ms"] = [
            int(datetime.fromisoformat(day).replace(tzinfo=timezone.utc).timestamp() * 1000)
            for day in videos["upload_dt"]
        ]
        videos["primary_category"] = videos["primary_tag"].where(videos["primary_tag"] != "", None)
        videos["secondary_category"] = videos["secondary_tag"].where(videos["secondary_tag"] != "", None)

        self.prior = views["completed"].sum() / len(views)
        by_video = self._counts(views, "video_id").reindex(videos["video_id"], fill_value=0)
        videos["video_vv"] = by_video["views"].to_numpy()
        videos["completed"] = by_video["completed"].to_numpy()
        by_category = videos.groupby("primary_category")[["video_vv", "completed"]].sum()
        of_category = by_category.reindex(videos["primary_category"]).fillna(0).to_numpy()
        videos["prob_pc_1_watch"] = smoothed(of_category[:, 1], of_category[:, 0], PSEUDO_VIEWS["category"], self.prior)
        videos["prob_asset_watch"] = smoothed(
            videos["completed"], videos["video_vv"], PSEUDO_VIEWS["asset"], self.prior
        )
        self.videos = videos.set_index("video_id")

        users = self._counts(views, "user_id")
        users["user_vv"] = users["views"]
        users["prob_user_watch"] = smoothed(users["completed"], users["views"], PSEUDO_VIEWS["user"], self.prior)
        self.users = users[["prob_user_watch", "user_vv"]]
        self.views = views

    @staticmethod
    def _counts(views: pd.DataFrame, by: str) -> pd.DataFrame:
        return views.groupby(by)["completed"].agg(views="size", completed="sum")

    def candidates(self, limit: int) -> pd.DataFrame:
        """The newest videos, ties by id as text. All are of one country and approved, so every pool is this one."""
        videos = self.videos.assign(id=self.videos.index)
        return videos.sort_values(["created_ms", "id"], ascending=[False, True]).head(limit)

    def rows(self, videos: pd.DataFrame, user_id: str | None, built_ms: int, hour: int) -> pd.DataFrame:
        """Model rows of these videos for one user."""
        rows = videos[["prob_pc_1_watch", "video_vv", "prob_asset_watch", *CATEGORIES]].copy()
        known = user_id in self.users.index
        for name in ("prob_user_watch", "user_vv"):
            rows[name] = self.users.at[user_id, name] if known else np.nan
        rows["age_days"] = (built_ms - videos["created_ms"]) / DAY_MS
        rows["hour_of_day"] = hour
        return frame(rows)

    def watched_by(self, user_id: str) -> list[str]:
        return sorted(self.views.loc[self.views["user_id"] == user_id, "video_id"].unique())


def frame(rows: pd.DataFrame) -> pd.DataFrame:
    """Columns in the model's order and of its types."""
    rows = rows[NUMBERS + CATEGORIES].copy()
    rows[NUMBERS] = rows[NUMBERS].astype(float)
    for name in CATEGORIES:
        rows[name] = pd.Categorical(rows[name])
    return rows
