#!/usr/bin/env python3
"""The training step of anchorbench in PyTorch: what a user would write instead, timed beside it.

Replays a folder of `anchorbench train --trace`: the same images, triplets, initial weights, loss and
optimiser. Its losses must be the trace's before anything is timed. Rows are written in the format of
run.json, so that they can be set beside anchorbench's own.

    python3 pytorch_triplet.py --trace DIR --data FOLDER --out FOLDER [--device cuda|cpu]
                               [--modes eager,compile,graphs] [--precision float32|tf32|bf16]
"""

import argparse
import datetime
import gzip
import json
import math
import pathlib
import platform
import statistics
import sys
import time

import numpy as np

MISSING = 2
FAILED = 1
STEPS_IN_EPOCH = 64
# Further on, Adam turns the last bits of near-zero gradients into whole steps and runs part.
CHECKED_STEPS = 10
EVERY_TRIPLET_ACTIVE = 1000.0
# Two-sided 99.9 % point of the normal distribution: JMH prints the same interval by Student's t.
NORMAL_999 = 3.29


def fail(message, code=MISSING):
    print(f"pytorch_triplet: {message}", file=sys.stderr)
    sys.exit(code)


try:
    import torch
except ImportError:
    fail("python3 has no torch here. Cure: pip install torch")


def read_images(folder):
    """uint8 [n, pixels] of the training images, gzip'd or plain IDX."""
    for name in ("train-images-idx3-ubyte.gz", "train-images-idx3-ubyte"):
        path = folder / name
        if path.exists():
            raw = gzip.decompress(path.read_bytes()) if name.endswith(".gz") else path.read_bytes()
            count, rows, columns = (int.from_bytes(raw[i : i + 4], "big") for i in (4, 8, 12))
            return np.frombuffer(raw, np.uint8, offset=16).reshape(count, rows * columns)
    fail(f"{folder}: no train-images-idx3-ubyte.gz")


class Trace:
    """What `train --trace` wrote."""

    def __init__(self, folder):
        try:
            self.spec = json.loads((folder / "spec.json").read_text())
            self.initial = dict(np.load(folder / "initial.npz"))
            self.anchors = np.load(folder / "anchors.npy")
            self.plan = np.load(folder / "plan.npy")
            self.losses = np.load(folder / "losses.npy")
        except OSError as error:
            fail(f"{folder}: no trace ({error}). Cure: anchorbench train --trace {folder}")

    @property
    def network(self):
        return "-".join(str(width) for width in self.spec["layers"])

    @property
    def arm(self):
        return "mean" if len(self.anchors) else "random"


class Net(torch.nn.Module):
    """A multi-layer perceptron, ReLU after every layer but the last."""

    def __init__(self, trace, device):
        super().__init__()
        layers = []
        count = len(trace.spec["layers"]) - 1
        for i in range(count):
            weight = torch.tensor(trace.initial[f"layer{i}.weight"])
            linear = torch.nn.Linear(*weight.shape)
            with torch.no_grad():
                linear.weight.copy_(weight.T)
                linear.bias.copy_(torch.tensor(trace.initial[f"layer{i}.bias"]))
            layers.append(linear)
            if i < count - 1:
                layers.append(torch.nn.ReLU())
        self.layers = torch.nn.Sequential(*layers).to(device)

    def forward(self, rows):
        return self.layers(rows)


def root(squares):
    """The square root, with gradient 0 at 0, where an anchor and its positive are one image."""
    above = squares > 0
    return torch.where(above, torch.where(above, squares, 1.0).sqrt(), 0.0)


def adam(parameters, device, **options):
    """Adam in the fastest form that this torch offers here, and that form's name."""
    parameters = list(parameters)
    if device == "cuda":
        options["capturable"] = True
    try:
        return torch.optim.Adam(parameters, fused=True, **options), "fused"
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, foreach=True, **options), "foreach"


def unavailable(mode, device):
    """Why a mode cannot run here, or None."""
    if mode == "compile" and not hasattr(torch, "compile"):
        return f"torch {torch.__version__} has no torch.compile"
    if mode == "graphs" and device != "cuda":
        return "CUDA graphs need a card"
    return None


