"""The layers in double precision, forward and backward, as plainly as NumPy can do them.

Values are [rows, channels, height, width]; [rows, n, 1, 1] where they are rows of n numbers. Each
class keeps of its forward pass what its backward pass needs. `arithmetic` puts in the errors of
another one, see float64_arithmetic.py.
"""

import math

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view


def of(layers):
    return [KINDS[layer.kind](layer) for layer in layers]


def rows_of(images):
    """[rows * height * width, channels]: what a product over channels needs."""
    return images.transpose(0, 2, 3, 1).reshape(-1, images.shape[1])


def images_of(rows, height, width):
    """The inverse."""
    return rows.reshape(-1, height, width, rows.shape[1]).transpose(0, 3, 1, 2)


def windows_of(images, size, stride=1, padding=0, value=0.0):
    """[rows, channels, height, width, size, size]: the window of each number of the output."""
    edge = (padding, padding)
    framed = np.pad(images, ((0, 0), (0, 0), edge, edge), constant_values=value)
    return sliding_window_view(framed, (size, size), (2, 3))[:, :, ::stride, ::stride]


def columns_of(windows):
    """[rows * height * width, channels * size * size]: windows as the rows of a product."""
    rows, channels, height, width, size, _ = windows.shape
    ordered = windows.transpose(0, 2, 3, 1, 4, 5)
    return ordered.reshape(rows * height * width, channels * size * size)


def every(stride, begin, count):
    return slice(begin, begin + stride * count, stride)


class Layer:
    def __init__(self, layer):
        self.layer = layer


class Dense(Layer):
    def forward(self, value, parameters, arithmetic):
        weight, bias = parameters
        self.rows = value.reshape(len(value), -1)
        output = arithmetic.rounded(arithmetic.product(self.rows, weight) + bias)
        return output[:, :, None, None]

    def gradients(self, delta, arithmetic):
        delta = delta.reshape(len(delta), -1)
        return [arithmetic.across_rows(self.rows, delta), arithmetic.column_sums(delta)]

    def backward(self, delta, parameters, arithmetic):
        back = arithmetic.product(delta.reshape(len(delta), -1), parameters[0].T)
        return back[:, :, None, None]


class Convolution(Layer):
    """Not turned around: a cross-correlation, as the field means it."""

    def forward(self, value, parameters, arithmetic):
        weight, bias = parameters
        at = self.layer
        # An operand is rounded once, however many windows it lies in.
        windows = windows_of(arithmetic.operand(value), at.size, at.stride, at.padding)
        self.columns = columns_of(windows)
        kernels = arithmetic.operand(weight.reshape(len(weight), -1).T)
        output = arithmetic.rounded(arithmetic.dot(self.columns, kernels) + bias)
        return images_of(output, *at.output[1:])

    def gradients(self, delta, arithmetic):
        delta = rows_of(delta)
        kernels = arithmetic.dot(self.columns.T, arithmetic.operand(delta), arithmetic.copies)
        return [kernels.T.reshape(self.layer.weight_shape), arithmetic.column_sums(delta)]

    def backward(self, delta, parameters, arithmetic):
        """Each input's sum over the outputs whose windows it lies in: a convolution again.

        Of the gradient with zeros between, so that its stride is 1, and the kernel turned around.
        """
        at, (channels, height, width) = self.layer, self.layer.input
        rows, filters, high, wide = delta.shape
        spread = np.zeros((rows, filters, height + at.size - 1, width + at.size - 1))
        begin = at.size - 1 - at.padding
        there = every(at.stride, begin, high), every(at.stride, begin, wide)
        spread[(Ellipsis, *there)] = arithmetic.operand(delta)
        turned = parameters[0][:, :, ::-1, ::-1].transpose(0, 2, 3, 1).reshape(-1, channels)
        columns = columns_of(windows_of(spread, at.size))
        return images_of(arithmetic.dot(columns, arithmetic.operand(turned)), height, width)


class Pool(Layer):
    """What pools over windows have in common; `share` is what a window gives to a place in it."""

    def backward(self, delta, parameters, arithmetic):
        # So many windows may give to one number.
        most = math.ceil(self.layer.size / self.layer.stride) ** 2
        total = self.scattered(lambda place: self.share(delta, place))
        squares = self.scattered(lambda place: self.share(delta, place) ** 2)
        return arithmetic.summed(total, squares, most)

    def scattered(self, share):
        """[rows, channels, height, width]: each number's sum over the windows that it lies in."""
        at, edge = self.layer, self.layer.padding
        (channels, height, width), (_, high, wide) = at.input, at.output
        framed = np.zeros((self.count, channels, height + 2 * edge, width + 2 * edge))
        for place in range(at.size**2):
            row, column = divmod(place, at.size)
            framed[:, :, every(at.stride, row, high), every(at.stride, column, wide)] += share(
                place
            )
        return framed[:, :, edge : edge + height, edge : edge + width]


class MaxPool(Pool):
    """The gradient goes to the first of several that are equal, in the order of rows."""

    def forward(self, value, parameters, arithmetic):
        at, self.count = self.layer, len(value)
        windows = windows_of(value, at.size, at.stride, at.padding, -np.inf)
        windows = windows.reshape(*windows.shape[:4], -1)
        self.first = windows.argmax(-1)
        return windows.max(-1)

    def share(self, delta, place):
        return np.where(self.first == place, delta, 0)


class AveragePool(Pool):
    """Padding is no part of a mean."""

    def forward(self, value, parameters, arithmetic):
        at, self.count = self.layer, len(value)
        windows = windows_of(value, at.size, at.stride, at.padding)
        ones = np.ones((1, 1, *at.input[1:]))
        self.inside = windows_of(ones, at.size, at.stride, at.padding).sum((4, 5))
        total, squares = windows.sum((4, 5)), np.square(windows).sum((4, 5))
        return arithmetic.rounded(arithmetic.summed(total, squares, at.size**2) / self.inside)

    def share(self, delta, place):
        return delta / self.inside


class GlobalAveragePool(Layer):
    def forward(self, value, parameters, arithmetic):
        count = value.shape[2] * value.shape[3]
        total, squares = (x.sum((2, 3), keepdims=True) for x in (value, np.square(value)))
        return arithmetic.rounded(arithmetic.summed(total, squares, count) / count)

    def backward(self, delta, parameters, arithmetic):
        _, height, width = self.layer.input
        each = delta / (height * width)
        each = arithmetic.summed(each, np.square(each), 1)
        return np.broadcast_to(each, (*each.shape[:2], height, width))


class Relu(Layer):
    def forward(self, value, parameters, arithmetic):
        self.positive = value > 0
        return np.maximum(value, 0)

    def backward(self, delta, parameters, arithmetic):
        return np.where(self.positive, delta, 0)


class Flatten(Layer):
    def forward(self, value, parameters, arithmetic):
        return value.reshape(len(value), -1, 1, 1)

    def backward(self, delta, parameters, arithmetic):
        return delta.reshape(len(delta), *self.layer.input)


KINDS = {
    "conv": Convolution,
    "dense": Dense,
    "pool": MaxPool,
    "avg": AveragePool,
    "gap": GlobalAveragePool,
    "relu": Relu,
    "flatten": Flatten,
}
