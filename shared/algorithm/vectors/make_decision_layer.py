"""Independent check of the decision layer: NumPy and SciPy (BFGS), written from its definition, not from the code beside it.

Run, from the repository's root, with NumPy 2 and SciPy installed:
    python3 shared/algorithm/vectors/make_decision_layer.py && npx biome format --write shared/algorithm/vectors/decision-layer.json
"""

import json
import pathlib
import numpy as np
from scipy.optimize import minimize

FLOOR = np.log(1e-2)


def softened(values):
    top = values.max(1, keepdims=True)
    return values - top - np.log(np.exp(values - top).sum(1, keepdims=True))


def fit(log_probs, y, ridge, start):
    """
    Balanced cross-entropy of (I + D) l - b among the classes of y, plus ridge / 2 |D|^2. Rows of D and entries of b of the other classes stay as
    they are, and the free entries of b keep their mean: nothing in the rows says how classes that are there compare with those that are not.
    """
    C = log_probs.shape[1]
    l = np.maximum(log_probs, FLOOR)
    have = np.unique(y)
    w = np.array([1 / len(have) / (y == c).sum() for c in y])

    def split(x):
        D, b = np.zeros((C, C)), start.copy()
        D[have], b[have] = x[: len(have) * C].reshape(-1, C), x[len(have) * C :]
        return D, b

    def loss(x):
        D, b = split(x)
        z = softened((l + l @ D.T - b)[:, have])
        return -(w * z[np.arange(len(y)), np.searchsorted(have, y)]).sum() + ridge / 2 * (D**2).sum()

    x = np.concatenate([np.zeros(len(have) * C), start[have]])
    for _ in range(5):  # restarts: BFGS with differences stops early
        x = minimize(loss, x, method="BFGS", jac="3-point", options={"gtol": 1e-9, "maxiter": 5000}).x
    D, b = split(x)
    b[have] += start[have].mean() - (b - D @ start)[have].mean()
    return loss(x), D, b


def offsets(log_probs, y):
    """Every class present: the balanced mean. A class that is missing: its mean over the others plus the mean gap / C."""
    C = log_probs.shape[1]
    l = np.maximum(log_probs, FLOOR)
    have = np.unique(y)
    means = {c: l[y == c].mean(0) for c in have}
    other = np.array([np.mean([means[d][c] for d in have if d != c]) for c in range(C)])
    gaps = {c: means[c][c] - other[c] for c in have}
    mean_gap = np.mean(list(gaps.values()))
    return np.array([other[c] + gaps.get(c, mean_gap) / C for c in range(C)])


def case(seed, C, n, ridge, classes):
    g = np.random.default_rng(seed)
    y = np.array([classes[i % len(classes)] for i in range(n)])
    confusion = g.normal(size=(C, C)) * 1.2
    l = softened(confusion[y] + 1.5 * np.eye(C)[y] + g.normal(size=(n, C)))
    value, D, b = fit(l, y, ridge, offsets(l, y))
    return dict(labels=C, ridge=ridge, rows=[dict(label=int(c), logProbs=r.tolist()) for c, r in zip(y, l)], loss=value, matrix=D.ravel().tolist(), offsets=b.tolist())


cases = [case(1, 3, 24, 0.1, [0, 1, 2]), case(2, 4, 40, 1.0, [0, 1, 2, 3]), case(3, 4, 30, 0.01, [0, 1, 3]), case(4, 6, 60, 0.1, range(6))]
pathlib.Path(__file__).with_name("decision-layer.json").write_text(json.dumps(cases))
print([round(c["loss"], 6) for c in cases])
