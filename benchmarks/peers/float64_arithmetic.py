"""How far another arithmetic may be from double precision.

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

    copies = 1

    def rounded(self, values, operations=1):
        return values

    def operand(self, values):
        return values

    def dot(self, left, right, copies=1):
        return left @ right

    def summed(self, total, squares, count):
        return total

    def product(self, left, right):
        """Of operands that are yet to be rounded."""
        return self.dot(self.operand(left), self.operand(right))

    def across_rows(self, left, right):
        """The product whose sums go over the rows of a batch."""
        return self.dot(self.operand(left).T, self.operand(right), self.copies)

    def column_sums(self, rows):
        return self.across_rows(np.ones((len(rows), 1)), rows)[0]


class Noisy(Exact):
    """Double precision with the errors that another arithmetic may make.

    copies  of each row of the batch that is computed, in the batch that it stands for: a sum over
            the rows is so many times as long
    """

    def __init__(self, arithmetic, seed, copies=1):
        self.arithmetic = arithmetic
        self.random = np.random.default_rng(seed)
        self.copies = copies

    def share(self, values, size):
        return values * (1 + size * self.random.standard_normal(np.shape(values)))

    def rounded(self, values, operations=1):
        """A result of so many roundings, each relative to what has the result's size."""
        return self.share(values, math.sqrt(operations) * self.arithmetic.unit)

    def operand(self, values):
        return self.share(values, self.arithmetic.operand) if self.arithmetic.operand else values

    def output(self, values):
        return self.share(values, self.arithmetic.output) if self.arithmetic.output else values

    def dot(self, left, right, copies=1):
        """The product of rounded operands."""
        result = left @ right
        own = math.sqrt(copies * len(right)) * self.arithmetic.unit
        sizes = np.outer(norms(left), norms(right, 0))
        result += own * sizes * self.random.standard_normal(result.shape)
        return self.output(result)

    def summed(self, total, squares, count):
        """Sums of `count` numbers each, as of a product with ones; `squares` sums their squares."""
        errors = self.random.standard_normal(np.shape(total))
        return self.output(total + count * self.arithmetic.unit * np.sqrt(squares) * errors)


@dataclasses.dataclass
class Expected:
    """What results should be, and by how much each may differ as a Euclidean norm."""

    values: list
    bounds: list

    @staticmethod
    def of(arithmetic, compute, copies=1):
        """`compute` makes a list of arrays by the arithmetic it is given."""
        exact = compute(Exact())
        squares = np.zeros(len(exact))
        for run in range(RUNS):
            noisy = compute(Noisy(arithmetic, (SEED, run), copies))
            squares += [np.square(n - e).sum() for n, e in zip(noisy, exact)]
        return Expected(exact, list(TAIL * np.sqrt(squares / RUNS)))

    def error(self, found):
        """The largest error as a share of its bound; NaN if anything found is one."""
        shares = [
            float(np.linalg.norm(np.asarray(f, np.float64) - v) / b)
            for f, v, b in zip(found, self.values, self.bounds)
        ]
        return max(shares) if all(math.isfinite(s) for s in shares) else math.nan
