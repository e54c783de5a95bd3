"""The layers in double precision: values by their definition, gradients by central differences."""

import itertools
import pathlib
import sys
import unittest

import numpy as np

PEERS = pathlib.Path(__file__).resolve().parents[3] / "benchmarks" / "peers"
sys.path.insert(0, str(PEERS))

import float64_layers  # noqa: E402
import network_text  # noqa: E402
from float64_arithmetic import Exact  # noqa: E402

SEED = 7
ROWS = 3
CASES = [
    (token, (channels, *sides))
    for token, (channels, *sides) in itertools.product(
        (
            "conv3x4",
            "conv1x5",
            "conv4x3",
            "conv5x2s2p0",
            "conv3x17s3p2",
            "pool2",
            "pool3s2p1",
            "pool3s1",
            "pool2s3p1",
            "avg2",
            "avg3s2p1",
            "avg3s1p2",
            "avg2s3",
            "gap",
            "relu",
            "flatten",
        ),
        ((1, 7, 9), (3, 5, 6), (17, 6, 5)),
    )
]
DENSE = [("5", (channels, 1, 1)) for channels in (1, 3, 17)]


def made_up(token, shape):
    """A layer, its input and its parameters."""
    random = np.random.default_rng((SEED, *shape))
    layer = network_text.layer_of(token, shape)
    # Whole numbers now and then, so that some are equal, and some are 0.
    value = random.standard_normal((ROWS, *shape))
    value = np.where(random.random(value.shape) < 0.3, np.round(value), value)
    parameters = None
    if layer.weight_shape:
        parameters = [random.standard_normal(s) for s in (layer.weight_shape, layer.output[0])]
    return layer, value, parameters


def places(layer, row, column):
    """Of the window of an output, what of it lies in the image."""
    for i, j in itertools.product(range(layer.size), repeat=2):
        y, x = row * layer.stride + i - layer.padding, column * layer.stride + j - layer.padding
        if 0 <= y < layer.input[1] and 0 <= x < layer.input[2]:
            yield i, j, y, x


def by_definition(layer, value, parameters):
    output = np.zeros((len(value), *layer.output))
    for n, channel, row, column in np.ndindex(output.shape):
        image, at = value[n], list(places(layer, row, column))
        if layer.kind == "conv":
            weight, bias = parameters
            taps = (weight[channel, :, i, j] @ image[:, y, x] for i, j, y, x in at)
            number = bias[channel] + sum(taps)
        elif layer.kind == "dense":
            weight, bias = parameters
            number = bias[channel] + sum(
                image[k, 0, 0] * weight[k, channel] for k in range(len(image))
            )
        elif layer.kind == "pool":
            number = max(image[channel, y, x] for _, _, y, x in at)
        elif layer.kind == "avg":
            number = sum(image[channel, y, x] for _, _, y, x in at) / len(at)
        elif layer.kind == "gap":
            number = image[channel].sum() / image[channel].size
        elif layer.kind == "relu":
            number = max(0, image[channel, row, column])
        else:
            number = image.ravel()[channel]
        output[n, channel, row, column] = number
    return output


class LayersTest(unittest.TestCase):
    def test_values_are_those_of_the_definition(self):
        for token, shape in CASES + DENSE:
            with self.subTest(layer=token, shape=shape, seed=SEED):
                layer, value, parameters = made_up(token, shape)
                found = float64_layers.of([layer])[0].forward(value, parameters, Exact())
                expected = by_definition(layer, value, parameters)
                self.assertEqual(expected.shape, found.shape)
                np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)

    def test_gradients_are_central_differences(self):
        """Of the sum of outputs, each times a fixed number: all layers are linear in places."""
        step = 1e-6
        for token, shape in CASES + DENSE:
            with self.subTest(layer=token, shape=shape, seed=SEED):
                layer, value, parameters = made_up(token, shape)
                # None within a step of another, nor of 0, where there is no derivative.
                random = np.random.default_rng(SEED)
                value = random.permutation(value.size).reshape(value.shape) / value.size - 0.4999
                own = float64_layers.of([layer])[0]
                factors = random.standard_normal(own.forward(value, parameters, Exact()).shape)
                found = [own.backward(factors, parameters, Exact())]
                if parameters:
                    found += own.gradients(factors, Exact())
                for gradient, array in zip(found, [value, *(parameters or [])]):
                    self.assertEqual(array.shape, gradient.shape)
                    for at in random.choice(array.size, min(array.size, 60), replace=False):
                        where = np.unravel_index(at, array.shape)
                        before, sums = array[where], []
                        for moved in (before + step, before - step):
                            array[where] = moved
                            sums.append((factors * own.forward(value, parameters, Exact())).sum())
                        array[where] = before
                        slope = (sums[0] - sums[1]) / (2 * step)
                        # Two sums of some hundred numbers around 1, each with 53 bits, over 2e-6.
                        self.assertAlmostEqual(slope, gradient[where], delta=1e-6)

    def test_the_first_of_equal_numbers_has_the_gradient(self):
        layer = network_text.layer_of("pool2", (1, 2, 4))
        pool = float64_layers.of([layer])[0]
        image = np.array([[1.0, 5, 3, 3], [5, 0, 3, 3]])[None, None]
        self.assertEqual([5, 3], pool.forward(image, None, Exact()).ravel().tolist())
        back = pool.backward(np.array([10.0, 20])[None, None, None], None, Exact())
        self.assertEqual([[0, 10, 20, 0], [0, 0, 0, 0]], back[0, 0].tolist())

    def test_the_gradient_of_a_relu_at_0_is_0(self):
        relu = float64_layers.of([network_text.layer_of("relu", (3, 1, 1))])[0]
        relu.forward(np.array([-1.0, 0, 1])[None, :, None, None], None, Exact())
        back = relu.backward(np.ones((1, 3, 1, 1)), None, Exact())
        self.assertEqual([0, 0, 1], back.ravel().tolist())


if __name__ == "__main__":
    unittest.main()