class Step:
    """One step from indices to updated weights, with a loss that can be read."""

    def __init__(self, trace, images, device, mode, precision, margin=None, rate=None):
        spec = trace.spec
        self.scale = spec["pixelScale"]
        self.margin = spec["margin"] if margin is None else margin
        self.squared = spec["distance"] == "squared-euclidean"
        self.images = images
        self.table = torch.tensor(trace.anchors, device=device)
        self.net = Net(trace, device)
        self.autocast = precision == "bf16"
        self.device = device
        graphs = mode == "graphs"
        self.optimiser, self.adam = adam(
            self.net.parameters(),
            device,
            lr=spec["learningRate"] if rate is None else rate,
            betas=(spec["beta1"], spec["beta2"]),
            eps=spec["epsilon"],
        )
        self.plan = torch.zeros((spec["batch"], 3), dtype=torch.int64, device=device)
        self.loss_of = torch.compile(self.loss) if mode == "compile" else self.loss
        self.graph = self.capture() if graphs else None

    def loss(self, plan):
        anchor, positive, negative = plan.unbind(1)
        others = self.images[torch.cat((positive, negative))].float()
        # A mean anchor is a row of the table, gathered for every triplet, as one would write it.
        anchors = self.table[-1 - anchor] if len(self.table) else self.images[anchor].float()
        rows = torch.cat((anchors, others)) * self.scale
        with torch.autocast(self.device, torch.bfloat16, enabled=self.autocast):
            embeddings = self.net(rows)
        a, p, n = embeddings.float().chunk(3)
        to_positive = (a - p).square().sum(1)
        to_negative = (a - n).square().sum(1)
        if not self.squared:
            to_positive = root(to_positive)
            to_negative = root(to_negative)
        return torch.relu(to_positive - to_negative + self.margin).mean()

    def eager(self):
        self.optimiser.zero_grad(set_to_none=True)
        loss = self.loss_of(self.plan)
        loss.backward()
        self.optimiser.step()
        return loss.detach()

    def capture(self):
        """A CUDA graph of one step; weights and moments are put back after the warm-up."""
        start = {k: v.clone() for k, v in self.net.state_dict().items()}
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(3):
                self.eager()
        torch.cuda.current_stream().wait_stream(stream)
        self.net.load_state_dict(start)
        for state in self.optimiser.state.values():
            for value in state.values():
                value.zero_()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.captured_loss = self.eager()
        self.net.load_state_dict(start)
        for state in self.optimiser.state.values():
            for value in state.values():
                value.zero_()
        return graph

    def run(self, plan):
        self.plan.copy_(plan, non_blocking=True)
        if self.graph is None:
            return self.eager()
        self.graph.replay()
        return self.captured_loss


def check(step, trace, plans, tolerance):
    """Largest relative difference of the first losses from the trace's."""
    largest = 0.0
    for i in range(min(CHECKED_STEPS, len(plans))):
        found = float(step.run(plans[i]))
        largest = max(largest, abs(found - trace.losses[i]) / max(trace.losses[i], 1e-3))
    if not largest <= tolerance:
        fail(f"losses differ from the trace's by {largest:.2e}, allowed {tolerance:.0e}", FAILED)
    return largest


