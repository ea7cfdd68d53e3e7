"""Independent check of the algorithm: NumPy, written from the mathematics of docs/algorithm.md, not from the code beside it [A39].

Run, from the repository's root, with NumPy 2 installed:
    python3 shared/algorithm/vectors/make_vectors.py && npx biome format --write shared/algorithm/vectors/vectors.json
"""

import json
import pathlib
import numpy as np

# Slots of the toy task of shared/algorithm/testing/toy.ts: (candidates, first table entry).
SLOTS = [(4, 0), (3, 4), (2, 7), (1, 9), (3, 10), (2, 13), (3, 10), (2, 13)]
OFFSETS = np.cumsum([0] + [n for n, _ in SLOTS])
DIM, TABLE = int(OFFSETS[-1]), 15
KEEP = 1e-6  # what a mirror step leaves every candidate, spread evenly
RANGE = {"calibrated": np.log1p(np.exp(2 * np.log(100) * 1.5)), "plain": np.log(100)}  # two labels


def part(i):
    return slice(OFFSETS[i], OFFSETS[i + 1])


def entries(i):
    return slice(SLOTS[i][1], SLOTS[i][1] + SLOTS[i][0])


def sign(x, dead):
    return np.where(np.abs(x) <= dead, 0.0, np.sign(x))


def project(x):
    """Projection onto the simplex through its active set: drop negative entries until none is left."""
    x, free = np.asarray(x, float), np.ones(len(x), bool)
    while True:
        nu = (x[free].sum() - 1) / free.sum()
        p = np.where(free, x - nu, 0.0)
        if (p >= 0).all():
            return p
        free &= p > 0


def mirror(p, g):
    w = p * np.exp(-(g - g.min()))
    return (1 - KEEP) * w / w.sum() + KEEP / len(p)


def move(s, p, g):
    return mirror(p, g) if s["geometry"] == "entropic" else project(p - g)


def robust(kind, values, weights, trim):
    """Columns are candidates; a weight of 0 means not known."""
    R, n = values.shape
    out = np.zeros(n)
    if kind == "centred-clipping":
        out = robust("median", values, weights, trim)
        d = np.sqrt((((values - out) ** 2) * (weights > 0)).sum(1))
        r = np.median(d)
        keep = np.array([r / x if x > r else 1.0 for x in d])
        return robust("mean", out + keep[:, None] * (values - out), weights, trim)
    for j in range(n):
        known = weights[:, j] > 0
        v, w = values[known, j], weights[known, j]
        if len(v) == 0:
            continue
        if kind == "screened":
            d = np.abs(v - np.median(v))
            v, w = v[d <= 2 * np.median(d)], w[d <= 2 * np.median(d)]
        cut = int(np.ceil(len(v) * trim))
        if kind == "median" or (kind == "trimmed" and len(v) <= 2 * cut):
            out[j] = np.median(v)
        else:
            order = np.argsort(v, kind="stable")[cut : len(v) - cut] if kind == "trimmed" else np.arange(len(v))
            out[j] = (v[order] * w[order]).sum() / w[order].sum()
    return out


def new_level(s):
    p = np.concatenate([np.full(n, 1 / n) for n, _ in SLOTS])
    return dict(p=p, A=np.zeros(TABLE), n=np.zeros(TABLE), m=np.zeros(DIM), v=np.zeros(DIM), var=0.0, steps=0)


def kappa(s):
    return s["tableShrinkage"] if s["estimator"] == "table" else 0.0


def costs_of(s, level, i):
    A, n = level["A"][entries(i)], level["n"][entries(i)]
    return np.where(n > 0, A / np.where(n > 0, n + kappa(s), 1), 0.0)


def spread(level):
    return np.sqrt(level["var"]) if level["var"] > 1e-12 else 1.0


def policy_gradient(s, level, J, L):
    g = np.zeros(DIM)
    for i, (size, _) in enumerate(SLOTS):
        tilde = (1 - s["samplingFloor"]) * level["p"][part(i)] + s["samplingFloor"] / size
        for j in range(size):
            hit = J[:, i] == j
            g[OFFSETS[i] + j] = ((L - L.mean()) * hit).sum() / (len(L) - 1) / tilde[j]
    return g


def fed_table(s, level, J, L, bound):
    """Returns new (A, n) and, for the policy gradient, the gradient of this step."""
    rho = s["tableForgetting"]
    A, n = rho * level["A"], rho * level["n"]
    if s["estimator"] == "policy-gradient":
        g = policy_gradient(s, level, J, L)
        for i in range(len(SLOTS)):
            A[entries(i)] += g[part(i)]
            n[entries(i)] += 1
        return A, n, g
    cost = [costs_of(s, level, i) for i in range(len(SLOTS))]
    chosen = np.array([[cost[i][J[k, i]] for i in range(len(SLOTS))] for k in range(len(L))])
    rest = L - chosen.sum(1)
    target = np.clip((rest - rest.mean())[:, None] + chosen, -bound, bound)
    for i in range(len(SLOTS)):
        for k in range(len(L)):
            A[SLOTS[i][1] + J[k, i]] += target[k, i]
            n[SLOTS[i][1] + J[k, i]] += 1
    return A, n, None


