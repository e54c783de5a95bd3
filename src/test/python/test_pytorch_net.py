"""Torch against double precision: steps of odd networks, in every layout and precision."""

import contextlib
import io
import json
import os
import pathlib
import sys
import tempfile
import unittest
from unittest import mock

# Threads that wait by spinning make so small products slower, much so where others work, too.
os.environ.setdefault("OMP_NUM_THREADS", "1")

import numpy as np  # noqa: E402
import torch  # noqa: E402

PEERS = pathlib.Path(__file__).resolve().parents[3] / "benchmarks" / "peers"
sys.path.insert(0, str(PEERS))

import float64_layers  # noqa: E402
import made_up_trace  # noqa: E402
import network_text  # noqa: E402
import pytorch_net  # noqa: E402
import pytorch_triplet  # noqa: E402
from float64_arithmetic import Exact  # noqa: E402
from float64_step import Float64Step  # noqa: E402
from pytorch_step import Reference, Step  # noqa: E402

NETWORKS = (
    ("conv3x32 pool2 conv3x64 pool2 128 64", (1, 12, 12)),
    ("conv5x17s2p0 pool3s2p1 conv3x7 gap", (3, 23, 19)),
    ("conv4x5 avg3s1p1 pool2 pool2s1 9", (17, 11, 10)),
    ("conv1x8 avg2s3 conv3x6s3p2 9 4", (1, 9, 14)),
    ("conv3x4 relu avg2 relu gap 5", (3, 8, 8)),
    ("pool2 conv3x8 pool4 conv1x6 gap", (3, 9, 9)),
    ("avg3s2p1 conv2x5s2p1 gap", (2, 13, 7)),
    ("gap 9 5", (3, 6, 7)),
)


def every_case():
    for text, shape in NETWORKS:
        for arm in ("random", "mean:30"):
            network = {"network": text, "shape": list(shape)}
            # 16 triplets are twice the same 8 where double precision is asked for.
            yield text, arm, *made_up_trace.made_up(arm, shape[0] > 1, network, batch=16)


class NetTest(unittest.TestCase):
    def test_a_step_is_that_of_double_precision(self):
        for text, arm, trace, pixels in every_case():
            images = torch.from_numpy(pixels)
            for precision in ("float32", "bf16"):
                reference = Reference.of(trace, pixels, precision)
                for layout in pytorch_net.layouts(trace, "eager", precision, "cpu"):
                    with self.subTest(text, arm=arm, precision=precision, layout=layout):
                        step = Step(trace, images, "cpu", "eager", precision, layout)
                        self.assertLessEqual(reference.error(step), 1)

    def test_the_gradient_of_a_step_is_a_central_difference(self):
        """Through a whole network, and the anchors that it shares."""
        step_size = 1e-8
        for text, arm, trace, pixels in every_case():
            with self.subTest(text, arm=arm, seed=made_up_trace.SEED):
                step = Float64Step(trace, pixels)
                random = np.random.default_rng(made_up_trace.SEED)
                # With biases: without, many a ReLU gets 0, where there is no slope.
                parameters = [
                    p.astype(np.float64) if p.ndim > 1 else 0.1 * random.standard_normal(p.shape)
                    for p in trace.initial
                ]
                _, gradients = step.run(trace.plan[0], parameters, Exact())
                # Along one direction for all: a kink within a step of so few numbers is unlikely.
                way = [random.standard_normal(p.shape) for p in parameters]
                losses = [
                    step.run(
                        trace.plan[0],
                        [p + sign * step_size * w for p, w in zip(parameters, way)],
                        Exact(),
                    )[0][0]
                    for sign in (1, -1)
                ]
                slope = (losses[0] - losses[1]) / (2 * step_size)
                expected = sum((g * w).sum() for g, w in zip(gradients, way))
                self.assertAlmostEqual(slope / expected, 1, delta=1e-4)

    def test_equal_numbers_give_their_gradient_to_the_first(self):
        """In every layout as in double precision, also where windows overlap."""
        random = np.random.default_rng(3)
        values = random.integers(0, 3, (4, 16, 9, 8)).astype(np.float32)
        for text in ("pool2", "pool3s2p1", "pool3s1"):
            layer = network_text.layer_of(text, values.shape[1:])
            oracle = float64_layers.of([layer])[0]
            factors = random.integers(1, 9, oracle.forward(values, None, Exact()).shape)
            expected = oracle.backward(factors, None, Exact())
            for layout in ("contiguous", "channels_last", "mkldnn"):
                with self.subTest(text, layout=layout):
                    images = torch.from_numpy(values)
                    if layout == "channels_last":
                        images = images.contiguous(memory_format=torch.channels_last)
                    images.requires_grad_()
                    pool = pytorch_net.module(layer)
                    found = (
                        pool(images.to_mkldnn()).to_dense() if layout == "mkldnn" else pool(images)
                    )
                    found.backward(torch.from_numpy(factors).float())
                    np.testing.assert_array_equal(expected, images.grad.numpy())

    def test_a_maximum_comes_before_the_relu(self):
        layers = network_text.parse("conv3x4 pool2 pool2 conv3x5 avg2 6 7", (1, 12, 12))
        found = " ".join(layer.text for layer in pytorch_net.pools_before_relus(layers))
        self.assertEqual("conv3x4 pool2 pool2 relu conv3x5 relu avg2 flatten 6 relu 7", found)


class RecordTest(unittest.TestCase):
    """A whole run, as the benchmark starts it."""

    def run_on(self, text, *arguments):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        place = pathlib.Path(folder.name)
        network = {"network": text, "shape": [3, 9, 8]}
        trace, images = made_up_trace.made_up("mean:30", True, network)
        made_up_trace.write(trace, images, place / "trace")
        words = ["--trace", place / "trace", "--data", place / "trace", "--out", place / "out"]
        words += [
            "--device",
            "cpu",
            "--modes",
            "eager",
            "--kernels",
            "training-step",
            "--seconds",
            "0.1",
        ]
        with mock.patch.object(sys, "argv", ["peer", *map(str, words), *arguments]):
            with contextlib.redirect_stdout(io.StringIO()):
                pytorch_triplet.main()
        return json.loads((place / "out" / "run.json").read_text())

    def test_the_record_says_what_form_was_timed(self):
        record = self.run_on("conv3x5 pool2 8")
        row = record["benchmarks"][0]
        self.assertEqual("TIMED", row["status"], row["note"])
        self.assertEqual("conv3x5-pool2-8", row["benchmark"]["parameters"]["network"])
        notes = " ".join(record["engines"][0]["info"]["notes"])
        for said in (
            "conv3x5-pool2-8 (mean:30): layout ",
            "maximum before ReLU",
            "embedded once",
            "MALLOC_",
        ):
            self.assertIn(said, notes)

    def test_what_torch_cannot_is_absent_with_the_reason(self):
        record = self.run_on("conv1x5 pool3s1p2 gap", "--network", "odd")
        row = record["benchmarks"][0]
        self.assertEqual("SKIPPED", row["status"])
        self.assertEqual("odd", row["benchmark"]["parameters"]["network"])
        self.assertIn("pool3s1p2: torch pads a pool by at most half its window", row["note"])


if __name__ == "__main__":
    unittest.main()
