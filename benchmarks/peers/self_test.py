"""Whether the check can fail: the honest step must pass it, each wrong one must be refused.

And whether a step could be captured as a CUDA graph, as far as that can be seen without a card.
"""

import functools
import itertools

import torch
from torch.utils._python_dispatch import TorchDispatchMode

import made_up_trace
import pytorch_net
from pytorch_step import Reference, Step, root


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
        (loss * len(self.plan)).backward()
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
        channels, height, width = trace.spec["shape"]
        return factor.roll(height * width), offset.roll(height * width)


class TurnedKernels(Step):
    """kernels turned around"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        for layer in self.net.modules():
            if isinstance(layer, torch.nn.Conv2d):
                layer.forward = functools.partial(turned, layer)


def turned(layer, images):
    kernels = layer.weight.flip(2, 3)
    return torch.nn.functional.conv2d(images, kernels, layer.bias, layer.stride, layer.padding)


class CountedPadding(Step):
    """means that count padding"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        for layer in self.net.modules():
            if isinstance(layer, torch.nn.AvgPool2d):
                layer.count_include_pad = True


class PixelAfterPixel(torch.nn.Module):
    def forward(self, images):
        return images.permute(0, 2, 3, 1).flatten(1)


class PixelsTogether(Step):
    """rows of pixel after pixel, not channel after channel"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.net.rows[0] = PixelAfterPixel()


class OneReluMore(Step):
    """a ReLU after the last layer"""

    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.net.rows.append(torch.nn.ReLU())


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
    OneReluMore,
)
WRONG_ON_IMAGES = (TurnedKernels, CountedPadding, PixelsTogether)


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


def check(reference, step, right, what):
    """Prints how a step came out; returns whether otherwise than it should."""
    error = reference.error(step)
    verdict = "passed" if error <= 1 else "refused"
    print(f"{verdict:8}{error:12.3g} of its bound  {what}")
    return bool((error <= 1) != right)


def surprises_of(arm, colours, network, wrong):
    trace, pixels = made_up_trace.made_up(arm, colours, network)
    reference = Reference.of(trace, pixels, "float32")
    images = torch.from_numpy(pixels)
    case = f"{arm:8} {'colours' if colours else 'grey':8} {'CNN' if trace.convolves else 'MLP'} "
    made = (trace, images, "cpu", "eager", "float32")
    surprises = 0
    for layout in pytorch_net.layouts(trace, "eager", "float32", "cpu"):
        surprises += check(
            reference, Step(*made, layout), True, f"{case} as it should be, {layout}"
        )
    for kind in wrong:
        surprises += check(reference, kind(*made), False, f"{case} {kind.__doc__}")
    for kind in (Step, WithWhere):
        count = host_numbers(kind(*made))
        surprises += bool((count > 0) != (kind is WithWhere))
        print(f"{count:2} numbers between host and device in a step, {kind.__name__}")
    return surprises


def main():
    assert float(root(torch.zeros(1))) == 0
    surprises = 0
    for arm, colours in itertools.product(("random", "mean:30"), (False, True)):
        surprises += surprises_of(arm, colours, made_up_trace.MLP, WRONG)
        surprises += surprises_of(arm, colours, made_up_trace.CNN, WRONG + WRONG_ON_IMAGES)
    print(f"self-test: {surprises} did not come out as they should")
    return 1 if surprises else 0