def local_step(s, level, J, L, view, bound, stale):
    A, n, g = fed_table(s, level, J, L, bound)
    share = 1.0 if level["var"] == 0 else max(1 - s["tableForgetting"], 1 / (level["steps"] + 1))
    var = (1 - share) * level["var"] + share * L.var(ddof=1)
    if stale:
        return dict(level, A=A if g is None else level["A"], n=n if g is None else level["n"], var=var)
    new = dict(level, A=A, n=n, var=var, steps=level["steps"] + 1, p=np.empty(DIM), m=level["m"].copy(), v=level["v"].copy())
    t = new["steps"]
    for i in range(len(SLOTS)):
        p, z = level["p"][part(i)], view["z"][part(i)].astype(float)
        c = costs_of(s, new, i) if g is None else g[part(i)]
        d = c / spread(new) + view["pull"][part(i)].astype(float) + s["signPenalty"] * sign(p - z, 1e-7)
        d = d - d.mean()
        if s["optimiser"] == "adam":
            m, v = 0.9 * new["m"][part(i)] + 0.1 * d, 0.999 * new["v"][part(i)] + 0.001 * d * d
            new["m"][part(i)], new["v"][part(i)] = m, v
            d = (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)
        moved = move(s, p, s["stepLower"] * d)
        far = np.abs(moved - z).sum()
        if far > s["rowClip"]:
            keep = s["rowClip"] / far
            moved = keep * moved + (1 - keep) * z / z.sum()
        new["p"][part(i)] = moved
    return new


def table_rows(records, i):
    weights = np.array([r["level"]["n"][entries(i)] for r in records])
    A = np.array([r["level"]["A"][entries(i)] for r in records])
    unit = np.array([spread(r["level"]) for r in records])[:, None]
    mean = np.divide(A, weights, out=np.zeros_like(A), where=weights > 0) / unit
    return np.clip(mean, -10, 10), weights


def contributors(records):
    scales = [r["scale"] for r in records if r["scale"]]
    best = max(scales, key=lambda x: (scales.count(x), -scales.index(x)), default=None)
    return [r for r in records if r["scale"] == best and best]


def shrunk(s, value, weight):
    return np.where(weight > 0, value * weight / np.where(weight > 0, weight + kappa(s), 1), 0.0)


def pooled(s, records, i):
    known = contributors(records)
    if not known:
        return np.zeros(SLOTS[i][0])
    values, weights = table_rows(known, i)
    total = weights.sum(1)
    cap = 2 * np.median(total)
    weights = weights * np.minimum(1, cap / np.where(total > 0, total, 1))[:, None]
    for j in range(weights.shape[1]):
        tried = weights[:, j][weights[:, j] > 0]
        if len(tried) > 0:
            weights[:, j] = np.minimum(weights[:, j], 2 * np.median(tried))
    R = len(known)
    kind = s["aggregation"] if s["aggregation"] != "auto" else ("mean" if R < 5 else "trimmed" if R < 10 else "screened")
    return shrunk(s, robust(kind, values, weights, s["assumedMalicious"]), weights.sum(0))


def phi_of(s, records, live, z, i):
    if s["phi"] == "none" or not contributors(records):
        return None
    z = z[part(i)]
    if s["phi"] == "proximal":
        x = move(s, z, pooled(s, records, i) / s["phiTrust"])
        return x, [x] * len(live)
    c = []
    for r in live:
        values, weights = table_rows([r], i)
        c.append(shrunk(s, values[0], weights[0]))
    p, rho = [r["level"]["p"][part(i)] for r in live], [np.zeros(len(z))] * len(live)
    eta, mu, psi = s["innerStep"], s["innerPenalty"], s["signPenalty"]
    for _ in range(s["phiSteps"]):
        p = [project(p[v] - eta * (c[v] + rho[v] + mu * (p[v] - z) + psi * sign(p[v] - z, 1e-7))) for v in range(len(p))]
        z = project(z - eta * sum((-rho[v] + mu * (z - p[v]) + psi * sign(z - p[v], 1e-7) for v in range(len(p))), np.zeros(len(z))))
        rho = [rho[v] + eta * (p[v] - z) for v in range(len(p))]
    return z, p


def c_of(s, eta, t):
    return max(s["dualRegularisation"], 1 / (eta * (t + 1) ** 0.25))


