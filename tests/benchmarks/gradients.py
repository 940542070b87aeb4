"""Time generated gradients beside what people would use instead.

Run ``python -m tests.benchmarks.gradients [seed] [mlp] [fused] [accuracy] [generation] [memory]
[--rounds N]``; without names everything runs. One core, one thread, one process, processor time; every
round runs each competitor and ratios are taken within the round. glibc is told to keep freed memory,
which is the peers' best case: otherwise each of their calls faults its pages in anew.
"""

from __future__ import annotations

import os
import sys

_SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "JAX_PLATFORMS": "cpu",
    "NUMBA_NUM_THREADS": "2",
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "4294967296",
}


def settle() -> None:
    """Start again with the settings that libraries read when they are loaded; keep to one core."""
    if any(os.environ.get(name) != value for name, value in _SETTINGS.items()):
        os.execve(sys.executable, [sys.executable, "-m", "tests.benchmarks.gradients", *sys.argv[1:]], os.environ | _SETTINGS)
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})


def main() -> None:
    """Print the table."""
    settle()
    from tests.benchmarks import rows

    arguments = sys.argv[1:]
    rounds = int(arguments[arguments.index("--rounds") + 1]) if "--rounds" in arguments else 25
    wanted = [a for a in arguments if a in rows.SECTIONS] or list(rows.SECTIONS)
    print(f"{'work':46} {'ours':>10}   ratios, and targets")
    for name in wanted:
        for line in rows.SECTIONS[name](rounds):
            print(line, flush=True)


if __name__ == "__main__":
    main()
