"""The training step in PyTorch: eager, compiled or as a CUDA graph; checked, then timed."""

import dataclasses
import os
import shutil
import time

import numpy as np
import torch

import float64_arithmetic
import float64_step
import pytorch_net
from float64_arithmetic import Exact, Expected
from float64_step import Float64Step

STEPS_IN_EPOCH = 64
EVERY_TRIPLET_ACTIVE = 1000.0
# Steps of the run whose weights are compared: enough for moments and their bias corrections.
TAMED_STEPS = 4
WARM_UP_STEPS = 3
# Of a convolutional network's batch, and the whole batch is copies of them: in double precision a
# step on 128 triplets takes seconds.
CHECKED_TRIPLETS = 8


def root(squares):
    """The square root, with gradient 0 at 0, where an anchor and its positive are one image."""
    # Not torch.where with a number: that copies it to a card, which a graph's capture refuses.
    zero = squares == 0
    return squares.masked_fill(zero, 1.0).sqrt().masked_fill(zero, 0.0)


def adam(parameters, device, **options):
    """Adam in the fastest form that this torch offers here, and that form's name."""
    parameters = list(parameters)
    try:
        return torch.optim.Adam(parameters, fused=True, **options), "fused"
    except (RuntimeError, TypeError):
        return torch.optim.Adam(parameters, foreach=True, **options), "foreach"


def unavailable(mode, precision, device):
    """Why no network can run here, or None."""
    if mode == "graphs" and device != "cuda":
        return "CUDA graphs need a card"
    if precision == "tf32" and device != "cuda":
        return "tf32 needs a card"
    if mode == "compile":
        if not hasattr(torch, "compile"):
            return f"torch {torch.__version__} has no torch.compile"
        compiler = os.environ.get("CXX", "g++")
        if device == "cpu" and not (shutil.which(compiler) or shutil.which("clang++")):
            return f"torch.compile needs a C++ compiler ({compiler} not found). Cure: install g++"
        try:
            torch.compile(root)  # compiles nothing yet, but refuses a Python that it does not know
        except RuntimeError as error:
            return str(error).strip().splitlines()[0]
    return None


def as_traced(tensor):
    return pytorch_net.traced(tensor.double().cpu().numpy())


class Step:
    """One step from indices to updated weights, with a loss and gradients that can be read."""

    def __init__(self, trace, images, device, mode, precision, layout=pytorch_net.CONTIGUOUS):
        self.trace = trace
        self.squared = trace.spec["distance"] == "squared-euclidean"
        self.device = device
        self.factor, self.offset = self.scaling(trace)
        self.mode = mode
        self.autocast = precision == "bf16"
        self.images = images
        self.table = torch.tensor(trace.anchors, device=device)
        self.net = pytorch_net.Net(trace.layers, device, layout)
        self.plan = torch.zeros((trace.spec["batch"], 3), dtype=torch.int64, device=device)
        # On the device: another margin is no other program, for a compiler or a graph.
        self.margin = torch.zeros((), device=device)
        self.loss_of = torch.compile(self.loss) if mode == "compile" else self.loss
        self.optimiser = self.form = self.graph = None

    def scaling(self, trace):
        """A number and no offset, or a tensor of each."""
        if trace.factor.ndim == 0:
            return float(trace.factor), None
        numbers = (trace.factor, trace.offset)
        return tuple(torch.tensor(each, device=self.device) for each in numbers)

    def scaled(self, rows):
        rows = rows * self.factor
        return rows if self.offset is None else rows + self.offset

    def prepare(self, margin, rate, epsilon):
        """Initial weights and a new optimiser; in mode graphs a new graph, too."""
        spec = self.trace.spec
        self.margin.fill_(float(margin))
        self.graph = None
        options = {"capturable": True} if self.mode == "graphs" else {}
        self.optimiser, self.form = adam(
            self.net.parameters(),
            self.device,
            lr=float(rate),
            betas=(spec["beta1"], spec["beta2"]),
            eps=float(epsilon),
            **options,
        )
        self.reset()
        if self.mode == "graphs":
            self.graph = self.capture()
            self.reset()
        return self

    def reset(self):
        """Initial weights, moments and step number, in place: a graph goes on from there."""
        with torch.no_grad():
            for parameter, initial in zip(self.net.parameters(), self.trace.initial):
                values = np.ascontiguousarray(pytorch_net.traced(initial))
                parameter.copy_(torch.from_numpy(values))
            for state in self.optimiser.state.values():
                for value in state.values():
                    value.zero_()

    def loss(self, plan):
        anchor, positive, negative = plan.unbind(1)
        others = self.images[torch.cat((positive, negative))].float()
        if self.trace.shares_anchors:
            anchors = self.table
        else:
            # A mean anchor is a row of the table, gathered for every triplet, as one would write.
            anchors = self.table[-1 - anchor] if len(self.table) else self.images[anchor].float()
        rows = self.scaled(torch.cat((anchors, others)))
        # Without its cache of converted weights: a graph would keep those of its capture. Each
        # weight is used once, so nothing is converted twice.
        with torch.autocast(
            self.device, torch.bfloat16, enabled=self.autocast, cache_enabled=False
        ):
            embeddings = self.net(rows)
        batch = len(plan)
        a, p, n = embeddings.float().split((len(anchors), batch, batch))
        if self.trace.shares_anchors:
            a = a[-1 - anchor]
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
        """A CUDA graph of one step, after steps that make Adam's state and cuBLAS's workspace."""
        stream = torch.cuda.Stream()
        stream.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(stream):
            for _ in range(WARM_UP_STEPS):
                self.eager()
        torch.cuda.current_stream().wait_stream(stream)
        # Gradients of the warm-up are not the graph's memory.
        self.optimiser.zero_grad(set_to_none=True)
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph):
            self.captured_loss = self.eager()
        return graph

    def run(self, plan):
        self.plan.copy_(plan, non_blocking=True)
        if self.graph is None:
            return self.eager()
        self.graph.replay()
        return self.captured_loss

    def parameters(self):
        """As the trace has them."""
        return [as_traced(p.detach()) for p in self.net.parameters()]

    def gradients(self):
        """Of the last step."""
        return [as_traced(p.grad) for p in self.net.parameters()]


@dataclasses.dataclass
class Reference:
    """What a step must give, in one arithmetic.

    Compared is what does not run apart. Loss and gradient of single steps start from the trace's
    weights. With Adam's own epsilon, further steps would be no test: a gradient that is nearly 0
    moves a weight by a whole learning rate in one direction or the other, by its last bit. So the
    weights that are compared come from an Adam whose epsilon E is the largest gradient. An update
    m / (sqrt(v) + E) is then off by at most 1/E times the gradient's error for m and, as m is near
    E at most, as much again for sqrt(v): the deviation stays of first order, as the bound needs it.
    """

    own: Expected
    active: Expected
    tamed: Expected
    epsilon: float
    trace_error: float
    plans: np.ndarray

    @staticmethod
    def of(trace, images, precision):
        arithmetic = float64_arithmetic.ARITHMETICS[precision]
        initial = [p.astype(np.float64) for p in trace.initial]
        spec = trace.spec
        step = Float64Step(trace, images)
        embeddings, _ = step.forward(trace.plan[0], initial, Exact())
        distinct = checked_triplets(trace)
        copies = spec["batch"] // distinct
        plans = trace.plan[:TAMED_STEPS, :distinct].copy()
        # Of few triplets none may be active: the worst then.
        violations, _ = step.violations(trace.plan[0], embeddings, Exact())
        plans[0] = trace.plan[0][np.sort(np.argsort(-violations)[:distinct])]

        def single(step):
            def compute(numbers):
                loss, gradients = step.run(plans[0], initial, numbers)
                return [loss, *gradients]

            return compute

        own = Expected.of(arithmetic, single(step), copies)
        active = Expected.of(
            arithmetic, single(Float64Step(trace, images, EVERY_TRIPLET_ACTIVE)), copies
        )
        epsilon = float(max(np.abs(g).max() for g in own.values[1:]))
        tamed = float64_step.Adam(spec["learningRate"], spec["beta1"], spec["beta2"], epsilon)
        trained = Expected.of(arithmetic, lambda n: step.train(plans, initial, tamed, n), copies)
        # The trace's first loss, by an engine in float32 at least. It is the whole batch's, and
        # errs by no more than that of few.
        loss, _ = step.loss(trace.plan[0], embeddings, Exact())
        trace_error = Expected([loss], own.bounds[:1]).error([trace.losses[:1]])
        repeated = np.tile(plans, (1, copies, 1))
        return Reference(own, active, trained, epsilon, trace_error, repeated)

    def error(self, step):
        """The largest error of a step as a share of its bound."""
        trace = step.trace
        plans = torch.from_numpy(self.plans.astype(np.int64))
        shares = [self.trace_error]
        step.prepare(trace.spec["margin"], trace.spec["learningRate"], self.epsilon)
        shares.append(self.own.error(loss_and_gradients(step, plans[0])))
        step.reset()
        for plan in plans:
            step.run(plan)
        shares.append(self.tamed.error(step.parameters()))
        # As it is timed.
        timed_form(step)
        shares.append(self.active.error(loss_and_gradients(step, plans[0])))
        return float(np.max(shares))


