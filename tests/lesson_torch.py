#!/usr/bin/env python3
"""The lesson's cells in PyTorch, printing what `dualtape lesson --brief` prints.

  lesson_torch.py [--seed=N]    the cells; x of cell 1 random, as --seed=N of
                                `dualtape lesson` draws it
  lesson_torch.py --tensors N   N tensors, each after a line with its shape,
                                its suffix and its numbers

The first line names the version.  Lines that PyTorch alone prints, where
dualtape reports an error, begin with "PyTorch:".

tests/lesson.tap compares; what is printed here was also recorded, in
tests/golden/torch-lesson.txt and torch-tensors.txt, for machines without
PyTorch:

  python3 tests/lesson_torch.py > tests/golden/torch-lesson.txt
  python3 tests/lesson_torch.py --tensors 300 > tests/golden/torch-tensors.txt
"""

import argparse
import math
import random
import re
import warnings

import torch

# ---- what the cells print with ------------------------------------------------


def name_of(function):
    return type(function).__name__ if function is not None else "None"


def show_grad_fn(name, x):
    print(f"{name}.grad_fn = {name_of(x.grad_fn)}")


def show_next(name, x):
    nexts = [name_of(f) for f, _ in x.grad_fn.next_functions]
    print(f"{name}.grad_fn.next_functions =", ", ".join(nexts))