class Aggregator:
    def __init__(self, s):
        self.s, self.t, self.z, self.records, self.planes, self.ids = s, 0, new_level(s)["p"], [], [], 0

    def view(self, r):
        pull = r["theta"].copy()
        for cut in self.planes:
            if r["id"] in cut["a"]:
                pull[part(cut["slot"])] += cut["dual"] * cut["a"][r["id"]][0]
        return dict(t=self.t, z=self.z.astype(np.float32), pull=pull.astype(np.float32))

    def join(self, name):
        level = new_level(self.s)
        if self.t > 0:
            level["p"] = self.z.copy()
        r = dict(id=name, level=level, theta=np.zeros(DIM), scale="", live=True, active=False)
        r["view"] = r["offered"] = self.view(r)
        self.records.append(r)

    def suspend(self, name):
        self.find(name)["live"] = False
        for cut in self.planes:
            cut["a"].pop(name, None)
        self.ready()

    def find(self, name):
        return next(r for r in self.records if r["id"] == name)

    def contribute(self, name, newest, J, L, scale):
        r = self.find(name)
        view = r["offered"] if newest else r["view"]
        if r["scale"] != scale:
            r["level"] = dict(r["level"], A=np.zeros(TABLE), n=np.zeros(TABLE), var=0.0)
        stale = self.t - view["t"] > self.s["maxStaleness"]
        r["level"] = local_step(self.s, r["level"], J, L, view, RANGE[scale.split("/")[0]], stale)
        r.update(view=view, scale=scale, live=True, active=True)
        self.ready()
        return view["t"]

    def ready(self):
        live, active = sum(r["live"] for r in self.records), sum(r["active"] for r in self.records)
        if active and active >= min(self.s["minActive"], live):
            self.iterate()

    def iterate(self):
        s, live, t = self.s, [r for r in self.records if r["live"]], self.t
        g = np.zeros(DIM)
        if s["phi"] == "none":
            for i in range(len(SLOTS)):
                g[part(i)] = pooled(s, self.records, i)
        for cut in self.planes:
            g[part(cut["slot"])] += cut["dual"] * cut["b"][0]
        if live:
            g += np.mean([s["signPenalty"] * sign(self.z - r["level"]["p"], 1e-7) - r["theta"] for r in live], axis=0)
        self.z = np.concatenate([move(s, self.z[part(i)], s["stepConsensus"] * g[part(i)]) for i in range(len(SLOTS))])
        for cut in self.planes:
            x = part(cut["slot"])
            value = cut["b"][0] @ self.z[x] - cut["b"][1] - cut["epsilon"]
            for r in live:
                if r["id"] in cut["a"]:
                    a, offset = cut["a"][r["id"]]
                    value += a @ r["level"]["p"][x] - offset
            cut["before"] = cut["dual"]
            up = value - c_of(s, s["dualStep"], t) * cut["dual"]
            cut["dual"] = float(np.clip(cut["dual"] + s["dualStep"] * up, 0, s["dualLimit"]))
        if s["consensusDualStep"] > 0:
            for r in self.records:
                if r["active"]:
                    up = r["level"]["p"] - self.z - c_of(s, s["consensusDualStep"], t) * r["theta"]
                    lim = s["consensusDualLimit"]
                    r["theta"] = np.clip(r["theta"] + s["consensusDualStep"] * up, -lim, lim)
        self.t = t + 1
        if self.t % s["cutPeriod"] == 0:
            self.cut(live)
        for r in self.records:
            if r["active"]:
                r.update(active=False, offered=self.view(r))

    def cut(self, live):
        s = self.s
        gamma = s["cutDropThreshold"]
        kept = [c for c in self.planes if (c["dual"] >= gamma or c["before"] >= gamma) and self.t - c["born"] <= s["cutAgeLimit"]]
        self.planes = []
        for i in range(len(SLOTS)):
            own = [c for c in kept if c["slot"] == i]
            phi = phi_of(s, self.records, live, self.z, i) if SLOTS[i][0] > 1 else None
            if phi:
                x = [self.z[part(i)]] + [r["level"]["p"][part(i)] for r in live]
                to = [phi[0]] + list(phi[1])
                epsilon = s["cutTolerance"] * (len(live) + 1)
                if sum(np.abs(a - b).sum() for a, b in zip(x, to)) > epsilon:
                    blocks = [(sign(a - b, 1e-9), sign(a - b, 1e-9) @ b) for a, b in zip(x, to)]
                    cut = dict(id=self.ids, slot=i, born=self.t, dual=s["dualInitial"], before=s["dualInitial"], epsilon=epsilon)
                    own.append(dict(cut, b=blocks[0], a={r["id"]: block for r, block in zip(live, blocks[1:])}))
                    self.ids += 1
            self.planes += sorted(own, key=lambda c: (-c["dual"], -c["id"]))[: s["cutLimit"]]
        self.planes.sort(key=lambda c: c["id"])


