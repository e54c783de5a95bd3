"""A folder of `anchorbench train --trace`, and the images that its plan counts."""

import gzip
import json
import math

import numpy as np

import image_files
import network_text

# In the place of a triplet that an epoch's last, smaller step does not have.
NONE = np.iinfo(np.int32).min


def read_images(place):
    """uint8 [n, pixels] of the training images; a row has channel after channel.

    place  a folder, or a .npz with x_train, uint8 [n, height, width] or [n, height, width, channels]
    """
    path = image_files.find(place)
    if path.suffix == ".npz":
        return keras_images(path)
    raw = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    count, rows, columns = (int.from_bytes(raw[i : i + 4], "big") for i in (4, 8, 12))
    return np.frombuffer(raw, np.uint8, offset=16).reshape(count, rows * columns)


def keras_images(path):
    with np.load(path) as arrays:
        if "x_train" not in arrays:
            raise OSError(f"{path}: no x_train; found {', '.join(arrays)}")
        images = arrays["x_train"]
    if images.dtype != np.uint8 or images.ndim not in (3, 4):
        raise OSError(
            f"{path}: x_train is {images.dtype} {list(images.shape)}; expected uint8"
            " [n, height, width] or [n, height, width, channels]"
        )
    if images.ndim == 4:
        images = images.transpose(0, 3, 1, 2)
    return np.ascontiguousarray(images).reshape(len(images), -1)


def scaling_of(spec, pixels):
    """Factor and offset of each pixel, float32 [pixels]; one number each where spec has pixelScale.

    A trace of one factor has that key alone; of other scalings factor and offset of each channel.
    """
    if "pixelScaling" not in spec:
        return np.float32(spec["pixelScale"]), np.float32(0)
    found, shape = spec["pixelScaling"], spec.get("shape")
    if "pixelScale" in spec:
        raise ValueError("spec.json: pixelScale and pixelScaling; expected one of the two")
    if not shape or len(shape) != 3 or min(shape) < 1 or int(np.prod(shape)) != pixels:
        raise ValueError(f"spec.json: shape {shape}; expected 3 numbers whose product is {pixels}")
    numbers = []
    for key in ("factors", "offsets"):
        values = np.array(found.get(key) or [], np.float64)
        sound = len(values) == shape[0] and np.isfinite(values).all()
        if not sound or (key == "factors" and (values <= 0).any()):
            raise ValueError(
                f"spec.json: pixelScaling has {key} {found.get(key)}; expected {shape[0]} finite"
                f" numbers{' above 0' if key == 'factors' else ''}"
            )
        numbers.append(np.repeat(values.astype(np.float32), pixels // shape[0]))
    return tuple(numbers)


def parameters_of(arrays, layers):
    """Weight and bias of each layer that has them, as `layers` says they are shaped."""
    parameters = []
    for number, layer in enumerate(layer for layer in layers if layer.weight_shape):
        for part, shape in (("weight", layer.weight_shape), ("bias", (layer.output[0],))):
            name = f"layer{number}.{part}"
            found = arrays[name].shape if name in arrays else "missing"
            if found != shape:
                raise ValueError(f"initial.npz: {name} is {found}; {layer.text} needs {shape}")
            parameters.append(arrays[name])
    return parameters


class Trace:
    """What was trained on what.

    layers          see network_text.py
    initial         float32 of layer after layer: [in, out] or [out, in, height, width], and [out]
    anchors         float32 [rows, pixels], no rows where anchors are images
    plan            int32 [steps, batch, 3]: anchor (an image, or -1-row of the table), positive,
                    negative
    losses          float32 [steps]
    shares_anchors  whether a step embeds the table once instead of an anchor for every triplet
    """

    def __init__(self, spec, initial, anchors, plan, losses):
        self.spec = spec
        self.layers = network_text.layers_of(spec)
        self.factor, self.offset = scaling_of(spec, math.prod(self.layers[0].input))
        self.initial = initial
        self.anchors = anchors
        self.plan = plan
        self.losses = losses
        # A row costs a convolutional network so much that nobody would embed it again and again.
        self.convolves = any(layer.kind == "conv" for layer in self.layers)
        self.shares_anchors = self.convolves and 0 < len(anchors) < spec["batch"]

    @staticmethod
    def read(folder):
        """Without steps that are smaller than a batch: a peer's step has one shape."""
        spec = json.loads((folder / "spec.json").read_text())
        plan = np.load(folder / "plan.npy")
        whole = (plan != NONE).all((1, 2))
        return Trace(
            spec,
            parameters_of(np.load(folder / "initial.npz"), network_text.layers_of(spec)),
            np.load(folder / "anchors.npy"),
            plan[whole],
            np.load(folder / "losses.npy")[whole],
        )
