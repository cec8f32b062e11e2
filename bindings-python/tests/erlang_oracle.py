"""Erlang B, C and A by mpmath from their definitions, independent of the library's algorithms.

B is summed as the truncated Poisson distribution downward from its last term, A as the stationary
distribution of its birth-death chain with the wait of each state by the chain of departures ahead of a
customer.
"""

from mpmath import mp, mpf

mp.dps = 40


def erlang_b(agents: int, load: float) -> mpf:
    """p_n / (p_0 + … + p_n), each relative to p_n."""
    a = mpf(load)
    total, term = mpf(1), mpf(1)
    for k in range(agents, 0, -1):
        term *= k / a
        total += term
        if term < total * mpf(10) ** -38 and k < a:
            break
    return 1 / total


def erlang_b_continuous(agents: float, load: float) -> mpf:
    """aˣ e⁻ᵃ / Γ(x+1, a)."""
    x, a = mpf(agents), mpf(load)
    return a**x * mp.exp(-a) / mp.gammainc(x + 1, a, mp.inf)


def erlang_c(agents: float, load: float, blocking: mpf) -> mpf:
    n, a = mpf(agents), mpf(load)
    return n * blocking / (n - a * (1 - blocking))


class ErlangA:
    """The stationary M/M/n+M queue."""

    def __init__(self, agents: int, per_s: float, aht_s: float, patience_s: float) -> None:
        lam, mu, theta = mpf(per_s), 1 / mpf(aht_s), 1 / mpf(patience_s)
        self.lam, self.served, self.theta = lam, agents * mu, theta
        # States n, n+1, …: weights relative to state n.
        weights, j = [mpf(1)], 0
        while weights[-1] > max(weights) * mpf(10) ** -38 or lam > agents * mu + (j + 1) * theta:
            j += 1
            weights.append(weights[-1] * lam / (agents * mu + j * theta))
        below = 1 / erlang_b(agents, lam / mu) - 1 if agents else mpf(0)
        total = below + sum(weights)
        self.queue = [weight / total for weight in weights]
        self.at_once = below / total
        self.p_wait = sum(self.queue)
        self.mean_queue = sum(k * p for k, p in enumerate(self.queue))
        self.p_abandon = theta * self.mean_queue / lam

    def virtual_density(self, x: mpf) -> mpf:
        """Density of the virtual wait at x > 0: nμ π_n e^(λ(1−e^(−θx))/θ − nμx)."""
        return (
            self.served
            * self.queue[0]
            * mp.exp(self.lam * (1 - mp.exp(-self.theta * x)) / self.theta - self.served * x)
        )

    def served_within(self, t: float) -> mpf:
        """Answered, having waited at most t."""
        if t == 0:
            return self.at_once
        width = 1 / (self.served + self.lam)
        pieces = min(60, max(4, int(mpf(t) / width / 4)))
        points = [mpf(t) * k / pieces for k in range(pieces + 1)]
        return self.at_once + mp.quad(lambda x: mp.exp(-self.theta * x) * self.virtual_density(x), points)
