"""The house has floors, and nothing reaches down: read from the imports, not from a promise."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.support import ROOT, SEED

# From the top: a file imports from its own floor and from those above it.
FLOORS = (
    ("derive/source/text.py",),
    ("derive/diagnostics.py", "derive/config.py", "derive/language.py", "derive/__init__.py"),
    ("derive/source/",),
    ("derive/latex/",),
    ("derive/meaning/",),
    ("derive/algebra/",),
    ("derive/judgement/",),
    ("codegen/",),
    ("derive/report/",),
    ("derive/",),  # the recipes: the command line, its commands, the adapters
)
STANDARD = sys.stdlib_module_names


@dataclass(frozen=True)
class Import:
    """One imported module, and where."""

    path: str
    line: int
    module: str
    late: bool  # inside a function: only when it runs
    typing: bool  # only for the type checker

    def __str__(self) -> str:
        return f"{self.path}:{self.line} imports {self.module}"


def _files(*folders: str) -> list[Path]:
    return sorted(p for folder in folders for p in (ROOT / folder).rglob("*.py"))


def _imports(path: Path) -> Iterator[Import]:
    relative = path.relative_to(ROOT).as_posix()

    def visit(node: ast.AST, late: bool, typing: bool) -> Iterator[Import]:
        for child in ast.iter_child_nodes(node):
            inside = late or isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda))
            checking = typing or (isinstance(child, ast.If) and "TYPE_CHECKING" in ast.unparse(child.test))
            if isinstance(child, ast.Import):
                for alias in child.names:
                    yield Import(relative, child.lineno, alias.name, late, typing)
            elif isinstance(child, ast.ImportFrom):
                assert child.level == 0, f"{relative}:{child.lineno}: imports are absolute"
                assert child.module
                for alias in child.names:
                    yield Import(relative, child.lineno, f"{child.module}.{alias.name}", late, typing)
            yield from visit(child, inside, checking)

    return visit(ast.parse(path.read_text(encoding="utf-8")), False, False)


IMPORTS = [i for path in _files("derive", "codegen", "generated") for i in _imports(path)]


def _floor(path: str) -> int:
    return next(n for n, floor in enumerate(FLOORS) if any(path == part or (part[-1] == "/" and path.startswith(part)) for part in floor))


def _file(module: str) -> str | None:
    """The file of a module of this repository; of ``package.module.name`` the module's."""
    parts = module.split(".")
    if parts[0] not in ("derive", "codegen", "generated"):
        return None
    for length in range(len(parts), 0, -1):
        stem = "/".join(parts[:length])
        for candidate in (f"{stem}.py", f"{stem}/__init__.py"):
            if (ROOT / candidate).exists():
                return candidate
    raise AssertionError(f"no such module: {module}")


def _top(module: str) -> str:
    return module.partition(".")[0]


def test_arrows_point_up() -> None:
    wrong = [
        i
        for i in IMPORTS
        if not i.typing and (target := _file(i.module)) and not i.path.startswith("generated/") and _floor(target) > _floor(i.path)
    ]
    assert [str(i) for i in wrong] == []


# One way out each; what two of them say the same way has a module of its own beside them.
OUTPUTS = ("concise", "full", "github", "gitlab", "html", "json_format", "junit", "sarif")


def test_outputs_do_not_know_each_other() -> None:
    """One file an output (the page, a folder), fed by diagnostics alone: none asks another or judges."""

    def output(module: str) -> str:
        parts = module.split(".")
        return parts[2] if parts[:2] == ["derive", "report"] and parts[2] in OUTPUTS else ""

    reports = [i for i in IMPORTS if i.path.startswith("derive/report/")]
    homes = {i: i.path.removeprefix("derive/report/").partition("/")[0].removesuffix(".py") for i in reports}
    assert [str(i) for i in reports if output(i.module) not in ("", homes[i])] == []
    assert set(OUTPUTS) <= set(homes.values())
    judging = [i for i in reports if not i.typing and i.module.endswith((".check", ".judge", ".repair"))]
    assert [str(i) for i in judging] == []


def test_adapters_are_thin() -> None:
    long = {
        str(path.relative_to(ROOT)): count
        for path in [*_files("derive/report"), ROOT / "derive/pytest_plugin.py", ROOT / "derive/library.py"]
        if (count := len(path.read_text(encoding="utf-8").splitlines())) >= 150
    }
    assert long == {}


def test_only_the_command_line_imports_codegen_and_late() -> None:
    wrong = [
        i
        for i in IMPORTS
        if _top(i.module) == "codegen"
        and i.path.startswith("derive/")
        and not (i.typing or (i.late and (i.path == "derive/cli.py" or i.path.startswith("derive/commands/"))))
    ]
    assert [str(i) for i in wrong] == []


@pytest.mark.parametrize(
    ("library", "allowed"),
    [
        ("sympy", ("derive/algebra/", "codegen/")),
        ("mpmath", ("derive/algebra/", "codegen/")),
        ("jinja2", ("codegen/",)),
        ("markdown_it", ("derive/source/outline.py", "derive/source/markdown.py", "derive/report/html/", "codegen/standalone/prose.py")),
        ("mdit_py_plugins", ("derive/source/outline.py",)),
        ("rich", ("derive/report/", "derive/cli.py", "derive/commands/", "derive/library.py")),
        ("flint", ("derive/algebra/",)),
        ("numpy", ("codegen/", "generated/")),
    ],
)
def test_libraries_stay_on_their_floor(library: str, allowed: tuple[str, ...]) -> None:
    assert [str(i) for i in IMPORTS if _top(i.module) == library and not i.path.startswith(allowed)] == []


