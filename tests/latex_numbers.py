"""latex_numbers.py: reads what `dualtape emit --latex` writes, evaluates each row's
mathematics by itself, and compares it with the number beside it.

  dualtape emit --latex FORMULA x=... | python3 latex_numbers.py

Knows nothing of dualtape: a reader of LaTeX, and Python's math."""
import math
import re
import sys

TOKEN = re.compile(r"\\[a-zA-Z]+|\\.|\d+\.?\d*|[a-zA-Z]|\S")


def integral(f, a, b, n=4000):
    """Simpson's rule."""
    h = (b - a) / n
    return h / 3 * sum(f(a + k * h) * (1 if k in (0, n) else 4 if k % 2 else 2)
                       for k in range(n + 1))


def psi(n, x):
    """The recurrence, and the asymptotic series far out."""
    sign = -1 if n % 2 == 0 else 1
    total = 0
    while x < 30:
        total += sign * math.factorial(n) / x ** (n + 1)
        x += 1
    f = lambda x: math.log(x) - 1 / (2 * x) - 1 / (12 * x**2) + 1 / (120 * x**4)
    if n == 0:
        return total + f(x)
    if n == 1:
        return total + 1 / x + 1 / (2 * x**2) + 1 / (6 * x**3) - 1 / (30 * x**5)
    return total - 1 / x**2 - 1 / x**3 - 1 / (2 * x**4) + 1 / (6 * x**6)


def solve(f, a, b):
    """Bisection."""
    for _ in range(200):
        c = (a + b) / 2
        a, b = (c, b) if f(c) < 0 else (a, c)
    return a


def bessel_j(n, x):
    return integral(lambda t: math.cos(n * t - x * math.sin(t)), 0, math.pi) / math.pi


def bessel_y(n, x):  # Abramowitz & Stegun 9.1.22
    first = integral(lambda t: math.sin(x * math.sin(t) - n * t), 0, math.pi)
    second = integral(lambda t: (math.exp(n * t) + (-1) ** n * math.exp(-n * t)) *
                      math.exp(-x * math.sinh(t)), 0, 8, 20000)
    return (first - second) / math.pi


FUNCTIONS = {
    r"\sin": math.sin, r"\cos": math.cos, r"\tan": math.tan, r"\sinh": math.sinh,
    r"\cosh": math.cosh, r"\tanh": math.tanh, r"\arcsin": math.asin,
    r"\arccos": math.acos, r"\arctan": math.atan, "arsinh": math.asinh,
    "arcosh": math.acosh, "artanh": math.atanh, r"\ln": math.log, r"\max": max,
    r"\Gamma": math.gamma, "erf": math.erf, "erfc": math.erfc, "atan2": math.atan2,
    "fmod": math.fmod, "remainder": math.remainder, "trunc": math.trunc,
    "rint": round, "round": lambda x: math.copysign(math.floor(abs(x) + 0.5), x),
    "sgn": lambda x: (x > 0) - (x < 0),
    r"\sigma": lambda x: 1 / (1 + math.exp(-x)),
    r"\Phi": lambda x: (1 + math.erf(x / math.sqrt(2))) / 2,
    r"\varphi": lambda x: math.exp(-x * x / 2) / math.sqrt(2 * math.pi),
    r"\mathrm": lambda a, b: math.gamma(a) * math.gamma(b) / math.gamma(a + b),
    "W": lambda x: solve(lambda w: w * math.exp(w) - x, -1, 20),
}


