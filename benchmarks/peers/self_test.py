"""Whether the check can fail: the honest step must pass it, each wrong one must be refused.

And whether a step could be captured as a CUDA graph, as far as that can be seen without a card.
"""

import itertools

import numpy as np
import torch
from torch.utils._python_dispatch import TorchDispatchMode

from float64_step import Exact, Float64Step
from pytorch_step import Reference, Step, root
from triplet_trace import Trace

SEED = 4
LAYERS = (36, 24, 24, 8)
SHAPE = (3, 3, 4)
BATCH = 32
STEPS = 8


def standardised(images):
    """Each channel's own factor and offset, as a trace has them."""
    planes = images.reshape(-1, *SHAPE).astype(np.float64)
    mean, deviation = planes.mean((0, 2, 3)), planes.std((0, 2, 3))
    factors, offsets = (1 / deviation).astype(np.float32), (-mean / deviation).astype(np.float32)
    pairs = {"factors": factors.tolist(), "offsets": offsets.tolist()}
    return {"pixelScaling": pairs, "shape": list(SHAPE)}


def made_up(arm, colours):
    """Images around four class means, and a trace on them."""
    random = np.random.default_rng(SEED)
    classes, per_class = 4, 40
    means = random.uniform(40, 200, (classes, LAYERS[0]))
    # Channels of different brightness, so that another's factor and offset show.
    means *= np.repeat((0.4, 0.7, 1.0), LAYERS[0] // 3)
    images = np.clip(np.repeat(means, per_class, 0) + random.normal(0, 40, (160, 36)), 0, 255)
    images = images.astype(np.uint8)
    kind = random.integers(0, classes, (STEPS, BATCH))
    other = (kind + random.integers(1, classes, kind.shape)) % classes
    pick = lambda k: k * per_class + random.integers(0, per_class, k.shape)  # noqa: E731
    anchor = -1 - kind if arm == "mean:30" else pick(kind)
    initial = []
    for fan_in, fan_out in zip(LAYERS, LAYERS[1:]):
        limit = (6 / (fan_in + fan_out)) ** 0.5
        initial.append(random.uniform(-limit, limit, (fan_in, fan_out)).astype(np.float32))
        initial.append(np.zeros(fan_out, np.float32))
    spec = {
        "layers": list(LAYERS),
        "distance": "euclidean",
        "margin": 1.0,
        **(standardised(images) if colours else {"pixelScale": float(np.float32(1 / 255))}),
        "learningRate": 1e-3,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-7,
        "batch": BATCH,
    }
    table = means if arm == "mean:30" else np.zeros((0, LAYERS[0]))
    plan = np.stack((anchor, pick(kind), pick(other)), 2).astype(np.int32)
    trace = Trace(spec, initial, table.astype(np.float32), plan, None)
    exact = [p.astype(np.float64) for p in initial]
    loss, _ = Float64Step(trace, images).run(plan[0], exact, Exact())
    trace.losses = loss.astype(np.float32)
    return trace, images


class MarginOff(Step):
    """margin off by 1 %"""

    def prepare(self, margin, rate, epsilon):
        return super().prepare(1.01 * margin, rate, epsilon)


class WrongSign(Step):
    """sign of the gradient"""

    def eager(self):
        self.optimiser.zero_grad()
        loss = self.loss(self.plan)
        (-loss).backward()
        self.optimiser.step()
        return loss.detach()


class NoMean(Step):
    """1/batch forgotten in the gradient"""

    def eager(self):
        self.optimiser.zero_grad()
        loss = self.loss(self.plan)
        (loss * BATCH).backward()
        self.optimiser.step()
        return loss.detach()


class Squared(Step):
    """squared distances"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.squared = True


class Exchanged(Step):
    """positive and negative exchanged"""

    def run(self, plan):
        return super().run(plan[:, [0, 2, 1]])


class OtherAnchors(Step):
    """anchors of the next row"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.table = self.table.roll(1, 0)
        self.images = self.images if len(self.table) else self.images.roll(1, 0)


class FewerBits(Step):
    """bfloat16 in the name of float32"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.autocast = True


class Frozen(Step):
    """weights that never move"""

    def prepare(self, margin, rate, epsilon):
        return super().prepare(margin, 0.0, epsilon)


class OtherMoment(Step):
    """beta1 of 0.5"""

    def prepare(self, margin, rate, epsilon):
        prepared = super().prepare(margin, rate, epsilon)
        for group in self.optimiser.param_groups:
            group["betas"] = (0.5, group["betas"][1])
        return prepared


class StepKept(Step):
    """a step number that the warm-up left behind"""

    def reset(self):
        super().reset()
        for state in self.optimiser.state.values():
            state["step"].fill_(3)


class WeightsKept(Step):
    """weights that the warm-up left behind"""

    def reset(self):
        if not self.optimiser.state:
            super().reset()


class OtherChannels(Step):
    """another channel's scaling, or a factor that is 1 % off"""

    def scaling(self, trace):
        factor, offset = super().scaling(trace)
        if offset is None:
            return 1.01 * factor, None
        return factor.roll(LAYERS[0] // SHAPE[0]), offset.roll(LAYERS[0] // SHAPE[0])


WRONG = (
    MarginOff,
    WrongSign,
    NoMean,
    Squared,
    Exchanged,
    OtherAnchors,
    FewerBits,
    Frozen,
    OtherMoment,
    StepKept,
    WeightsKept,
    OtherChannels,
)


class HostNumbers(TorchDispatchMode):
    """Counts operations that bring a number to a card or fetch one: a capture refuses both."""

    NAMES = ("aten.scalar_tensor", "aten._local_scalar_dense", "aten.lift_fresh")
    count = 0

    def __torch_dispatch__(self, operation, types, arguments=(), keywords=None):
        self.count += str(operation).startswith(self.NAMES)
        return operation(*arguments, **(keywords or {}))


def host_numbers(step):
    """Of one step, after one that has made what is made once."""
    step.prepare(1.0, 1e-3, 1e-7).eager()
    with HostNumbers() as found:
        step.eager()
    return found.count


class WithWhere(Step):
    """torch.where with a number"""

    def loss(self, plan):
        loss = super().loss(plan)
        return torch.where(loss > 0, loss, 0.0)


def main():
    assert float(root(torch.zeros(1))) == 0
    surprises = 0
    for arm, colours in itertools.product(("random", "mean:30"), (False, True)):
        trace, pixels = made_up(arm, colours)
        reference = Reference.of(trace, pixels, "float32")
        images = torch.from_numpy(pixels)
        for kind in (Step, *WRONG):
            error = reference.error(kind(trace, images, "cpu", "eager", "float32"))
            passed = error <= 1
            surprises += bool(passed != (kind is Step))
            name = "the step as it should be" if kind is Step else kind.__doc__
            verdict = "passed" if passed else "refused"
            what = "colours" if colours else "grey"
            print(f"{verdict:8}{error:12.3g} of its bound  {arm:8} {what:8} {name}")
        for kind in (Step, WithWhere):
            count = host_numbers(kind(trace, images, "cpu", "eager", "float32"))
            surprises += bool((count > 0) != (kind is WithWhere))
            print(f"{count:2} numbers between host and device in a step, {kind.__name__}")
    print(f"self-test: {surprises} did not come out as they should")
    return 1 if surprises else 0