def test_generated_code_imports_numpy_alone() -> None:
    tops = {_top(i.module) for i in IMPORTS if i.path.startswith("generated/") and "jax" not in i.path and "torch" not in i.path}
    assert tops <= STANDARD | {"numpy", "array_api_compat"}


def test_outputs_are_those_of_the_bundled_document() -> None:
    """What a try in this folder wrote is no part of the project."""
    names = {p.name.split(".")[0] for p in (ROOT / "generated").rglob("*.*") if p.suffix in (".v", ".py", ".md", ".tex", ".svg")}
    assert names == {"__init__", "neural_network"}


def test_generated_code_runs_with_nothing_else() -> None:
    program = (
        "import sys; import generated.neural_network; "
        "print([m for m in ('sympy', 'jinja2', 'derive', 'codegen', 'markdown_it', 'rich') if m in sys.modules])"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert (ran.stdout, ran.stderr) == ("[]\n", "")


def test_help_and_explain_load_nothing_heavy() -> None:
    for arguments in (["--help"], ["explain", "D301"], ["rules"], ["check", "--help"]):
        program = (
            "import sys\nfrom derive.cli import main\n"
            f"try: main({arguments!r})\nexcept SystemExit: pass\n"
            "print('LOADED', [m for m in ('sympy', 'mpmath', 'numpy', 'jinja2', 'markdown_it', 'rich', 'codegen') if m in sys.modules])"
        )
        ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
        assert ran.stdout.rstrip().endswith("LOADED []"), (arguments, ran.stdout[-200:], ran.stderr)


def test_checking_works_without_codegen() -> None:
    program = (
        "import sys\nsys.modules['codegen'] = None\nfrom derive.cli import main\n"
        "sys.exit(main(['check', '--output-format', 'concise']))"
    )
    ran = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True)
    assert ran.returncode == 1, ran.stderr
    assert "75 steps" in ran.stdout


def _calls(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call):
            yield ast.unparse(node.func), node.lineno


def test_nothing_prints_but_reports_and_the_command_line() -> None:
    allowed = ("derive/report/", "derive/cli.py", "derive/commands/")
    wrong = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in _files("derive", "codegen", "generated")
        for name, line in _calls(path)
        if name in ("print", "sys.stdout.write", "sys.stderr.write", "pprint", "breakpoint")
        and not path.relative_to(ROOT).as_posix().startswith(allowed)
    ]
    assert wrong == []


def test_no_text_is_ever_run_as_a_program() -> None:
    """A formula is data: no eval, no exec, no parser of SymPy that calls it, no shell."""
    forbidden = re.compile(
        r"(?:eval|exec|compile|__import__|.*\b(?:sympify|parse_expr|parse_latex|S|literal_eval|system|popen|loads?_module))"
    )
    data = ("re.compile", "tomllib.load", "json.load", "json.loads")
    wrong = []
    for path in _files("derive", "codegen"):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for name, line in _calls(path):
            if forbidden.fullmatch(name) and name not in data:
                wrong.append(f"{path.relative_to(ROOT)}:{line} {name}")
        for node in ast.walk(tree):
            if isinstance(node, ast.keyword) and node.arg == "shell" and not (isinstance(node.value, ast.Constant) and node.value.value is False):
                wrong.append(f"{path.relative_to(ROOT)}: shell=")
    assert wrong == []


def test_the_program_does_not_know_the_bundled_document() -> None:
    """No string of the program holds one of its formulas, its headings or its names for things.

    The tables of two languages hold headings that any document has, both ways round.
    """
    formulas = {line.strip("\\& ") for line in SEED.split("\n") if len(line) > 12 and ("=" in line or "frac" in line)}
    chinese = set(re.findall(r"[\u4e00-\u9fff]{2,}", SEED))
    names = re.compile(r"(?<![\w^\\])(?:[awzb]\^[12]_\{?[12]{1,2}\}?|\\hat\{?\s?y_[12]\}?)(?!\w)")
    wrong = []
    for path in _files("derive", "codegen"):
        relative = path.relative_to(ROOT).as_posix()
        tree = ast.parse(path.read_text(encoding="utf-8"))
        documentation = {
            id(node.body[0].value)
            for node in ast.walk(tree)
            if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef)) and node.body and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(tree):
            if not isinstance(node, ast.Constant) or not isinstance(node.value, str) or id(node) in documentation:
                continue
            text = node.value
            if any(f in text for f in formulas) or (names.search(text) and relative != "derive/diagnostics.py"):
                wrong.append(f"{relative}:{node.lineno} {text[:60]!r}")
            if not relative.endswith("/language.py") and any(c in text for c in chinese):
                wrong.append(f"{relative}:{node.lineno} {text[:60]!r}")
    assert wrong == []


def test_data_is_frozen() -> None:
    """Dataclasses of the upper floors are frozen and have slots."""
    wrong = []
    for path in _files("derive/source", "derive/latex"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and any("dataclass" in ast.unparse(d) for d in node.decorator_list):
                if not any("frozen=True, slots=True" in ast.unparse(d) for d in node.decorator_list):
                    wrong.append(f"{path.relative_to(ROOT)}:{node.lineno} {node.name}")
    assert wrong == []


def test_every_module_says_what_it_is() -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in _files("derive", "codegen")
        if path.stat().st_size and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []
