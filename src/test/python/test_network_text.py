"""What a network's text means, and what is refused. Needs nothing but Python."""

import pathlib
import sys
import unittest

PEERS = pathlib.Path(__file__).resolve().parents[3] / "benchmarks" / "peers"
sys.path.insert(0, str(PEERS))

import network_text  # noqa: E402


def shapes(text, shape):
    return [(layer.text, layer.output) for layer in network_text.parse(text, shape)]


class NetworkTextTest(unittest.TestCase):
    def test_what_goes_without_saying(self):
        self.assertEqual(
            [
                ("conv3x32", (32, 32, 32)),
                ("relu", (32, 32, 32)),
                ("pool2", (32, 16, 16)),
                ("conv3x64", (64, 16, 16)),
                ("relu", (64, 16, 16)),
                ("pool2", (64, 8, 8)),
                ("flatten", (4096, 1, 1)),
                ("128", (128, 1, 1)),
                ("relu", (128, 1, 1)),
                ("64", (64, 1, 1)),
            ],
            shapes("conv3x32 pool2 conv3x64 pool2 128 64", (3, 32, 32)),
        )

    def test_the_last_layer_with_weights_is_linear(self):
        layers = [layer.kind for layer in network_text.parse("conv3x8 avg2 conv1x5 gap", (1, 6, 6))]
        self.assertEqual(["conv", "relu", "avg", "conv", "gap"], layers)

    def test_where_one_is_written_all_are(self):
        text = "conv3x8 pool2 relu flatten 5"
        self.assertEqual(
            text, " ".join(layer.text for layer in network_text.parse(text, (1, 6, 6)))
        )

    def test_windows(self):
        for text, side in (
            ("conv5x2s2p0", 5),  # floor((13 - 5) / 2) + 1
            ("conv4x2", 12),  # an even kernel with padding floor(3 / 2)
            ("conv3x2s2", 7),
            ("pool2", 6),
            ("pool3s2p1", 7),
            ("avg3", 4),
            ("avg4s3p3", 6),
        ):
            layer = network_text.parse(
                f"{text} gap" if text[0] == "c" else f"conv1x2 {text} gap", (3, 13, 13)
            )
            found = next(each for each in layer if each.text == text)
            self.assertEqual((2, side, side), found.output, text)

    def test_shapes_of_weights(self):
        layers = network_text.parse("conv5x7s2p0 3", (2, 9, 8))
        weights = [layer.weight_shape for layer in layers if layer.weight_shape]
        self.assertEqual([(7, 2, 5, 5), (7 * 3 * 2, 3)], weights)

    def test_a_perceptron_is_its_widths(self):
        spec = {"layers": [784, 128, 64], "shape": [1, 28, 28]}
        kinds = [layer.kind for layer in network_text.layers_of(spec)]
        self.assertEqual(["flatten", "dense", "relu", "dense"], kinds)
        self.assertEqual("784-128-64", network_text.name_of(spec))
        named = network_text.name_of({"network": "conv3x32 pool2 64"})
        self.assertEqual("conv3x32-pool2-64", named)

    def test_refusals_name_the_layer_and_the_shape(self):
        for text, expected in (
            (
                "conv3x8 pool2 pool2 pool2 5",
                "pool2: its window is larger than an image of [8, 1, 1]",
            ),
            ("conv9x8p0 gap", "conv9x8p0: its window is larger than an image of [1, 7, 7]"),
            ("conv3x8", "it ends with [8, 7, 7], which is no row"),
            ("128 conv3x8 gap", "conv3x8 works on images"),
            ("conv3x8 relu 5", "5 works on a row of numbers; write flatten before it"),
            ("pool2 gap", "it has no weights"),
            ("", "it has no weights"),
            ("conv3", "'conv3' is no layer"),
            ("pool2x3 5", "'pool2x3' is no layer"),
            ("batchnorm 5", "'batchnorm' is no layer"),
            ("conv3x4s0 gap", "conv3x4s0: expected numbers from 1"),
            ("conv3x0 gap", "conv3x0: expected numbers from 1"),
            ("conv1x4 pool2p2 gap", "pool2p2: expected numbers from 1, and a padding less"),
            ("0", "'0' is no layer"),
        ):
            with self.assertRaises(ValueError) as refused:
                network_text.parse(text, (1, 7, 7))
            self.assertIn(expected, str(refused.exception))
            self.assertIn(f"network '{text}' on [1, 7, 7]: ", str(refused.exception))

    def test_one_of_layers_and_network(self):
        for spec in ({}, {"layers": [4, 2], "network": "2"}, {"network": "conv3x2 gap"}):
            with self.assertRaises(ValueError):
                network_text.layers_of(spec)


if __name__ == "__main__":
    unittest.main()