class Reader:
    def __init__(self, text, values):
        self.tokens, self.at, self.values = TOKEN.findall(text), 0, values

    def next(self):
        self.at += 1
        return self.tokens[self.at - 1]

    def peek(self):
        return self.tokens[self.at] if self.at < len(self.tokens) else ""

    def take(self, token):
        if self.peek() == token:
            self.at += 1
            return True
        return False

    def expect(self, token):
        got = self.next()
        assert got == token, f"{got}, not {token}"

    def word(self):
        """{abc}"""
        self.expect("{")
        text = ""
        while not self.take("}"):
            text += self.next()
        return text

    def group(self):
        self.expect("{")
        value = self.sum()
        self.expect("}")
        return value

    def sum(self):
        value = -self.product() if self.take("-") else self.product()
        while self.peek() in ("+", "-") and self.peek():
            value = value + self.product() if self.next() == "+" else value - self.product()
        return value

    def product(self):
        value = self.power()
        while True:
            if self.take(r"\cdot") or self.take(r"\,"):
                continue
            if not self.peek() or not re.match(r"[0-9a-zA-Z(]|\\(?!text|right|\\|end|le$|ge$|ne$|l?r)",
                                               self.peek()):
                return value
            value = value * self.power()

    def power(self):
        base = self.factor()
        return base ** self.group() if self.take("^") else base

    def arguments(self):
        if self.take(r"\left"):
            closing = [r"\right", ")"] if self.peek() == "(" else [r"\right", "|"]
        elif self.peek() == "(":
            closing = [")"]
        opening = self.next()
        values = [self.sum()]
        while self.take(","):
            values.append(self.sum())
        for token in closing:
            self.expect(token)
        return [abs(values[0])] if opening == "|" else values

    def call(self, name):
        power = 1
        if self.take("^"):
            power = self.group()
        f = FUNCTIONS[name]
        if power == -1:  # the inverse of erf
            goal, f = self.arguments()[0], math.erf
            return solve(lambda x: f(x) - goal, -6, 6)
        return f(*self.arguments()) ** power

    def cases(self):
        value, found = None, False
        while True:
            one = self.sum()
            self.expect("&")
            self.expect(r"\text")
            holds = self.word() == "otherwise" or self.condition()
            if holds and not found:
                value, found = one, True
            if self.take(r"\end"):
                self.word()
                return value
            self.expect(r"\\")

    def condition(self):
        left = self.sum()
        relation = self.next()
        right = self.sum()
        holds = {"<": left < right, ">": left > right, "=": left == right,
                 r"\le": left <= right, r"\ge": left >= right,
                 r"\ne": left != right}[relation]
        if self.take(r"\text"):
            word = self.word()
            other = self.condition()
            return holds and other if word == "and" else holds or other
        return holds

    def factor(self):
        token = self.next()
        if token[0].isdigit():
            return float(token)
        if token == "v":
            self.expect("_")
            return self.values[self.word()]
        if token == "e":
            return math.e
        if token == "(":
            self.at -= 1
            return self.arguments()[0]
        if token == r"\pi":
            return math.pi
        if token == r"\frac":
            above = self.group()
            return above / self.group()
        if token == r"\sqrt":
            root = 2
            if self.take("["):
                root = int(self.next())
                self.expect("]")
            inside = self.group()
            return math.copysign(abs(inside) ** (1 / root), inside)
        if token == r"\begin":
            assert self.word() == "cases"
            return self.cases()
        if token == r"\left" and self.peek() in (r"\lfloor", r"\lceil"):
            f = math.floor if self.next() == r"\lfloor" else math.ceil
            inside = self.sum()
            self.expect(r"\right")
            self.next()
            return f(inside)
        if token == r"\left":
            self.at -= 1
            return self.arguments()[0]
        if token == r"\log":
            self.expect("_")
            base = self.group()
            return math.log(self.arguments()[0], base)
        if token == r"\ln" and self.peek() not in ("(", r"\left", "^"):
            return math.log(self.factor())
        if token == r"\ln" and self.tokens[self.at:self.at + 3] == [r"\left", "|", r"\Gamma"]:
            return math.log(self.arguments()[0])
        if token == r"\psi":
            order = 0
            while self.take("'"):
                order += 1
            return psi(order, self.arguments()[0])
        if token in ("J", "Y"):
            self.expect("_")
            n = int(self.group())
            return (bessel_j if token == "J" else bessel_y)(n, self.arguments()[0])
        if token == r"\operatorname":
            return self.call(self.word())
        if token == r"\mathrm":
            self.word()
        return self.call(token)


def main():
    values, rows, bad = {}, 0, 0
    for line in sys.stdin:
        row = re.match(r"  (.*?) &= (.*) & \\qquad &(=|\\approx) (.*?)( \\\\)?$", line)
        if not row or "bar" in row[1] or "f" == row[1]:
            continue
        left, text, _, number, _ = row.groups()
        if "NaN" in number:
            continue
        number = float(re.sub(r"( \\cdot )?10\^{(-?\d+)}",
                              lambda m: ("" if m[1] else "1") + "e" + m[2], number))
        name = re.match(r"v_{(-?\d+)}", left)
        if name and re.fullmatch("[xyz]", text):
            values[name[1]] = number
            continue
        if left.startswith(r"\frac{\partial f"):
            continue
        reader = Reader(text, values)
        value = reader.sum()
        assert reader.at == len(reader.tokens), "a rest: " + text
        if name:
            values[name[1]] = value
        rows += 1
        if not abs(value - number) <= 2e-5 * abs(number) + 1e-12:
            bad += 1
            print(f"{left} = {text} is {value}, and {number} stands there")
    if not rows:
        print("no rows")
    sys.exit(bad > 0 or rows == 0)


main()