def checked_triplets(trace):
    """How many of a batch are computed in double precision; so many go into the batch evenly."""
    batch = trace.spec["batch"]
    if not trace.convolves:
        return batch
    return max(n for n in range(1, CHECKED_TRIPLETS + 1) if batch % n == 0)


CHECKED = (
    f"loss and gradients of a step, weights after {TAMED_STEPS}, against double precision:"
    " share of the derived bound"
)


def loss_and_gradients(step, plan):
    loss = step.run(plan)
    return [loss.cpu().reshape(1).numpy(), *step.gradients()]


def timed_form(step):
    """Every triplet active and a rate of 0: the millionth step costs what the first does."""
    return step.prepare(EVERY_TRIPLET_ACTIVE, 0.0, step.trace.spec["epsilon"])


def is_where_it_began(step):
    """Whether a rate of 0 has moved nothing."""
    return all(
        np.array_equal(found, initial)
        for found, initial in zip(step.parameters(), step.trace.initial)
    )


def fastest(trace, images, device, mode, precision):
    """The step in the layout that is the fastest here."""
    layouts = pytorch_net.layouts(trace, mode, precision, device)
    steps = {layout: Step(trace, images, device, mode, precision, layout) for layout in layouts}
    if len(layouts) == 1:
        return steps[layouts[0]]
    plan = torch.from_numpy(trace.plan[0].astype(np.int64))
    runs = {
        layout: lambda ready=timed_form(step): float(ready.run(plan))
        for layout, step in steps.items()
    }
    return steps[pytorch_net.fastest(runs)]


@dataclasses.dataclass
class Timing:
    """Groups of steps: nanoseconds of each, steps in each."""

    nanos: list
    steps: int

    @property
    def micros(self):
        return [nanos / self.steps / 1e3 for nanos in self.nanos]


def timed(step, plans, together, seconds):
    """Times groups of steps. The loss is read after every `together` steps: the device is done."""
    deadline = time.perf_counter() + seconds / 2
    at = 0
    start = time.perf_counter()
    while time.perf_counter() < deadline or at < together:
        loss = step.run(plans[at % len(plans)])
        at += 1
    float(loss)
    # About ten groups in the time there is, at least five however slow a step is.
    each = (time.perf_counter() - start) / at
    repeats = max(1, int(seconds / 10 / each) // together)
    nanos = []
    deadline = time.perf_counter() + seconds
    while time.perf_counter() < deadline or len(nanos) < 5:
        start = time.perf_counter_ns()
        for _ in range(repeats):
            for _ in range(together):
                loss = step.run(plans[at % len(plans)])
                at += 1
            float(loss)
        nanos.append(time.perf_counter_ns() - start)
    return Timing(nanos, repeats * together)