BASE = dict(
    estimator="table", geometry="entropic", optimiser="plain", stepLower=0.7, samplingFloor=0.02, tableForgetting=0.9, tableShrinkage=2,
    phi="proximal", phiTrust=0.3, phiSteps=10, innerPenalty=1, innerStep=0.1, cutPeriod=2, cutTolerance=0.02, cutDropThreshold=0.01,
    cutLimit=3, cutAgeLimit=6, dualStep=0.3, dualInitial=0.1, dualLimit=1, dualRegularisation=0.05, stepConsensus=0.5, signPenalty=0.05,
    consensusDualStep=0, consensusDualLimit=0.2, rowClip=1.5, aggregation="auto", assumedMalicious=0.2, minActive=1, maxStaleness=50,
)  # fmt: skip
RUNS = [
    ("default", 3, 14, {}),
    ("euclidean server-steps, outer dual, synchronous", 3, 20, dict(geometry="euclidean", phi="server-steps", stepLower=0.05, consensusDualStep=0.1, minActive=3, rowClip=0.4)),
    ("policy gradient with Adam, maxStaleness 2", 4, 16, dict(geometry="euclidean", estimator="policy-gradient", optimiser="adam", stepLower=0.02, maxStaleness=2)),
    ("no cuts, trimmed mean, S = 2", 6, 20, dict(phi="none", minActive=2, maxStaleness=3)),
    ("screened mean, entropic server-steps", 11, 22, dict(phi="server-steps", signPenalty=0.02)),
    ("screened mean, proximal", 11, 22, dict(geometry="euclidean", stepLower=0.1)),
    ("centred clipping, proximal", 11, 22, dict(aggregation="centred-clipping", geometry="euclidean", stepLower=0.1)),
]


def federation(name, participants, contributions, over):
    rng = np.random.default_rng([len(name), participants])
    s = dict(BASE, **over)
    aggregator = Aggregator(s)
    names = [f"v{v}" for v in range(participants)]
    events, trace = [], []
    for late, who in enumerate(names):
        if late < participants - 1:
            aggregator.join(who)
            events.append(dict(type="join", participant=who))
    for k in range(contributions):
        if k == contributions // 2:
            aggregator.join(names[-1])
            events.append(dict(type="join", participant=names[-1]))
        if k == contributions // 2 + 2:
            aggregator.suspend("v1")
            events.append(dict(type="suspend", participant="v1"))
        known = [r["id"] for r in aggregator.records if not r["active"]]
        who = known[k % len(known)] if k < participants else known[rng.integers(len(known))]
        J = np.stack([rng.integers(n, size=5) for n, _ in SLOTS], axis=1)
        L = (rng.random(5) * 3 + (J[:, 0] == 1)).astype(np.float32)
        scale = "plain/exact" if who == "v0" and k > contributions - 4 else "calibrated/exact"
        newest = bool(rng.random() < 0.7)
        base = aggregator.contribute(who, newest, J, L.astype(float), scale)
        events.append(dict(type="contribute", participant=who, base=base, samples=J.ravel().tolist(), losses=L.astype(float).tolist(), scale=scale))
        trace.append(dict(iteration=aggregator.t, z=aggregator.z, p=aggregator.find(who)["level"]["p"]))
    final = dict(
        pooled=np.concatenate([pooled(s, aggregator.records, i) for i in range(len(SLOTS))]),
        participants=[dict(id=r["id"], p=r["level"]["p"], sum=r["level"]["A"], weight=r["level"]["n"], variance=r["level"]["var"], theta=r["theta"]) for r in aggregator.records],
        planes=[dict(id=c["id"], slot=c["slot"], born=c["born"], dual=c["dual"], epsilon=c["epsilon"], sign=c["b"][0], offset=c["b"][1], participants=sorted(c["a"])) for c in aggregator.planes],
    )
    return dict(name=name, settings=s, events=events, trace=trace, final=final)


def main():
    rng = np.random.default_rng(7)
    vectors = [rng.normal(size=n) * 2 + shift for n in (1, 2, 3, 7, 20) for shift in (-2, 0, 1)]
    projections = [dict(x=x, p=project(x)) for x in vectors]
    means = []
    for kind in ("mean", "trimmed", "median", "screened", "centred-clipping"):
        for R in (1, 2, 5, 8, 13):
            values, weights = rng.normal(size=(R, 4)), rng.random((R, 4)) * (rng.random((R, 4)) < 0.8)
            values[0] += 20
            means.append(dict(kind=kind, trim=0.2, values=values, weights=weights, mean=robust(kind, values, weights, 0.2)))
    out = dict(projections=projections, means=means, federations=[federation(*run) for run in RUNS])
    target = pathlib.Path(__file__).with_name("vectors.json")
    target.write_text(json.dumps(out, default=lambda x: x.tolist()) + "\n")


main()
