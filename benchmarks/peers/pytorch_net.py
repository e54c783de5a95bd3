"""A trace's network in PyTorch, in the forms that one would write for speed.

How images lie in memory decides how fast a convolution is, and which way is best differs between
processors, cards and precisions. So `fastest` tries them. In all of them the maximum of a window is
taken before the ReLU: both orders give the same numbers and gradients, and the ReLU is left with a
quarter of them.
"""

import math
import time

import torch

# As torch itself has them: channel after channel, or all channels of a pixel together.
CONTIGUOUS = "contiguous"
CHANNELS_LAST = "channels_last"
# oneDNN's own blocks, from the first convolution to the row; torch calls oneDNN by its old name.
MKLDNN = "mkldnn"

TRIAL_SECONDS = 2


def layouts(trace, mode, precision, device):
    """Those worth a trial; one where there is no choice."""
    # A compiler chooses by itself, and on the processor channels last made its programs no faster.
    if not trace.convolves or mode == "compile":
        return [CONTIGUOUS]
    # Torch trains in oneDNN's layout with float32 only: it refuses a bias in bf16.
    if device == "cpu" and precision == "float32" and torch.backends.mkldnn.is_available():
        return [CONTIGUOUS, CHANNELS_LAST, MKLDNN]
    return [CONTIGUOUS, CHANNELS_LAST]


def unavailable(layers):
    """Why torch has no such network, or None."""
    for layer in layers:
        if layer.kind in ("pool", "avg") and layer.padding > layer.size // 2:
            return f"{layer.text}: torch pads a pool by at most half its window"
    return None


def fastest(steps):
    """The layout that takes least, of `steps` by layout: functions that return when all is done."""
    for step in steps.values():
        step()
    best = dict.fromkeys(steps, math.inf)
    deadline = time.perf_counter() + TRIAL_SECONDS
    # In turns, and the least of each: so other work on the machine decides nothing.
    while time.perf_counter() < deadline:
        for layout, step in steps.items():
            start = time.perf_counter()
            step()
            best[layout] = min(best[layout], time.perf_counter() - start)
    return min(best, key=best.get)


def pools_before_relus(layers):
    """The same network with each ReLU behind the maxima that follow it."""
    ordered = []
    for layer in layers:
        swaps = layer.kind == "pool" and len(ordered) > 0 and ordered[-1].kind == "relu"
        ordered.insert(len(ordered) - 1 if swaps else len(ordered), layer)
    return ordered


def module(layer):
    window = {"kernel_size": layer.size, "stride": layer.stride, "padding": layer.padding}
    if layer.kind == "conv":
        return torch.nn.Conv2d(layer.input[0], layer.output[0], **window)
    if layer.kind == "dense":
        return torch.nn.Linear(*layer.weight_shape)
    if layer.kind == "pool":
        return torch.nn.MaxPool2d(**window)
    if layer.kind == "avg":
        return torch.nn.AvgPool2d(**window, count_include_pad=False)
    if layer.kind == "gap":
        return torch.nn.AdaptiveAvgPool2d(1)
    return torch.nn.ReLU() if layer.kind == "relu" else torch.nn.Flatten()


class Net(torch.nn.Module):
    """The network of a trace: rows of pixels in, rows of an embedding's numbers out."""

    def __init__(self, layers, device, layout=CONTIGUOUS):
        super().__init__()
        self.layout = layout
        # A perceptron takes rows as they are.
        self.shape = None if layers[0].kind == "flatten" else layers[0].input
        ordered = pools_before_relus(layers)
        # As long as there are images, and once they are rows.
        rows = next(
            (i for i, layer in enumerate(ordered) if layer.output[1:] == (1, 1)), len(ordered)
        )
        self.images = torch.nn.Sequential(*map(module, ordered[:rows]))
        self.rows = torch.nn.Sequential(*map(module, ordered[rows:]))
        self.to(device)
        if layout == CHANNELS_LAST:
            self.to(memory_format=torch.channels_last)

    def forward(self, rows):
        if self.shape is None:
            return self.rows(rows)
        images = rows.view(-1, *self.shape)
        if self.layout == CHANNELS_LAST:
            images = images.contiguous(memory_format=torch.channels_last)
        if self.layout == MKLDNN:
            return self.rows(self.images(images.to_mkldnn()).to_dense()).flatten(1)
        return self.rows(self.images(images)).flatten(1)


def traced(array):
    """A parameter of torch's as a trace has it, and back: dense weights the other way round."""
    return array.T if array.ndim == 2 else array
