"""Have Coq check a certificate, theorem by theorem, with a time limit for each.

Coq stops at the first error. So that one rejected theorem doesn't hide the others, the file
is then checked again without it: what was accepted before, and what was rejected, is taken
as given there, and a theorem that rests on a rejected one counts as rejected too.
"""

from __future__ import annotations

import queue
import re
import shutil
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import IO, Literal

State = Literal["accepted", "rejected", "timed out", "not reached"]
Progress = Callable[["Outcome"], None]

# What the real numbers of Coq's library rest on.
STANDARD_AXIOMS = frozenset(
    (
        "ClassicalDedekindReals.sig_not_dec",
        "ClassicalDedekindReals.sig_forall_dec",
        "FunctionalExtensionality.functional_extensionality_dep",
        "Classical_Prop.classic",
    )
)
# coq-interval computes with the kernel's machine integers, which Coq lists as axioms too.
MACHINE_INTEGERS = ("PrimInt63.", "Uint63.")
_STATEMENT = re.compile(rb"^(Theorem|Lemma) (\w+)", re.MULTILINE)
_TIMED = re.compile(r"^Chars (\d+) - (\d+) .* ([\d.]+) secs")
_PLACE = re.compile(r'^File ".*", line (\d+), characters \d+-\d+:')
_AXIOM = re.compile(r"^([A-Za-z_][\w.']*)(?: :|$)")
_COMMENT = re.compile(r"\(\*.*?\*\)")  # ours stand on one line and hold no other
FORBIDDEN = re.compile(r"^\s*(Axiom|Axioms|Parameter|Parameters|Conjecture|Admitted|admit)\b|\badmit\.", re.MULTILINE)


class CoqMissing(Exception):
    """Coq isn't installed: a message for the user."""

    def __init__(self) -> None:
        super().__init__(
            "coqc was not found; install Coq with the libraries Coquelicot and Interval "
            "(Debian, Ubuntu: apt install coq libcoq-coquelicot libcoq-interval; "
            "opam: opam install coq-coquelicot coq-interval)"
        )


@dataclass(frozen=True, slots=True)
class Outcome:
    """What Coq said of one theorem."""

    word: str
    state: State
    seconds: float
    message: str = ""


@dataclass(frozen=True, slots=True)
class Report:
    """What Coq said of a certificate."""

    outcomes: tuple[Outcome, ...]  # of the theorems, in the order of the file
    axioms: tuple[str, ...]  # that the theorems rest on; empty if not all were accepted
    foreign: tuple[str, ...]  # those that are no part of the standard reals
    seconds: float
    error: str = ""  # something outside a theorem that Coq doesn't take

    @property
    def accepted(self) -> bool:
        """Every theorem was accepted, and none rests on anything but the real numbers."""
        return not self.error and not self.foreign and all(o.state == "accepted" for o in self.outcomes)


def run_certificate(
    text: str, *, time_limit: float = 30.0, coqc: str | None = None, progress: Progress | None = None
) -> Report:
    """Check a certificate. ``time_limit`` is in seconds for each theorem.

    Raises :class:`CoqMissing` where there is no ``coqc``.
    """
    command = coqc or shutil.which("coqc")
    if command is None:
        raise CoqMissing
    if found := FORBIDDEN.search(_COMMENT.sub("", text)):
        return Report((), (), (), 0.0, f"the certificate holds {found.group().strip()!r}: nothing may be assumed")
    return _Run(command, text.encode(), time_limit, progress).finish()


@dataclass(slots=True)
class _Piece:
    """A part of the file: a theorem or lemma, or what stands between two."""

    text: bytes
    word: str = ""  # empty between theorems
    theorem: bool = False

    def assumed(self) -> bytes:
        """The statement without its proof."""
        return self.text[: self.text.index(b"Proof.")] + b"Admitted."


