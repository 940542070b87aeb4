"""Where documents are checked side by side: processes of this machine, or a Dask cluster."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import Executor
from contextlib import contextmanager
from importlib import import_module

from derive.commands.base import UsageError
from derive.commands.garbage import look_seldom


def processes(jobs: int) -> Executor:
    """A pool of fresh processes."""
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor

    methods = multiprocessing.get_all_start_methods()
    context = multiprocessing.get_context("forkserver" if "forkserver" in methods else "spawn")
    context.set_forkserver_preload(["derive.judgement.checker"])  # SymPy is imported once for all workers
    return ProcessPoolExecutor(jobs, mp_context=context, initializer=look_seldom)


@contextmanager
def dask_executor(address: str) -> Iterator[Executor]:
    """A Dask cluster's executor. Raises :class:`UsageError`."""
    scheme, _, host = address.partition("://")
    if scheme != "dask" or not host:
        raise UsageError(f"no such executor: {address}; it reads dask://host:port")
    try:
        client_of = import_module("distributed").Client  # an extra: there or not, the types are the same
    except ImportError:
        raise UsageError("--executor dask:// needs distributed: pip install 'derive-checker[dask]'") from None
    try:
        client = client_of(f"tcp://{host}", timeout=10)
    except OSError as error:
        raise UsageError(f"{address}: {error}") from None
    try:
        yield client.get_executor(pure=False)
    finally:
        client.close()
