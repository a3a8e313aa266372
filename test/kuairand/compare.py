"""Asks the running service for lists of KuaiRand users and compares them with LightGBM's own.

    compare.py DATA_FOLDER MODEL_FILE SERVICE_URL CANDIDATES

Order and ids must be the same, scores within 1e-12 (the last step from raw score to probability is an `exp`).
Ends with exit code 1 on any difference. Data: KuaiRand-Pure (Gao et al., CIKM 2022), CC BY-SA 4.0.
"""

import json
import sys
import urllib.request
from datetime import datetime, timezone
from pathlib import Path

import lightgbm as lgb

from watch_logs import WatchLogs

LIMIT = 100
TOLERANCE = 1e-12

folder, model_file, url, candidates = Path(sys.argv[1]), sys.argv[2], sys.argv[3], int(sys.argv[4])
logs = WatchLogs(folder)
model = lgb.Booster(model_file=model_file)
videos = logs.candidates(candidates)


def ask(body: dict) -> tuple[dict, int]:
    """The answer and the hour of the request; asked again where the hour turns meanwhile."""
    while True:
        hour = datetime.now(timezone.utc).hour
        request = urllib.request.Request(
            f"{url}/v1/recommendations", json.dumps(body).encode(), {"content-type": "application/json"}
        )
        with urllib.request.urlopen(request, timeout=10) as response:
            answer = json.load(response)
        if datetime.now(timezone.utc).hour == hour:
            return answer, hour


def expected(body: dict, built_at: str, hour: int) -> list[tuple[str, float]]:
    left = videos.drop(index=body.get("exclude_ids", []), errors="ignore")
    built_ms = round(datetime.fromisoformat(built_at).timestamp() * 1000)
    rows = logs.rows(left, body.get("user_id"), built_ms, hour)
    raw, output = model.predict(rows, raw_score=True), model.predict(rows)
    best = sorted(zip(-raw, left.index, output))[:LIMIT]
    return [(video_id, score) for _, video_id, score in best]


def sample() -> list[tuple[str, dict]]:
    active, silent = sorted(logs.users.index), sorted(set(logs.user_ids) - set(logs.users.index))
    watchers = active[:: len(active) // 90][:90]
    requests = [("known", {"user_id": user}) for user in watchers[::2]]
    requests += [
        ("known, without what was watched", {"user_id": user, "exclude_ids": logs.watched_by(user)[:1000]})
        for user in watchers[1::2]
    ]
    requests += [("known, never watched", {"user_id": user}) for user in silent[:: len(silent) // 10][:10]]
    requests += [
        ("unknown", {"user_id": "nobody", "user_country": "CN"}),
        ("country without videos", {"user_id": watchers[0], "user_country": "BR"}),
        ("anonymous", {}),
    ]
    return requests


kinds: dict[str, list[int]] = {}
largest = 0.0
for kind, body in sample():
    answer, hour = ask({**body, "limit": LIMIT})
    want = expected(body, answer["pool_built_at"], hour)
    got = [(item["video_id"], item["score"]) for item in answer["items"]]
    problems = []
    if answer["degraded"]:
        problems.append(f"degraded: {answer['degraded']}")
    if len(want) != LIMIT or [video for video, _ in got] != [video for video, _ in want]:
        at = next((i for i, (g, w) in enumerate(zip(got, want)) if g[0] != w[0]), min(len(got), len(want)))
        problems.append(f"order differs from rank {at + 1}: {got[at:at + 3]} instead of {want[at:at + 3]}")
    else:
        difference = max(abs(g[1] - w[1]) for g, w in zip(got, want))
        largest = max(largest, difference)
        if difference > TOLERANCE:
            problems.append(f"scores differ by {difference}")
    counts = kinds.setdefault(kind, [0, 0])
    counts[0] += 1
    counts[1] += not problems
    for problem in problems:
        print(f"{kind} {body.get('user_id')}: {problem}")

for kind, (asked, equal) in kinds.items():
    print(f"{kind}: {equal} of {asked} lists equal")
asked, equal = (sum(column) for column in zip(*kinds.values()))
print(
    f"KuaiRand comparison: {asked} viewers, {equal} lists of {LIMIT} from {len(videos)} candidates equal to LightGBM's, "
    f"largest difference of a score {largest:.1e}"
)
sys.exit(0 if equal == asked else 1)
