"""What people would use instead, on the same rows, each measured in this process.

    rivals.py FOLDER

FOLDER is what make_cases.py wrote. One JSON object per line on stdin, one per line on stdout:
    {"do": "versions"}                                 → {"versions": {name: version}, "missing": {rival: why}}
    {"do": "load", "case": C, "rival": R}              → {"seconds": …, "difference": largest from LightGBM's raw scores}
    {"do": "time", "case": C, "rival": R, "seconds": S} → {"median": milliseconds of a call}
A call scores all candidates for one user, on one thread, from a matrix prepared before; every call has the next user.
What cannot be done answers {"error": why}.
"""

import importlib.metadata
import json
import os
import pathlib
import statistics
import sys
import time

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
    os.environ[variable] = "1"

import lightgbm  # noqa: E402
import numpy as np  # noqa: E402

PACKAGES = ["lightgbm", "lleaves", "llvmlite", "treelite", "tl2cgen", "onnxruntime", "onnxmltools", "numpy"]


class Case:
    """A model and one matrix per user."""

    def __init__(self, folder, name):
        described = json.loads((folder / "cases.json").read_text())
        case = next(case for case in described["cases"] if case["name"] == name)
        world = next(world for world in described["worlds"] if world["name"] == case["world"])
        scopes = [feature["scope"] for feature in world["features"]]
        users, items, size = world["users"], world["items"], case["candidates"]

        def read(kind, *shape):
            return np.fromfile(folder / f"{world['name']}.{kind}.f64").reshape(shape)

        own = [index for index, scope in enumerate(scopes) if scope in ("user", "context")]
        asset = [index for index, scope in enumerate(scopes) if scope == "asset"]
        cross = [index for index, scope in enumerate(scopes) if scope == "cross"]
        matrices = np.empty((users, size, len(scopes)))
        matrices[:, :, own] = read("users", users, 1, len(own))
        matrices[:, :, asset] = read("items", len(asset), items)[:, :size].T
        matrices[:, :, cross] = read("cross", users, len(cross), items)[:, :, :size].transpose(0, 2, 1)
        self.folder, self.name, self.features = folder, name, len(scopes)
        self.model = folder / case["model"]
        self.matrices = list(matrices)
        self.raw = np.fromfile(folder / f"{name}.raw.f64").reshape(users, size)


def lightgbm_calls(case):
    booster = lightgbm.Booster(model_file=case.model)
    return [
        lambda matrix=matrix: booster.predict(matrix, raw_score=True, num_threads=1) for matrix in case.matrices
    ]


def lleaves_calls(case):
    import lleaves

    model = lleaves.Model(model_file=str(case.model))
    model.compile(cache=str(compiled(case, "lleaves.o")), raw_score=True)
    return [lambda matrix=matrix: model.predict(matrix, n_jobs=1) for matrix in case.matrices]


def tl2cgen_calls(case):
    import tl2cgen
    import treelite

    library = compiled(case, "tl2cgen.so")
    if not library.exists():
        model = treelite.frontend.load_lightgbm_model(str(case.model))
        tl2cgen.export_lib(model, toolchain="gcc", libpath=library, params={"parallel_comp": 8}, nthread=2)
    predictor = tl2cgen.Predictor(library, nthread=1)
    rows = [tl2cgen.DMatrix(matrix, dtype="float64") for matrix in case.matrices]
    return [lambda matrix=matrix: predictor.predict(matrix, pred_margin=True) for matrix in rows]


def onnx_calls(case):
    import onnxmltools
    import onnxruntime
    from onnxmltools.convert.common.data_types import FloatTensorType

    path = compiled(case, "onnx")
    if not path.exists():
        booster = lightgbm.Booster(model_file=case.model)
        # Raw scores: an objective that leaves the sum of the trees as it is.
        text = booster.model_to_string()
        text = text.replace("objective=binary sigmoid:1", "objective=regression", 1)
        text = text.replace("[objective: binary]", "[objective: regression]", 1)
        booster = lightgbm.Booster(model_str=text)
        inputs = [("input", FloatTensorType([None, case.features]))]
        path.write_bytes(onnxmltools.convert_lightgbm(booster, initial_types=inputs).SerializeToString())
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    rows = [matrix.astype(np.float32) for matrix in case.matrices]
    return [lambda matrix=matrix: session.run(None, {"input": matrix})[0] for matrix in rows]


RIVALS = {"lightgbm": lightgbm_calls, "lleaves": lleaves_calls, "tl2cgen": tl2cgen_calls, "onnx": onnx_calls}
IMPORTS = {"lightgbm": [], "lleaves": ["lleaves"], "tl2cgen": ["tl2cgen", "treelite"], "onnx": ["onnxruntime", "onnxmltools"]}


def compiled(case, ending):
    """Where a compiled model is kept: compiling takes longer than all the measuring."""
    return case.model.with_suffix(f".{ending}")


def versions():
    installed, missing = {}, {}
    for package in PACKAGES:
        try:
            installed[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            pass
    for rival, modules in IMPORTS.items():
        try:
            for module in modules:
                importlib.import_module(module)
        except Exception as error:  # a package that is there may still not load
            missing[rival] = f"{type(error).__name__}: {error}"
    return {"versions": installed, "missing": missing}


class Bench:
    def __init__(self, folder):
        self.folder, self.cases, self.calls = folder, {}, {}

    def answer(self, request):
        if request["do"] == "versions":
            return versions()
        name, rival = request["case"], request["rival"]
        if request["do"] == "load":
            return self.load(name, rival)
        return {"median": self.measure(self.calls[name, rival], request["seconds"])}

    def load(self, name, rival):
        if name not in self.cases:
            self.cases = {name: Case(self.folder, name)}  # one at a time: matrices are large
            self.calls = {}
        case = self.cases[name]
        began = time.perf_counter()
        calls = RIVALS[rival](case)
        seconds = time.perf_counter() - began
        found = np.stack([np.asarray(call()).reshape(-1) for call in calls])
        self.calls[name, rival] = calls
        return {"seconds": seconds, "difference": float(np.abs(found - case.raw).max())}

    @staticmethod
    def measure(calls, seconds):
        times, turn = [], 0
        end = time.perf_counter() + seconds
        while (began := time.perf_counter()) < end or turn < 3:
            calls[turn % len(calls)]()
            times.append((time.perf_counter() - began) * 1000)
            turn += 1
        return statistics.median(times)


def main(folder):
    # What compilers print must not get between the answers.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    bench = Bench(folder)
    for line in sys.stdin:
        try:
            answer = bench.answer(json.loads(line))
        except Exception as error:
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]))