def timed(step, plans, device, together, seconds):
    """Microseconds a step of each group, synchronised after every `together` steps."""
    sync = torch.cuda.synchronize if device == "cuda" else lambda: None
    deadline = time.perf_counter() + seconds / 2
    at = 0
    while time.perf_counter() < deadline:
        step.run(plans[at % len(plans)])
        at += 1
    sync()
    # About ten groups in the time there is, at least five however slow a step is.
    each = seconds / 2 / max(1, at)
    repeats = max(1, int(seconds / 10 / each) // together)
    groups = []
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline or len(groups) < 5:
        start = time.perf_counter()
        for _ in range(repeats):
            for _ in range(together):
                step.run(plans[at % len(plans)])
                at += 1
            sync()
        groups.append((time.perf_counter() - start) / (repeats * together) * 1e6)
    return groups


def skipped(kernel, mode, trace, reason):
    empty = row(kernel, mode, trace, [math.nan, math.nan], None, None)
    return {**empty, "status": "SKIPPED", "note": reason, "check": None}


def number(value):
    """As run.json has numbers: a NaN is a string."""
    return "NaN" if math.isnan(value) else value


def row(kernel, mode, trace, groups, error, tolerance):
    spread = 0 if math.isnan(groups[0]) else statistics.stdev(groups) / math.sqrt(len(groups))
    return {
        "kernel": kernel,
        "engine": f"pytorch:{mode}",
        "parameters": {
            "active": "all",
            "anchors": trace.arm,
            "batch": str(trace.spec["batch"]),
            "network": trace.network,
        },
        "status": "TIMED",
        "note": None,
        "meanMicros": number(statistics.fmean(groups)),
        "errorMicros": number(NORMAL_999 * spread),
        "ceilingMicros": "NaN",
        "check": {
            "what": f"relative loss of {CHECKED_STEPS} steps of the trace",
            "largestError": error,
            "bound": tolerance,
        },
        "latency": None,
        "device": None,
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trace", type=pathlib.Path, required=True, action="append")
    parser.add_argument("--data", type=pathlib.Path, required=True)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--device", default="cuda" if torch.cuda.is_available() else "cpu")
    parser.add_argument("--modes", default=None)
    parser.add_argument("--precision", default="float32", choices=("float32", "tf32", "bf16"))
    parser.add_argument("--seconds", type=float, default=3)
    arguments = parser.parse_args()
    device = arguments.device
    if device == "cuda" and not torch.cuda.is_available():
        fail("--device cuda: torch sees no card")
    modes = arguments.modes or ("eager,compile,graphs" if device == "cuda" else "eager,compile")
    torch.backends.cuda.matmul.allow_tf32 = arguments.precision == "tf32"
    tolerance = {"float32": 1e-3, "tf32": 1e-2, "bf16": 1e-1}[arguments.precision]
    images = torch.from_numpy(read_images(arguments.data).copy()).to(device)
    rows = []
    forms = set()
    for folder in arguments.trace:
        trace = Trace(folder)
        plans = torch.from_numpy(trace.plan.astype(np.int64))
        plans = plans.pin_memory() if device == "cuda" else plans
        for mode in modes.split(","):
            reason = unavailable(mode, device)
            if reason:
                rows.append(skipped("training-step", mode, trace, reason))
                print(f"skipped, pytorch:{mode}: {reason}")
                continue
            error = check(
                Step(trace, images, device, mode, arguments.precision), trace, plans, tolerance
            )
            # Every triplet active and a rate of 0: the millionth step costs what the first does.
            step = Step(
                trace, images, device, mode, arguments.precision, EVERY_TRIPLET_ACTIVE, 0.0
            )
            forms.add(step.adam)
            label = mode if arguments.precision == "float32" else f"{mode}:{arguments.precision}"
            for kernel, together in (
                ("training-step", 1),
                ("training-step-in-epoch", STEPS_IN_EPOCH),
            ):
                groups = timed(step, plans, device, together, arguments.seconds)
                rows.append(row(kernel, label, trace, groups, error, tolerance))
                print(f"{kernel:24} {trace.arm:6} pytorch:{label:10} {rows[-1]['meanMicros']:10.1f} us")
    arguments.out.mkdir(parents=True, exist_ok=True)
    record = {
        "schema": "anchorbench/run",
        "version": 1,
        "createdUtc": datetime.datetime.now(datetime.timezone.utc).isoformat(),
        "command": "pytorch_triplet.py --device " + device,
        "engines": [
            {
                "name": "pytorch",
                "info": {
                    "name": "pytorch",
                    "device": torch.cuda.get_device_name() if device == "cuda" else platform.machine(),
                    "threads": torch.get_num_threads(),
                    "precision": arguments.precision,
                    "libraries": [
                        {"name": "torch", "version": torch.__version__, "path": "torch"}
                    ],
                    "notes": [
                        f"Adam {'/'.join(sorted(forms))};"
                        " anchors of the mean arm gathered for every triplet"
                    ],
                },
                "absent": None,
            }
        ],
        "benchmarks": rows,
    }
    (arguments.out / "run.json").write_text(json.dumps(record, indent=2))
    print(f"written to {arguments.out / 'run.json'}")


if __name__ == "__main__":
    main()