def show_grad(name, x, *by_hand):
    """x.grad, after the first sentence of PyTorch's warning if it warns."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        grad = x.grad
    for w in caught:
        print(f"{w.category.__name__}: {str(w.message).split('. ')[0]}.")
    print(f"{name} =", grad, *(f"= {b:g}" for b in by_hand))


def attempt(backward, *args, **named):
    """Runs it; if it raises an error, prints the first words of it."""
    try:
        backward(*args, **named)
    except RuntimeError as e:
        print("RuntimeError:", re.split(r" \(|\. ", str(e))[0])


def leaf(value):
    return torch.tensor(value, requires_grad=True)


# ---- the cells -------------------------------------------------------------------


def normals(seed, count):
    """SplitMix64 and Box-Muller, as in compare/random.h."""
    mask = (1 << 64) - 1
    state = seed

    def unit():
        nonlocal state
        state = (state + 0x9E3779B97F4A7C15) & mask
        z = state
        z = ((z ^ z >> 30) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ z >> 27) * 0x94D049BB133111EB) & mask
        return ((z ^ z >> 31) >> 11) / 9007199254740992.0

    def normal():
        u = 1 - unit()
        return math.sqrt(-2 * math.log(u)) * math.cos(6.283185307179586 * unit())

    return [normal() for _ in range(count)]


def column_vector(seed):
    numbers = [0.89452, -0.321352, -0.777352, 0.998292]
    if seed is not None:
        numbers = normals(seed, 4)
    x = torch.tensor(numbers).reshape(4, 1).requires_grad_()
    y = 2 * torch.mm(x.t(), x)
    print("x =", x)
    print("y =", y)
    y.backward()
    show_grad("x.grad", x)
    print("x.grad.shape =", x.grad.shape)
    show_grad_fn("x", x)
    show_grad_fn("y", y)


def head_gradient():
    x = torch.arange(4.0).reshape(4, 1).requires_grad_()
    y = 2 * x
    z = y * x
    print("x =", x)
    print("y =", y)
    print("z =", z)
    attempt(z.backward)
    head = torch.tensor([[10], [1.0], [0.1], [0.01]])
    z.backward(head, retain_graph=True)
    show_grad("x.grad", x)
    x.grad.zero_()
    z.backward(torch.ones_like(z))
    show_grad("x.grad", x)


class First:
    """r = z^2 (x^2 + y)^2."""

    def __init__(self):
        self.x, self.y, self.z = leaf(1.0), leaf(2.0), leaf(4.0)
        self.u = self.x**2
        self.v = self.u + self.y
        self.w = self.z * self.v
        self.r = self.w**2


def graph():
    g = First()
    show_grad_fn("x", g.x)
    for name in "uvwr":
        show_grad_fn(name, getattr(g, name))
        show_next(name, getattr(g, name))


def forward_pass():
    g = First()
    for name in "xyzuvwr":
        print(name, "=", getattr(g, name))


def backward_pass():
    g = First()

    def partial(name, y, x, by_hand):
        (d,) = torch.autograd.grad(y, x, retain_graph=True)
        print(f"{name} =", d, f"= {by_hand:g}")

    partial("dr/dw", g.r, g.w, 2 * 12)
    partial("dw/dv", g.w, g.v, 4)
    partial("dw/dz", g.w, g.z, 3)
    partial("dv/du", g.v, g.u, 1)
    partial("dv/dy", g.v, g.y, 1)
    partial("du/dx", g.u, g.x, 2 * 1)
    g.r.backward()
    show_grad("dr/dz", g.z, 2 * 12 * 3)
    show_grad("dr/dy", g.y, 2 * 12 * 4)
    show_grad("dr/dx", g.x, 4 * 12 * 4 * 1)


def non_leaf():
    for retain in (False, True):
        g = First()
        if retain:
            for name in "wvu":
                getattr(g, name).retain_grad()
        g.r.backward()
        show_grad("dr/dw", g.w, 2 * 12)
        show_grad("dr/dv", g.v, 2 * 12 * 4)
        show_grad("dr/du", g.u, 2 * 12 * 4)


def second_graph():
    first = First()
    first.r.backward()
    w = first.w
    x, y, z = leaf(1.0), leaf(2.0), leaf(4.0)
    r = z**2 + (x**2 + y) ** 2
    print("r =", r)
    r.backward()
    show_grad("dr/dx", x, 4 * 3 * 1)
    show_grad("dr/dy", y, 2 * 3)
    show_grad("dr/dz", z, 2 * 4)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        print("PyTorch: dr/dw =", w.grad, "= 24")


def lab():
    x, y, z = leaf(1.0), leaf(2.0), leaf(3.0)
    r = (x + y) ** 3 * z**2
    print("r =", r)
    r.backward()
    show_grad("dr/dx", x, 3 * 9 * 9)
    show_grad("dr/dy", y, 3 * 9 * 9)
    show_grad("dr/dz", z, 2 * 27 * 3)


# ---- the traps -------------------------------------------------------------------


def trap_non_leaf():
    x = leaf(3.0)
    u = x**2
    (u**2).backward()
    show_grad("x.grad", x)
    show_grad("u.grad", u)
    x = leaf(3.0)
    u = x**2
    u.retain_grad()
    (u**2).backward()
    show_grad("u.grad", u)


def trap_stale():
    u = leaf(3.0) ** 2
    print("u =", u)
    x = leaf(5.0)
    print("PyTorch: x * u =", x * u)  # with the old u
    print("PyTorch: x * u =", x * leaf(3.0) ** 2)  # there are no tapes to mix
    u = leaf(3.0) ** 2
    print("x * u =", x * u)


def trap_zero():
    x = leaf(3.0)
    (x**2).backward()
    show_grad("x.grad", x)
    (x**2).backward()
    show_grad("x.grad", x)
    x.grad.zero_()
    (x**2).backward()
    show_grad("x.grad", x)


def trap_twice():
    x = leaf(3.0)
    y = x**2
    y.backward()
    attempt(y.backward)
    show_grad("x.grad", x)
    x.grad.zero_()
    y = x**2
    y.backward(retain_graph=True)
    attempt(y.backward)
    show_grad("x.grad", x)


def trap_seed():
    x = torch.tensor([[1.0], [2.0], [3.0]], requires_grad=True)
    y = x**2
    attempt(y.backward)
    show_grad("x.grad", x)
    y.backward(torch.ones_like(y), retain_graph=True)
    show_grad("x.grad", x)
    x.grad.zero_()
    y.sum().backward()
    show_grad("x.grad", x)


def trap_no_grad():
    c = torch.tensor(3.0)
    y = c**2
    print("y =", y)
    show_grad_fn("y", y)
    attempt(y.backward)
    show_grad("c.grad", c)
    x = leaf(3.0)
    y = x**2
    print("y =", y)
    show_grad_fn("y", y)
    y.backward()
    show_grad("x.grad", x)


CELLS = {
    "2": head_gradient,
    "3": graph,
    "4": forward_pass,
    "5": backward_pass,
    "6": non_leaf,
    "7": second_graph,
    "8": lab,
    "non-leaf": trap_non_leaf,
    "stale": trap_stale,
    "zero": trap_zero,
    "twice": trap_twice,
    "seed": trap_seed,
    "no-grad": trap_no_grad,
}

# ---- tensors, for the printer -----------------------------------------------------

LARGE = [(1, 1001), (1001, 1), (40, 30), (7, 150), (5, 201)]
SPECIAL = [0.0, -0.0, math.inf, -math.inf, math.nan]


def draw(pick):
    """A function that draws numbers of one kind."""
    scale = 10.0 ** pick.uniform(-9, 9)
    spread = pick.choice([0, 1, 2, 3, 4, 12])
    whole = pick.random() < 0.3
    rare = pick.choice([0, 0, 0.1, 0.5, 1])

    def one():
        if pick.random() < rare:
            return pick.choice(SPECIAL)
        v = pick.choice([-1, 1]) * scale * 10.0 ** pick.uniform(-spread / 2, spread / 2)
        return float(round(v)) if whole else v

    return one


def tensors(count):
    pick = random.Random(20)
    for k in range(count):
        rows, cols = pick.randint(1, 5), pick.randint(1, 12)
        if k % 7 == 0:
            rows, cols = 0, 0  # a number without dimensions
        if k % 60 == 1:
            rows, cols = LARGE[k // 60 % len(LARGE)]
        if k % 60 == 2:
            rows, cols = pick.choice([(1, 40), (1, 1), (9, 60)])
        one = draw(pick)
        x = torch.tensor([one() for _ in range(max(rows * cols, 1))])
        x = x.reshape(rows, cols) if rows else x.reshape(())
        numbers = " ".join("%.9g" % v for v in x.reshape(-1).tolist())
        suffix = pick.choice(["-", "leaf", "MulBackward0"])
        if suffix != "-":
            x.requires_grad_()
        if suffix == "MulBackward0":
            x = x * 1
        print("#", rows, cols, suffix, numbers)
        print(x)


def main():
    options = argparse.ArgumentParser()
    options.add_argument("--seed", type=int)
    options.add_argument("--tensors", type=int)
    given = options.parse_args()
    print(f"PyTorch {torch.__version__}")
    if given.tensors is not None:
        tensors(given.tensors)
        return
    print("== 1")
    column_vector(given.seed)
    for word, cell in CELLS.items():
        print("==", word)
        cell()


main()
