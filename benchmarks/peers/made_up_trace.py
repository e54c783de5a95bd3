"""Traces that nobody trained, to test the replay on: images around four class means."""

import json

import numpy as np

import network_text
from float64_arithmetic import Exact
from float64_step import Float64Step
from triplet_trace import Trace

SEED = 4
CLASSES = 4
PER_CLASS = 40
MLP = {"layers": [36, 24, 24, 8], "shape": [3, 3, 4]}
CNN = {"network": "conv3x5 pool2 conv3x6 avg3s2p1 9 4", "shape": [3, 9, 8]}


def standardised(images, shape):
    """Each channel's own factor and offset, as a trace has them."""
    planes = images.reshape(-1, *shape).astype(np.float64)
    mean, deviation = planes.mean((0, 2, 3)), planes.std((0, 2, 3))
    factors, offsets = (1 / deviation).astype(np.float32), (-mean / deviation).astype(np.float32)
    return {"pixelScaling": {"factors": factors.tolist(), "offsets": offsets.tolist()}}


def initial_weights(layers, random):
    parameters = []
    for layer in layers:
        if layer.weight_shape:
            fan_in = int(np.prod(layer.weight_shape)) // layer.output[0]
            limit = (6 / (fan_in + layer.output[0])) ** 0.5
            parameters.append(random.uniform(-limit, limit, layer.weight_shape).astype(np.float32))
            parameters.append(np.zeros(layer.output[0], np.float32))
    return parameters


def made_up(arm, colours, network=MLP, batch=32, steps=8):
    """A trace and its images.

    arm      random or mean:30
    colours  whether each channel has its own factor and offset
    network  the keys of spec.json that say what it is
    """
    random = np.random.default_rng(SEED)
    layers = network_text.layers_of(network)
    channels, *sides = network["shape"]
    pixels = int(np.prod(network["shape"]))
    means = random.uniform(40, 200, (CLASSES, pixels))
    # Channels of different brightness, so that another's factor and offset show.
    means *= np.repeat(np.linspace(1, 0.4, channels)[::-1], pixels // channels)
    noise = random.normal(0, 40, (CLASSES * PER_CLASS, pixels))
    images = np.clip(np.repeat(means, PER_CLASS, 0) + noise, 0, 255).astype(np.uint8)
    kind = random.integers(0, CLASSES, (steps, batch))
    other = (kind + random.integers(1, CLASSES, kind.shape)) % CLASSES
    pick = lambda k: k * PER_CLASS + random.integers(0, PER_CLASS, k.shape)  # noqa: E731
    anchor = -1 - kind if arm == "mean:30" else pick(kind)
    scaling = (
        standardised(images, network["shape"])
        if colours
        else {"pixelScale": float(np.float32(1 / 255))}
    )
    spec = {
        **network,
        "distance": "euclidean",
        "margin": 1.0,
        **scaling,
        "learningRate": 1e-3,
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-7,
        "batch": batch,
        "arm": arm,
        "seed": SEED,
    }
    initial = initial_weights(layers, random)
    table = means if arm == "mean:30" else np.zeros((0, pixels))
    plan = np.stack((anchor, pick(kind), pick(other)), 2).astype(np.int32)
    trace = Trace(spec, initial, table.astype(np.float32), plan, None)
    step = Float64Step(trace, images)
    exact = [p.astype(np.float64) for p in initial]
    embeddings, _ = step.forward(plan[0], exact, Exact())
    loss, _ = step.loss(plan[0], embeddings, Exact())
    # Only the first is ever compared.
    trace.losses = np.full(steps, loss, np.float32)
    return trace, images


def write(trace, images, folder):
    """As `anchorbench train --trace` does, with the images beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    weighted = [layer for layer in trace.layers if layer.weight_shape]
    names = [f"layer{i}.{part}" for i in range(len(weighted)) for part in ("weight", "bias")]
    np.savez(folder / "initial.npz", **dict(zip(names, trace.initial)))
    np.save(folder / "anchors.npy", trace.anchors)
    np.save(folder / "plan.npy", trace.plan)
    np.save(folder / "losses.npy", trace.losses)
    shape = trace.spec["shape"]
    np.savez(folder / "images.npz", x_train=images.reshape(-1, *shape).transpose(0, 2, 3, 1))
    where = {
        "build": {"version": "0", "commit": "made up"},
        "machine": {"processor": "made up"},
        "images": {"name": "made up", "shape": shape},
    }
    (folder / "spec.json").write_text(json.dumps({**trace.spec, **where}))
