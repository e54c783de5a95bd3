#!/usr/bin/env python3
"""The training step of anchorbench in PyTorch: what a user would write instead, timed beside it.

Replays folders of `anchorbench train --trace`: the same images, triplets, initial weights, loss and
optimiser. A step is held to double precision before it is timed. Each mode is timed in a process of
its own, so that a crash costs its rows alone, and every row is on disk as soon as it is known: a
record that `anchorbench report`, `compare` and `check` read.

    python3 pytorch_triplet.py --trace DIR --data IMAGES --out FOLDER [--device cuda|cpu]
                               [--modes eager,compile,graphs] [--precision float32|tf32|bf16]
    python3 pytorch_triplet.py --self-test        wrong steps must be refused
"""

import argparse
import json
import os
import pathlib
import selectors
import signal
import subprocess
import sys
import time

import image_files
import network_text
import peer_record

FAILED = 1
MISSING = 2
HERE = pathlib.Path(__file__).resolve()
GATHERED = "a mean anchor is gathered for every triplet, as one would write it"
KERNELS = ("training-step", "training-step-in-epoch")
PRECISIONS = ("float32", "tf32", "bf16")
MODES = ("eager", "compile", "graphs")
TORCH_START_SECONDS = 120
# So that glibc keeps what is freed. A convolution's activations are so large that it would ask the
# kernel for each anew, and clear page after page: a step of two convolutions took a third longer.
ALLOCATOR = {"MALLOC_MMAP_MAX_": "0", "MALLOC_TRIM_THRESHOLD_": "-1"}


class Stopped(Exception):
    """A signal asked for the end."""


def fail(message, code=MISSING):
    print(f"pytorch_triplet: {message}", file=sys.stderr)
    sys.exit(code)


def first_line(error):
    lines = [line.strip() for line in str(error).splitlines() if line.strip()]
    return f"{type(error).__name__}: {lines[0] if lines else ''}"[:300]


def label(mode, precision):
    return f"pytorch:{mode}" + ("" if precision == "float32" else f":{precision}")


def modes_of(given):
    """Mode and precision of each engine: a mode may name its own, as in eager:bf16."""
    if not given.modes:
        return []
    pairs = [text.partition(":") for text in given.modes.split(",")]
    return [(mode, precision or given.precision) for mode, _, precision in pairs]


def works_of(given):
    """Each trace with its images, and its network's name in rows or None."""
    images = given.data if len(given.data) > 1 else given.data * len(given.trace)
    return list(zip(given.trace, images, given.network or [None] * len(given.trace)))