def _pieces(text: bytes) -> list[_Piece]:
    pieces: list[_Piece] = []
    position = 0
    for match in _STATEMENT.finditer(text):
        end = text.index(b"Qed.", match.end()) + 4
        pieces.append(_Piece(text[position : match.start()]))
        pieces.append(_Piece(text[match.start() : end], match.group(2).decode(), match.group(1) == b"Theorem"))
        position = end
    pieces.append(_Piece(text[position:]))
    return pieces


@dataclass(frozen=True, slots=True)
class _Stop:
    """Why a pass ended before the end of the file."""

    piece: int
    timed_out: bool
    message: str


class _Run:
    def __init__(self, command: str, text: bytes, limit: float, progress: Progress | None) -> None:
        self.command = command
        self.pieces = _pieces(text)
        self.limit = limit
        self.progress = progress
        everything = [i for i, p in enumerate(self.pieces) if b'Set Default Proof Using "All".' in p.text]
        self.uniform = everything[0] if everything else len(self.pieces)
        self.outcomes: dict[int, Outcome] = {}
        self.dropped: set[int] = set()
        self.final = False  # the pass that shows all assumptions
        self.output: list[str] = []

    def finish(self) -> Report:
        began = time.monotonic()
        error = ""
        passes = 0
        while True:
            passes += 1
            stop = self._pass()
            if stop is None:
                break
            piece = self.pieces[stop.piece]
            if not piece.word:
                error = stop.message
                break
            if stop.piece in self.dropped:
                error = stop.message
                break
            if stop.piece in self.outcomes and self._given(stop.piece):
                self.dropped.add(stop.piece)  # its statement makes no sense, with or without a proof
                continue
            state: State = "timed out" if stop.timed_out else "rejected"
            self._record(stop.piece, Outcome(piece.word, state, self.limit if stop.timed_out else 0.0, stop.message))
        self._spread()
        outcomes = tuple(
            self.outcomes.get(i, Outcome(p.word, "not reached", 0.0, error))
            for i, p in enumerate(self.pieces)
            if p.theorem
        )
        if passes > 1 and not error:  # once more with every proof that was accepted, to see what they rest on
            self.final = True
            error = stop.message if (stop := self._pass()) else ""
        axioms, foreign = ((), ()) if error else self._axioms()
        return Report(outcomes, axioms, foreign, time.monotonic() - began, error)

    def _record(self, index: int, outcome: Outcome) -> None:
        self.outcomes[index] = outcome
        if self.progress and self.pieces[index].theorem:
            self.progress(outcome)

    def _spread(self) -> None:
        """Reject what rests on something rejected."""
        fallen: dict[str, str] = {}  # and why
        for index, piece in enumerate(self.pieces):
            outcome = self.outcomes.get(index)
            if outcome is None:
                continue
            if used := fallen.keys() & {w.decode() for w in re.findall(rb"\w+", piece.text)}:
                first = next(word for word in fallen if word in used)
                reason = f"it rests on {', '.join(sorted(used))}, which was not accepted: {fallen[first]}"
                self.outcomes[index] = outcome = replace(outcome, state="rejected", message=reason)
            if outcome.state != "accepted":
                fallen[piece.word] = outcome.message.rpartition("accepted: ")[2]

    def _given(self, index: int) -> bool:
        """Is a theorem taken as given? Not if its statement would say more without its proof.

        A lemma without a proof speaks of all variables of its section; only where all
        lemmas do, that changes nothing.
        """
        outcome = self.outcomes.get(index)
        return outcome is not None and (outcome.state != "accepted" or (index > self.uniform and not self.final))

    def _text(self, index: int, piece: _Piece) -> bytes:
        if index in self.dropped:
            return b"(* dropped *)"
        if not piece.word:
            return self._between(piece.text)
        return piece.assumed() if self._given(index) else piece.text

    def _between(self, text: bytes) -> bytes:
        """What stands between theorems: a list of all theorems lists those that are left."""
        if self.dropped:
            words = b"|".join(self.pieces[i].word.encode() for i in self.dropped)
            text = re.sub(rb"let _ := (?:\w+\.)?(?:" + words + rb") in ?", b"", text)
        if self.outcomes and not self.final:  # the last pass asks, which takes seconds
            text = re.sub(rb"^Print Assumptions .*$", b"", text, flags=re.MULTILINE)
        return text

    def _pass(self) -> _Stop | None:
        """Check the file once, what has an outcome taken as given."""
        texts = [self._text(i, p) for i, p in enumerate(self.pieces)]
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "certificate.v"
            path.write_bytes(b"".join(texts))
            process = subprocess.Popen(
                [self.command, "-q", "-time", "-w", "none", path.name],
                cwd=folder,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
            )
            try:
                return self._watch(process, texts)
            finally:
                process.kill()
                process.wait()

    def _watch(self, process: subprocess.Popen[bytes], texts: Sequence[bytes]) -> _Stop | None:
        ends: list[int] = []
        for text in texts:
            ends.append((ends[-1] if ends else 0) + len(text))
        lines: queue.Queue[str | None] = queue.Queue()
        assert process.stdout is not None
        threading.Thread(target=_read, args=(process.stdout, lines), daemon=True).start()
        self.output = []
        current, spent = 0, 0.0
        since = time.monotonic()
        while True:
            try:
                line = lines.get(timeout=0.2)
            except queue.Empty:
                if self.pieces[current].word and time.monotonic() - since > self.limit:
                    return _Stop(current, True, f"it took more than {self.limit:g} seconds")
                continue
            if line is None:
                break
            timed = _TIMED.match(line)
            if timed is None:
                self.output.append(line)
                continue
            spent += float(timed.group(3))
            if int(timed.group(2)) >= ends[current] - len(texts[current]) + len(texts[current].rstrip()):
                self._passed(current, spent)
                while current < len(texts) - 1 and int(timed.group(2)) >= ends[current] - len(texts[current]) + len(
                    texts[current].rstrip()
                ):
                    current += 1
                spent, since = 0.0, time.monotonic()
        if process.wait() == 0:
            return None
        return self._failure(texts, ends, current)

    def _passed(self, index: int, spent: float) -> None:
        if self.pieces[index].word and index not in self.outcomes:
            self._record(index, Outcome(self.pieces[index].word, "accepted", spent))

    def _failure(self, texts: Sequence[bytes], ends: Sequence[int], current: int) -> _Stop:
        message = "\n".join(self.output).strip()
        for number, line in enumerate(self.output):
            if place := _PLACE.match(line):
                message = "\n".join(self.output[number + 1 :]).strip().removeprefix("Error:").strip()
                rows = b"".join(texts).split(b"\n")
                offset = sum(len(r) + 1 for r in rows[: int(place.group(1)) - 1])
                current = next((i for i, end in enumerate(ends) if offset < end), current)
        return _Stop(current, False, message)

    def _axioms(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """All axioms in the output, and those that don't belong there. What wasn't accepted is not looked at."""
        given = {self.pieces[i].word for i, outcome in self.outcomes.items() if outcome.state != "accepted"}
        found: dict[str, None] = {}
        foreign: dict[str, None] = {}
        asked = [
            line for p in self.pieces for line in p.text.decode().splitlines() if line.startswith("Print Assumptions")
        ]
        block = -1
        for line in self.output:
            if line in ("Axioms:", "Closed under the global context"):
                block += 1
            elif block >= 0 and (match := _AXIOM.match(line)):
                name = match.group(1)
                if name.rpartition(".")[2] in given:
                    continue
                found.setdefault(name)
                refuting = "refuted" in asked[block] if block < len(asked) else False
                if name not in STANDARD_AXIOMS and not (refuting and name.startswith(MACHINE_INTEGERS)):
                    foreign.setdefault(name)
        return tuple(found), tuple(foreign)


def _read(stream: IO[bytes], lines: queue.Queue[str | None]) -> None:
    for line in stream:
        lines.put(line.decode("utf-8", "replace").rstrip("\n"))
    lines.put(None)
