"""A training step in double precision, and how far another arithmetic may be from it.

The bounds are derived, not tuned. The model is that of Higham and Mary (2019, "A new approach to
probabilistic rounding error analysis"): rounding errors are independent, of mean zero and at most u
each, so that the error of a dot product of length k, summed in whatever order, is sub-Gaussian with
a standard deviation of at most sqrt(k) u |x||w| <= sqrt(k) u ||x|| ||w||. The same step is run
`RUNS` times in double precision with such errors put in wherever the other arithmetic rounds; they
go through layers, loss and gradient as they are. That gives the root mean square R of the deviation
of a result, as a Euclidean norm. To first order the deviation is A xi with A fixed and xi
sub-Gaussian, and then (Hsu, Kakade and Zhang 2012, "A tail inequality for quadratic forms")

    P(|A xi|^2 > R^2 (1 + 2 sqrt(t) + 2 t)) <= exp(-t),

whatever A is. With t = ln(10^9) the bound is 7.2 R. What first order leaves out is a ReLU or a
triplet that changes sides: such flips happen in the runs, too, and more often than in truth, for
sqrt(k) u ||x|| ||w|| is many times what blocked and fused sums leave.
"""

import dataclasses
import math

import numpy as np

RUNS = 8
SEED = 20
LN_BILLION = math.log(1e9)
TAIL = math.sqrt(1 + 2 * math.sqrt(LN_BILLION) + 2 * LN_BILLION)


@dataclasses.dataclass(frozen=True)
class Arithmetic:
    """Unit roundoffs: of sums and single operations, of operands of products, of their results."""

    unit: float
    operand: float = 0.0
    output: float = 0.0


ARITHMETICS = {
    "float32": Arithmetic(2.0**-24),
    # 11 bits; twice the roundoff, for a card may cut where others round.
    "tf32": Arithmetic(2.0**-23, operand=2.0**-10),
    "bf16": Arithmetic(2.0**-23, operand=2.0**-8, output=2.0**-8),
}


def norms(rows, axis=1):
    return np.sqrt(np.square(rows).sum(axis))


class Exact:
    """Double precision as it is."""

    def rounded(self, values, operations=1):
        return values

    def product(self, left, right):
        return left @ right

    def column_sums(self, rows):
        return rows.sum(0)


class Noisy:
    """Double precision with the errors that another arithmetic may make."""

    def __init__(self, arithmetic, seed):
        self.arithmetic = arithmetic
        self.random = np.random.default_rng(seed)

    def share(self, values, size):
        return values * (1 + size * self.random.standard_normal(np.shape(values)))

    def rounded(self, values, operations=1):
        """A result of so many roundings, each relative to what has the result's size."""
        return self.share(values, math.sqrt(operations) * self.arithmetic.unit)

    def product(self, left, right):
        own = math.sqrt(len(right)) * self.arithmetic.unit
        sizes = np.outer(norms(left), norms(right, 0))
        if self.arithmetic.operand:
            left = self.share(left, self.arithmetic.operand)
            right = self.share(right, self.arithmetic.operand)
        result = left @ right
        result += own * sizes * self.random.standard_normal(result.shape)
        return self.share(result, self.arithmetic.output) if self.arithmetic.output else result

    def column_sums(self, rows):
        return self.product(np.ones((1, len(rows))), rows)[0]


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
        anchors = table[-1 - anchor] if len(table) else self.images[anchor]
        pixels = np.concatenate((anchors, self.images[positive], self.images[negative]))
        products = arithmetic.rounded(pixels.astype(np.float64) * self.trace.factor.astype(float))
        if not self.trace.offset.any():
            return products
        return arithmetic.rounded(products + self.trace.offset.astype(float))

    def loss(self, embeddings, arithmetic):
        """Mean loss and the embeddings' gradient."""
        a, p, n = np.split(embeddings, 3)
        count, width = a.shape
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
        violation = arithmetic.rounded(difference + self.margin)
        active = (violation > 0)[:, None] / count
        to_positive, to_negative = active * directions[0], active * directions[1]
        gradient = np.concatenate((to_positive - to_negative, -to_positive, to_negative))
        mean = np.maximum(violation, 0).mean(keepdims=True)
        return arithmetic.rounded(mean, count), arithmetic.rounded(gradient)

    def run(self, plan, parameters, arithmetic):
        """Loss [1] and the gradient of each parameter."""
        value = self.rows(plan, arithmetic)
        inputs, outputs = [], []
        last = len(parameters) // 2 - 1
        for layer in range(last + 1):
            inputs.append(value)
            weight, bias = parameters[2 * layer : 2 * layer + 2]
            outputs.append(arithmetic.rounded(arithmetic.product(value, weight) + bias))
            value = outputs[-1] if layer == last else np.maximum(outputs[-1], 0)
        loss, delta = self.loss(value, arithmetic)
        gradients = []
        for layer in reversed(range(last + 1)):
            gradients[:0] = [
                arithmetic.product(inputs[layer].T, delta),
                arithmetic.column_sums(delta),
            ]
            if layer:
                back = arithmetic.product(delta, parameters[2 * layer].T)
                delta = np.where(outputs[layer - 1] > 0, back, 0)
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


@dataclasses.dataclass
class Expected:
    """What results should be, and by how much each may differ as a Euclidean norm."""

    values: list
    bounds: list

    @staticmethod
    def of(arithmetic, compute):
        """`compute` makes a list of arrays by the arithmetic it is given."""
        exact = compute(Exact())
        squares = np.zeros(len(exact))
        for run in range(RUNS):
            noisy = compute(Noisy(arithmetic, (SEED, run)))
            squares += [np.square(n - e).sum() for n, e in zip(noisy, exact)]
        return Expected(exact, list(TAIL * np.sqrt(squares / RUNS)))

    def error(self, found):
        """The largest error as a share of its bound; NaN if anything found is one."""
        shares = [
            float(np.linalg.norm(np.asarray(f, np.float64) - v) / b)
            for f, v, b in zip(found, self.values, self.bounds)
        ]
        return max(shares) if all(math.isfinite(s) for s in shares) else math.nan