def options():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--trace", type=pathlib.Path, action="append", default=[])
    parser.add_argument(
        "--data",
        type=pathlib.Path,
        action="append",
        default=[],
        help="images as Keras packs them (.npz), or a folder of IDX files; of each trace, or once",
    )
    parser.add_argument(
        "--network", action="append", default=[], help="of each trace, its network's name in rows"
    )
    parser.add_argument("--out", type=pathlib.Path)
    parser.add_argument("--device", choices=("cuda", "cpu"), help="default: a card if there is one")
    parser.add_argument(
        "--modes",
        help="default: eager,compile and, on a card, graphs; with a precision, e.g. eager:bf16",
    )
    parser.add_argument("--precision", default="float32", choices=PRECISIONS)
    parser.add_argument("--kernels", default=",".join(KERNELS))
    parser.add_argument("--seconds", type=float, default=3, help="seconds of timing per row")
    parser.add_argument("--mode-seconds", type=float, default=300, help="most seconds per mode")
    parser.add_argument("--threads", type=int, default=None, help="default: every processor")
    parser.add_argument("--self-test", action="store_true")
    # Of the processes that this one starts.
    parser.add_argument("--describe", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--rows-to", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.threads is None:
        allowed = getattr(os, "sched_getaffinity", None)
        given.threads = len(allowed(0)) if allowed else os.cpu_count()
    return given


# What runs in the processes that have torch.


def describe():
    """What the first process must know of torch, which it never loads itself."""
    import platform

    try:
        import numpy
        import torch
    except ImportError as error:
        name = getattr(error, "name", None)
        if name not in ("torch", "numpy"):
            raise
        fail(f"python3 has no {name} here. Cure: pip install torch numpy")
    card = torch.cuda.is_available()
    print(
        json.dumps(
            {
                "torch": str(torch.__version__),
                "numpy": str(numpy.__version__),
                "python": platform.python_version(),
                "cuda": str(torch.version.cuda) if card else None,
                "card": torch.cuda.get_device_name() if card else None,
            }
        )
    )


def time_mode(given):
    """One mode, row after row, each told at once through the pipe `--rows-to`."""
    with os.fdopen(given.rows_to, "w", encoding="utf-8") as pipe:

        def tell(**message):
            pipe.write(json.dumps(peer_record.plain(message)) + "\n")
            pipe.flush()

        try:
            time_traces(given, tell)
        except Exception as error:
            tell(lost=first_line(error))
            raise


def time_traces(given, tell):
    import numpy as np
    import torch

    import pytorch_net
    import pytorch_step
    from triplet_trace import Trace, read_images

    torch.set_num_threads(given.threads)
    torch.set_float32_matmul_precision("high" if given.precision == "tf32" else "highest")
    # Convolutions on a card would be tf32 otherwise, and of the first algorithm that comes.
    torch.backends.cudnn.allow_tf32 = given.precision == "tf32"
    torch.backends.cudnn.benchmark = True
    mode, device = given.modes, given.device
    engine = label(mode, given.precision)
    read = None
    reason = pytorch_step.unavailable(mode, given.precision, device)
    for folder, place, network in works_of(given):
        if place != read:
            pixels = read_images(place)
            images = torch.from_numpy(pixels.copy()).to(device)
            read = place
        trace = Trace.read(folder)
        kernels = given.kernels.split(",")
        works = [peer_record.work(kernel, engine, trace.spec, network) for kernel in kernels]
        why = reason or pytorch_net.unavailable(trace.layers)
        if why:
            for work in works:
                tell(row=peer_record.row(work, "SKIPPED", why))
            continue
        check = None
        try:
            if mode == "compile":
                torch._dynamo.reset()
            step = pytorch_step.fastest(trace, images, device, mode, given.precision)
            error = pytorch_step.Reference.of(trace, pixels, given.precision).error(step)
            check = {"what": pytorch_step.CHECKED, "largestError": error, "bound": 1.0}
            if not error <= 1:
                raise ArithmeticError(f"{pytorch_step.CHECKED}: {error:.3g}, allowed 1")
            tell(note=form_of(step, mode, network))
            plans = torch.from_numpy(trace.plan.astype(np.int64))
            plans = plans.pin_memory() if device == "cuda" else plans
            for work in works:
                together = 1 if work["benchmark"]["kernel"] == KERNELS[0] else pytorch_step.STEPS_IN_EPOCH
                timing = pytorch_step.timed(step, plans, together, given.seconds)
                if not pytorch_step.is_where_it_began(step):
                    raise ArithmeticError("a learning rate of 0 moved weights")
                raw = peer_record.raw_of(work, timing)
                timed = peer_record.row(work, "TIMED", None, timing.micros, check)
                works = [other for other in works if other is not work]
                tell(row=timed, raw=raw)
        except Exception as error:  # whatever it is, the other rows are not to be lost
            for work in works:
                tell(row=peer_record.row(work, "FAILED", first_line(error), check=check))


def form_of(step, mode, network):
    """What tells this form of a step from others; `network` as rows call it, or None."""
    trace = step.trace
    if not trace.convolves:
        return f"Adam {step.form}; {GATHERED}"
    layout = step.net.layout
    how = "" if mode == "compile" else ", the fastest here in a trial"
    name = f"{network or network_text.name_of(trace.spec)} ({trace.spec['arm']})"
    once = "; the table of anchors is embedded once a step" if trace.shares_anchors else ""
    return f"{name}: layout {layout}{how}; maximum before ReLU; Adam {step.form}{once}"


# What runs in the first process.


def torch_here():
    command = [sys.executable, str(HERE), "--describe"]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=TORCH_START_SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        fail(f"torch did not start within {TORCH_START_SECONDS} s")
    if done.returncode == 0:
        return json.loads(done.stdout.splitlines()[-1])
    lines = done.stderr.strip().splitlines() or [f"exit {done.returncode}"]
    fail(lines[-1].removeprefix("pytorch_triplet: "))


def specs_of(works):
    specs = []
    # Of each file of images: what the first trace says of it.
    described = {}
    for folder, place, _ in works:
        try:
            specs.append(json.loads((folder / "spec.json").read_text()))
        except (OSError, ValueError) as error:
            fail(f"{folder}: no trace ({error}). Cure: anchorbench train --trace {folder}")
        missing = [k for k in ("arm", "build", "machine", "images") if k not in specs[-1]]
        if missing:
            fail(f"{folder}: an older build's trace, without {', '.join(missing)}; make it again")
        images, other = described.setdefault(place, (specs[-1]["images"], folder))
        if specs[-1]["images"] != images:
            fail(f"{folder}: its images are not those of {other}")
    return specs


def engine_entry(name, precision, torch, given):
    libraries = [
        {"name": "torch", "version": torch["torch"], "path": "torch"},
        {"name": "Python", "version": torch["python"], "path": "python3"},
        {"name": "NumPy", "version": torch["numpy"], "path": "numpy"},
    ]
    if given.device == "cuda":
        libraries.append({"name": "CUDA of torch", "version": torch["cuda"], "path": "torch"})
    notes = []
    if os.environ.get("NVIDIA_TF32_OVERRIDE"):
        notes.append(f"NVIDIA_TF32_OVERRIDE={os.environ['NVIDIA_TF32_OVERRIDE']}")
    if given.device == "cpu":
        settings = " ".join(f"{name}={os.environ[name]}" for name in ALLOCATOR)
        notes.append(f"memory that is freed is kept ({settings})")
    info = {
        "name": name,
        "role": "PEER",
        "device": {
            "kind": "CARD" if given.device == "cuda" else "PROCESSOR",
            "name": torch["card"] if given.device == "cuda" else given.processor,
        },
        "threads": given.threads,
        "precision": precision,
        "libraries": libraries,
        "notes": notes,
    }
    return {"name": name, "info": info, "absent": None}


def collect(record, engine, command, seconds):
    """Runs a process and takes its rows as they come; its end, however it comes, is its own."""
    reading, writing = os.pipe()
    process = subprocess.Popen(
        [*command, "--rows-to", str(writing)], pass_fds=(writing,), start_new_session=True
    )
    os.close(writing)
    deadline = time.monotonic() + seconds
    waiting = selectors.DefaultSelector()
    waiting.register(reading, selectors.EVENT_READ)
    reason = None
    unread = b""
    try:
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not waiting.select(left):
                reason = f"not timed: stopped after {seconds:g} s (--mode-seconds)"
                break
            some = os.read(reading, 1 << 16)
            if not some:
                break
            *lines, unread = (unread + some).split(b"\n")
            for line in lines:
                take(record, engine, json.loads(line))
        if reason is None:
            code = process.wait(timeout=max(1.0, deadline - time.monotonic()))
            reason = f"not timed: its process ended with {ending(code)}"
    except subprocess.TimeoutExpired:
        reason = f"not timed: stopped after {seconds:g} s (--mode-seconds)"
    finally:
        # A compiler's own processes, too.
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        process.wait()
        os.close(reading)
        waiting.close()
    record.give_up(engine, reason)


def ending(code):
    if code >= 0:
        return f"exit code {code}"
    try:
        return signal.Signals(-code).name
    except ValueError:
        return f"signal {-code}"


def take(record, engine, message):
    if "note" in message:
        record.note(engine, message["note"])
    if "lost" in message:
        record.give_up(engine, message["lost"])
    if "row" in message:
        record.put(message["row"], message.get("raw"))
        print(line_of(message["row"]), flush=True)


def line_of(row):
    case = row["benchmark"]
    parts = [case["parameters"][name] for name in ("anchors", "batch", "network")]
    name = " ".join([case["kernel"], row["engine"], *parts])
    if row["status"] == "TIMED":
        error = row["check"]["largestError"]
        return f"{name}: {row['timing']['meanMicros']:.1f} us, error {error:.2g} of its bound"
    return f"{row['status']}, {name}: {row['note']}"


def stop(number, frame):
    raise Stopped(number)


def drive(given):
    for name in ("trace", "data", "out"):
        if not getattr(given, name):
            fail(f"--{name} is missing")
    if given.network and len(given.network) != len(given.trace):
        fail(f"{len(given.network)} --network, {len(given.trace)} --trace; expected as many")
    if len(given.data) not in (1, len(given.trace)):
        fail(f"{len(given.data)} --data, {len(given.trace)} --trace; expected one, or as many")
    specs = specs_of(works_of(given))
    for place in given.data:
        try:
            image_files.find(place)
        except OSError as error:
            fail(error)
    torch = torch_here()
    given.device = given.device or ("cuda" if torch["card"] else "cpu")
    if given.device == "cuda" and not torch["card"]:
        fail("--device cuda: torch sees no card")
    # NumPy's, for the check. Its threads wait by spinning: where others worked, two took four times
    # as long as one.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if given.device == "cpu":
        for name, value in ALLOCATOR.items():
            os.environ.setdefault(name, value)
    given.processor = specs[0]["machine"]["processor"]
    default = MODES[: 3 if torch["card"] else 2]
    modes = modes_of(given) or [(mode, given.precision) for mode in default]
    kernels = given.kernels.split(",")
    for chosen, known in (
        ([mode for mode, _ in modes], MODES),
        ([precision for _, precision in modes], PRECISIONS),
        (kernels, KERNELS),
    ):
        for name in chosen:
            if name not in known:
                fail(f"'{name}' unknown; there are: {', '.join(known)}")
    engines = [label(mode, precision) for mode, precision in modes]
    works = [
        peer_record.work(kernel, engine, spec, network)
        for spec, (_, _, network) in zip(specs, works_of(given))
        for kernel in kernels
        for engine in engines
    ]
    if len({peer_record.key(work) for work in works}) < len(works):
        fail("two traces, modes or kernels come to the same row")
    given.out.mkdir(parents=True, exist_ok=True)
    record = peer_record.PeerRecord(
        given.out,
        f"pytorch_triplet.py --device {given.device} --modes {','.join(map(':'.join, modes))}"
        f" --seconds {given.seconds:g}",
        specs[0],
        [
            engine_entry(engine, precision, torch, given)
            for engine, (_, precision) in zip(engines, modes)
        ],
        works,
    )
    record.write()
    for (mode, precision), engine in zip(modes, engines):
        command = [sys.executable, str(HERE), "--modes", mode, "--device", given.device]
        command += ["--precision", precision, "--kernels", given.kernels]
        command += ["--seconds", given.seconds, "--threads", given.threads]
        for folder in given.trace:
            command += ["--trace", folder]
        for place in given.data:
            command += ["--data", place]
        for network in given.network:
            command += ["--network", network]
        collect(record, engine, [str(word) for word in command], given.mode_seconds)
    print(f"written to {given.out / 'run.json'}")
    return FAILED if record.failed() else 0


def main():
    given = options()
    if given.describe:
        return describe()
    if given.rows_to is not None:
        return time_mode(given)
    if given.self_test:
        # More threads make such small steps slower, much so where others work, too.
        os.environ.setdefault("OMP_NUM_THREADS", "1")
        import self_test

        return self_test.main()
    signal.signal(signal.SIGTERM, stop)
    try:
        return drive(given)
    except Stopped as stopped:
        print("pytorch_triplet: stopped; the rows so far are written", file=sys.stderr)
        return 128 + stopped.args[0]


if __name__ == "__main__":
    sys.exit(main())
