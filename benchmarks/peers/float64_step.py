"""A training step in double precision; what errors there may be is of float64_arithmetic.py."""

import dataclasses

import numpy as np

import float64_layers
from float64_arithmetic import norms


@dataclasses.dataclass
class Adam:
    rate: float
    beta1: float
    beta2: float
    epsilon: float


class Float64Step:
    """The step that a trace defines; parameters are [weight, bias] layer after layer."""

    def __init__(self, trace, images, margin=None):
        self.trace = trace
        self.images = images
        self.margin = float(trace.spec["margin"] if margin is None else margin)
        self.squared = trace.spec["distance"] == "squared-euclidean"

    def rows(self, plan, arithmetic):
        """The inputs: a product, and a sum where there are offsets, each rounded."""
        anchor, positive, negative = plan.T
        table = self.trace.anchors
        if self.trace.shares_anchors:
            anchors = table
        else:
            anchors = table[-1 - anchor] if len(table) else self.images[anchor]
        pixels = np.concatenate((anchors, self.images[positive], self.images[negative]))
        products = arithmetic.rounded(pixels.astype(np.float64) * self.trace.factor.astype(float))
        if not self.trace.offset.any():
            return products
        return arithmetic.rounded(products + self.trace.offset.astype(float))

    def chosen(self, plan):
        """[batch, rows of the table]: 1 where a row is the anchor; None if none is shared."""
        if not self.trace.shares_anchors:
            return None
        return np.eye(len(self.trace.anchors))[-1 - plan[:, 0]]

    def violations(self, plan, embeddings, arithmetic):
        """Of each triplet [batch]; and both distances' gradients for the anchor, [batch, width]."""
        count, width = len(plan), embeddings.shape[1]
        a, p, n = np.split(embeddings, (-2 * count, -count))
        chosen = self.chosen(plan)
        if chosen is not None:
            a = chosen @ a
        directions, distances = [], []
        for difference in (a - p, a - n):
            distance = arithmetic.rounded(norms(difference), width + 2)
            if self.squared:
                directions.append(2 * difference)
                distances.append(distance**2)
            else:
                # Where an anchor and its positive are one image, the gradient is 0.
                divisor = np.where(distance > 0, distance, 1)
                directions.append(arithmetic.rounded(difference / divisor[:, None], 3))
                distances.append(distance)
        difference = arithmetic.rounded(distances[0] - distances[1])
        return arithmetic.rounded(difference + self.margin), directions

    def loss(self, plan, embeddings, arithmetic):
        """Mean loss and the embeddings' gradient."""
        count = len(plan)
        violation, directions = self.violations(plan, embeddings, arithmetic)
        active = (violation > 0)[:, None] / count
        to_positive, to_negative = active * directions[0], active * directions[1]
        to_anchor = to_positive - to_negative
        chosen = self.chosen(plan)
        if chosen is not None:
            to_anchor = arithmetic.across_rows(chosen, to_anchor)
        gradient = np.concatenate((to_anchor, -to_positive, to_negative))
        mean = np.maximum(violation, 0).mean(keepdims=True)
        return arithmetic.rounded(mean, count * arithmetic.copies), arithmetic.rounded(gradient)

    def forward(self, plan, parameters, arithmetic):
        """Embeddings [rows, width], and each layer after its forward pass with its parameters."""
        value = self.rows(plan, arithmetic)
        value = value.reshape(len(value), *self.trace.layers[0].input)
        pairs = zip(parameters[::2], parameters[1::2])
        passed = []
        for layer in float64_layers.of(self.trace.layers):
            own = next(pairs) if layer.layer.weight_shape else None
            value = layer.forward(value, own, arithmetic)
            passed.append((layer, own))
        return value.reshape(len(value), -1), passed

    def run(self, plan, parameters, arithmetic):
        """Loss [1] and the gradient of each parameter."""
        embeddings, passed = self.forward(plan, parameters, arithmetic)
        loss, delta = self.loss(plan, embeddings, arithmetic)
        delta = delta[:, :, None, None]
        gradients = []
        for layer, own in reversed(passed):
            if own:
                gradients[:0] = layer.gradients(delta, arithmetic)
                if len(gradients) == len(parameters):
                    break
            delta = layer.backward(delta, own, arithmetic)
        return loss, gradients

    def train(self, plans, parameters, adam, arithmetic):
        """Parameters after a step on each plan."""
        parameters = [p.copy() for p in parameters]
        first = [np.zeros_like(p) for p in parameters]
        second = [np.zeros_like(p) for p in parameters]
        for number, plan in enumerate(plans, 1):
            _, gradients = self.run(plan, parameters, arithmetic)
            for i, gradient in enumerate(gradients):
                first[i] += (1 - adam.beta1) * (gradient - first[i])
                second[i] += (1 - adam.beta2) * (gradient**2 - second[i])
                first[i] = arithmetic.rounded(first[i], 3)
                second[i] = arithmetic.rounded(second[i], 3)
                mean = first[i] / (1 - adam.beta1**number)
                root = np.sqrt(second[i] / (1 - adam.beta2**number))
                update = arithmetic.rounded(adam.rate * mean / (root + adam.epsilon), 6)
                parameters[i] = arithmetic.rounded(parameters[i] - update)
        return parameters
