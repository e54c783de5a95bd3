"""A folder that anchorbench reads: run.json, the raw groups in peer.json, SHA256SUMS of both.

Needs nothing but Python: it is written while torch runs, or crashes, in another process.
"""

import contextlib
import datetime
import hashlib
import json
import math
import os
import signal
import statistics

import network_text

SCHEMA = "anchorbench/run"
VERSION = 3
CONFIDENCE = 0.999
CUT_OFF = "not timed: the run was cut off before"


def t_share_within(t, degrees):
    """P(|T| < t) of Student's T with whole degrees of freedom (Abramowitz and Stegun, 26.7.3-4)."""
    angle = math.atan(t / math.sqrt(degrees))
    cosine = math.cos(angle)
    odd = degrees % 2 == 1
    term = cosine if odd else 1.0
    total = term if degrees > 1 else 0.0
    for k in range(3 if odd else 2, degrees - 1, 2):
        term *= cosine**2 * ((k - 1) / k)
        total += term
    if odd:
        return 2 / math.pi * (angle + math.sin(angle) * total)
    return math.sin(angle) * total


def t_quantile(confidence, degrees):
    """The t with that share of the distribution between -t and t."""
    low, high = 0.0, 1.0
    while t_share_within(high, degrees) < confidence:
        high *= 2
    for _ in range(200):
        middle = (low + high) / 2
        if t_share_within(middle, degrees) < confidence:
            low = middle
        else:
            high = middle
    return high


def half_width(samples):
    """Half of Student's 99.9 % interval of the mean, as JMH reckons it; NaN with fewer than 3."""
    if len(samples) < 3:
        return math.nan
    deviation = statistics.stdev(samples)
    return t_quantile(CONFIDENCE, len(samples) - 1) * deviation / math.sqrt(len(samples))


def plain(value):
    """Numbers of NumPy and torch as Python's; those that JSON has not as strings."""
    if isinstance(value, dict):
        return {str(k): plain(v) for k, v in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(v) for v in value]
    if value is None or isinstance(value, (str, bool, int)):
        return value
    if hasattr(value, "item"):
        return plain(value.item())
    number = float(value)
    if math.isfinite(number):
        return number
    return "NaN" if math.isnan(number) else ("Infinity" if number > 0 else "-Infinity")


def row(work, status, note=None, samples=(), check=None):
    """A row of the benchmark table; `work` has the case and the engine."""
    return {
        **work,
        "status": status,
        "note": note,
        "timing": {
            "meanMicros": statistics.fmean(samples) if samples else math.nan,
            "samples": [list(samples)] if samples else [],
            "errorMicros": half_width(samples),
            "ceilingMicros": math.nan,
        },
        "check": check,
        "latency": None,
        "device": None,
    }


def work(kernel, engine, spec, network=None):
    """What is timed, named as the benchmark names it; `network` is its own name for it."""
    arm = "mean" if spec["arm"] == "mean:30" else spec["arm"]
    return {
        "benchmark": {
            "kernel": kernel,
            "parameters": {
                "active": "all",
                "anchors": arm,
                "batch": str(spec["batch"]),
                "engine": engine,
                "network": network or network_text.name_of(spec),
            },
            "drawSeed": spec["seed"],
            "cost": None,
        },
        "engine": engine,
    }


def key(work):
    case = work["benchmark"]
    return case["kernel"], work["engine"], tuple(case["parameters"].items())


def raw_of(work, timing):
    """What peer.json keeps: the groups of steps that were timed."""
    case = work["benchmark"]
    return {
        "kernel": case["kernel"],
        "engine": work["engine"],
        "parameters": case["parameters"],
        "drawSeed": case["drawSeed"],
        "steps": timing.steps,
        "nanos": timing.nanos,
    }


@contextlib.contextmanager
def not_interrupted():
    """A signal waits until several files are of one state."""
    signals = {signal.SIGTERM, signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, signals)
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


class PeerRecord:
    """The record of a run that may end at any moment: on disk, every row is whole from the start.

    A row that was not reached says so.
    """

    def __init__(self, folder, command, spec, engines, works):
        self.folder = folder
        self.head = {
            "schema": SCHEMA,
            "version": VERSION,
            "build": spec["build"],
            "createdUtc": datetime.datetime.now(datetime.timezone.utc).strftime(
                "%Y-%m-%dT%H:%M:%S.%fZ"
            ),
            "command": command,
            "machine": spec["machine"],
            "images": spec["images"],
        }
        self.engines = {engine["name"]: engine for engine in engines}
        self.rows = {key(work): row(work, "FAILED", CUT_OFF) for work in works}
        self.raw = {}
        self.waiting = set(self.rows)

    def put(self, new, raw=None):
        self.rows[key(new)] = new
        self.waiting.discard(key(new))
        if raw is not None:
            self.raw[key(new)] = raw
        self.write()

    def note(self, engine, text):
        notes = self.engines[engine]["info"]["notes"]
        if text not in notes:
            notes.append(text)

    def give_up(self, engine, reason):
        """Rows of an engine that were not reached, and now never are."""
        for name in [k for k in self.waiting if k[1] == engine]:
            self.rows[name]["note"] = reason
            self.waiting.discard(name)
        self.write()

    def failed(self):
        return [r for r in self.rows.values() if r["status"] == "FAILED"]

    def write(self):
        record = {
            **self.head,
            "engines": list(self.engines.values()),
            "experiment": None,
            "benchmarks": list(self.rows.values()),
        }
        files = {"run.json": record, "peer.json": list(self.raw.values())}
        with not_interrupted():
            sums = []
            for name, content in files.items():
                text = json.dumps(plain(content), indent=2, allow_nan=False)
                sums.append(f"{hashlib.sha256(text.encode()).hexdigest()}  {name}\n")
                replace(self.folder / name, text)
            replace(self.folder / "SHA256SUMS", "".join(sums))


def replace(path, text):
    """Writes a file that is there whole or not at all."""
    part = path.with_name(path.name + ".part")
    with open(part, "w", encoding="utf-8", newline="\n") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(part, path)
