"""The layers of a network, read from its text in a trace's spec.json. Needs nothing but Python.

    conv3x32 pool2 conv3x64 pool2 128 64

`convKxF` is a convolution with F filters of KxK, stride 1 and padding (K-1)/2; `poolK` and `avgK`
are the maximum and the mean of windows of KxK, stride K, no padding; `gap` is the mean of each
channel; a number is a dense layer. `s2` and `p0` behind a window are its stride and padding:
`conv5x32s2p0`. A ReLU follows each convolution and dense layer but the last of them, and an image
becomes a row, channel after channel, before the first dense layer. Where `relu` or `flatten` is
written, all of them are.
"""

import dataclasses
import math
import re

WINDOW = re.compile(r"(conv|pool|avg)(\d+)(?:x(\d+))?(?:s(\d+))?(?:p(\d+))?")
WITH_WEIGHTS = ("conv", "dense")
ON_IMAGES = ("conv", "pool", "avg", "gap")


@dataclasses.dataclass(frozen=True)
class Layer:
    """A layer at its place; shapes are (channels, height, width), a row of n numbers is (n, 1, 1).

    kind                   conv, pool, avg, gap, relu, flatten or dense
    size, stride, padding  of a window, else 0
    """

    text: str
    kind: str
    input: tuple
    output: tuple
    size: int = 0
    stride: int = 0
    padding: int = 0

    @property
    def weight_shape(self):
        """As a trace has it: [out, in, height, width] or [in, out]; None without weights."""
        if self.kind == "conv":
            return (self.output[0], self.input[0], self.size, self.size)
        return (self.input[0], self.output[0]) if self.kind == "dense" else None


def layers_of(spec):
    """The layers of a trace's network: its `layers` are widths, its `network` is a text."""
    if ("layers" in spec) == ("network" in spec):
        raise ValueError("spec.json: expected one of layers and network")
    if "layers" in spec:
        pixels, *widths = spec["layers"]
        return placed(completed([str(width) for width in widths]), (pixels, 1, 1))
    shape = spec.get("shape")
    if not shape or len(shape) != 3 or min(shape) < 1:
        raise ValueError(f"spec.json: shape {shape}; expected channels, height and width")
    return parse(spec["network"], tuple(shape))


def name_of(spec):
    """As rows of a benchmark may name the network: without blanks."""
    return "-".join(map(str, spec["layers"] if "layers" in spec else spec["network"].split()))


def parse(text, shape):
    """The layers of a text on images of (channels, height, width)."""
    tokens = text.split()
    written_out = "relu" in tokens or "flatten" in tokens
    try:
        return placed(tokens if written_out else completed(tokens), shape)
    except ValueError as error:
        raise ValueError(f"network '{text}' on {list(shape)}: {error}") from None


def has_weights(token):
    return token.isdecimal() or token.startswith("conv")


def completed(tokens):
    """With the layers that go without saying."""
    left = sum(map(has_weights, tokens))
    layers = []
    for token in tokens:
        if token.isdecimal() and "flatten" not in layers:
            layers.append("flatten")
        layers.append(token)
        if has_weights(token):
            left -= 1
            layers += ["relu"] if left else []
    return layers


def placed(tokens, shape):
    layers = []
    for token in tokens:
        layer = layer_of(token, shape)
        row = any(before.kind in ("flatten", "dense") for before in layers)
        if row and layer.kind in ON_IMAGES:
            raise ValueError(f"{token} works on images, but stands behind a row of numbers")
        if layer.kind == "dense" and shape[1:] != (1, 1):
            raise ValueError(f"{token} works on a row of numbers; write flatten before it")
        if layer.kind == "dense" and not row:
            # Behind gap it need not be written.
            layers.append(layer_of("flatten", shape))
        layers.append(layer)
        shape = layer.output
    if not any(layer.kind in WITH_WEIGHTS for layer in layers):
        raise ValueError("it has no weights; expected a convolution or a width")
    if shape[1:] != (1, 1):
        raise ValueError(f"it ends with {list(shape)}, which is no row: end with gap or a width")
    return layers


def layer_of(token, shape):
    channels = shape[0]
    if token == "relu":
        return Layer(token, "relu", shape, shape)
    if token == "flatten":
        return Layer(token, "flatten", shape, (math.prod(shape), 1, 1))
    if token == "gap":
        return Layer(token, "gap", shape, (channels, 1, 1))
    if token.isdecimal() and int(token) > 0:
        return Layer(token, "dense", shape, (int(token), 1, 1))
    found = WINDOW.fullmatch(token)
    if not found or (found[1] == "conv") != (found[3] is not None):
        raise ValueError(f"'{token}' is no layer; expected ones as in conv3x32 pool2 avg2 gap 64")
    return with_window(found, shape)


def with_window(found, shape):
    token, kind, size = found[0], found[1], int(found[2])
    stride = int(found[4] or (1 if kind == "conv" else size))
    padding = int(found[5] or ((size - 1) // 2 if kind == "conv" else 0))
    filters = int(found[3]) if kind == "conv" else shape[0]
    # A window of padding alone would have no largest number and no mean.
    if min(size, stride, filters) < 1 or padding >= size:
        raise ValueError(f"{token}: expected numbers from 1, and a padding less than the window")
    height, width = ((side + 2 * padding - size) // stride + 1 for side in shape[1:])
    if min(height, width) < 1:
        raise ValueError(f"{token}: its window is larger than an image of {list(shape)}")
    return Layer(token, kind, shape, (filters, height, width), size, stride, padding)
