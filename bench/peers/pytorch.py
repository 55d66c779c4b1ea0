# PyTorch, on one core: the workloads as tensors.  As bench/peers/peer.hpp.
import math
import sys
import time

try:
    import numpy as np
    import torch
except ImportError:
    sys.exit(0)

torch.set_num_threads(1)
divide = int(sys.argv[1]) if len(sys.argv) > 1 else 1


def unit(seed, n, skip=0):
    """n numbers of SplitMix64, after the first `skip`."""
    with np.errstate(over="ignore"):
        k = np.arange(skip + 1, skip + n + 1, dtype=np.uint64)
        z = np.uint64(seed) + k * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        z ^= z >> np.uint64(31)
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


W, B, NET = 64, 32, 2 * (64 * 64 + 64) + 64 + 1
D, K, N = 10, 25, 1000
ICF = D * (D + 1) // 2


def w1b(x):
    p = x.view(-1, 3)
    return (p[:, 2] * (p[:, 0] ** 2 + p[:, 1])).square().sum()


def w2(x):
    return (100 * (x[1:] - x[:-1] ** 2) ** 2 + (1 - x[:-1]) ** 2).sum()


def w4(x):
    return x.prod()


net_x = torch.from_numpy(2 * unit(7, B * W) - 1).view(B, W)
net_y = torch.from_numpy(2 * unit(7, B, B * W) - 1)


def w5(w):
    h, at = net_x, 0
    for _ in range(2):
        h = torch.tanh(h @ w[at:at + W * W].view(W, W) + w[at + W * W:at + W * W + W])
        at += W * W + W
    return ((h @ w[at:at + W] + w[-1] - net_y) ** 2).sum() / B


mix_x = torch.from_numpy(2 * (2 * unit(6, N * D) - 1)).view(N, D)
rows, cols = [], []
for i in range(D):
    for j in range(i + 1, D):
        rows.append(j), cols.append(i)
constant = -0.5 * N * D * math.log(2 * math.pi) + K * (
    0.5 * (D + 1) * D * math.log(2) + 0.25 * D * (D - 1) * math.log(math.pi)
    + sum(math.lgamma(0.5 * (D + 1) + 0.5 * (1 - j)) for j in range(1, D + 1)))


def w6(x):
    alpha, mean = x[:K], x[K:K + K * D].view(K, D)
    icf = x[K + K * D:].view(K, ICF)
    q, low = icf[:, :D], icf[:, D:]
    diag = torch.exp(q)
    factor = torch.diag_embed(diag)
    factor = factor.index_put((torch.arange(K)[:, None], torch.tensor(rows),
                               torch.tensor(cols)), low)
    z = torch.einsum("kji,nki->nkj", factor, mix_x[:, None, :] - mean)
    term = alpha + q.sum(1) - 0.5 * z.square().sum(2)
    return (constant + torch.logsumexp(term, 1).sum()
            - N * torch.logsumexp(alpha, 0)
            + 0.5 * (diag.square().sum() + low.square().sum()))


def data(name):
    if name == "W1b":
        return 0.5 + unit(1, 3000000 // divide)
    if name in ("W2", "W2s"):
        return -1.5 + 3 * unit(1, 1000 if name == "W2s" else 100000 // divide)
    if name == "W4":
        return 1 + 1e-3 * (2 * unit(1, 1000000 // divide) - 1)
    if name == "W5":
        return 0.2 * (2 * unit(7, NET, B * W + B) - 1)
    return 2 * unit(6, K * (1 + D + ICF), N * D) - 1


workloads = {"W1b": w1b, "W2": w2, "W2s": w2, "W4": w4, "W5": w5, "W6": w6}
kept = {}
print('{"peer": "PyTorch %s"}' % torch.__version__.split("+")[0], flush=True)
for line in sys.stdin:
    name = line.strip()
    if name in workloads:
        if name not in kept:
            kept[name] = torch.from_numpy(data(name)).requires_grad_()
        x = kept[name]
        repeats, spent = 1, 0
        while True:
            start = time.process_time()
            for _ in range(repeats):
                x.grad = None
                y = workloads[name](x)
                y.backward()
            spent = time.process_time() - start
            if spent > 1e-3:
                break
            repeats *= 2
        g = x.grad.numpy()
        print('{"mode": "tensors", "seconds": %.6g, "value": %.17g, "gradient": %.17g}'
              % (spent / repeats, y.item(), ((2 * unit(99, g.size) - 1) * g).sum()))
    print("", flush=True)
