"""Messages in two languages: one table, both columns complete."""

from __future__ import annotations

import re
from string import Formatter

import pytest

from derive.cli import main
from derive.diagnostics import CATALOGUE
from derive.judgement.checker import check
from derive.language import LANGUAGES, RULES, TABLE, Words, translate
from derive.report.html import page
from derive.source.reader import load, read
from tests.adapters.documents import SEED

HAN = re.compile(r"[\u4e00-\u9fff]")


def places(text: str) -> set[str | None]:
    return {name for _, name, _, _ in Formatter().parse(text)} - {None}


def test_every_row_is_there_in_every_language() -> None:
    for key, row in TABLE.items():
        assert len(row) == len(LANGUAGES), key
        assert all(text.strip() for text in row), key
        assert places(row[0]) == places(row[1]), key
        assert HAN.search(row[1]), key
        assert not HAN.search(row[0]), key


def test_every_rule_of_the_catalogue_has_its_wording() -> None:
    assert set(RULES) == set(CATALOGUE)
    for code, (summary, explanation) in RULES.items():
        assert HAN.search(summary), code
        assert HAN.search(explanation), code
        assert summary[-1] not in "。.", code
        assert explanation[-1] in "。？", code


def test_outcomes_severities_and_methods_are_in_the_table() -> None:
    report = check(read(load(str(SEED))))
    for verdict in report.verdicts.values():
        assert f"outcome.{verdict.outcome}" in TABLE
        assert f"method.{verdict.method}" in TABLE
    assert all(f"severity.{rule.severity}" in TABLE for rule in CATALOGUE.values())


def test_findings_are_worded_again() -> None:
    report = check(read(load(str(SEED))))
    chinese = translate(report.diagnostics, report.document.source.slice, Words("zh"))
    assert [d.id for d in chinese] == [d.id for d in report.diagnostics]
    assert all(HAN.search(d.message) for d in chinese)
    cause = next(d for d in chinese if d.code == "D201")
    assert cause.message == "`z^2_1` 处：后文的步骤与这个定义矛盾；应为 `z^2_2`（属于另一个单元）"
    assert cause.fix is not None
    assert cause.fix.title == "把 z^2_1 改为 z^2_2"
    assert translate(report.diagnostics, report.document.source.slice, Words("en")) == report.diagnostics


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["check", str(SEED)], "错误[D201]"),
        (["check", "--show-proofs", str(SEED)], "s1 定义"),
        (["check", "--output-format", "concise", str(SEED)], "共 75 步：定义 14"),
        (["check", "--output-format", "html", str(SEED)], '<html lang="zh">'),
        (["explain", "D201"], "错误写法"),
        (["rules"], "后文的步骤与这个定义矛盾"),
    ],
)
def test_the_command_line_speaks_it(arguments: list[str], expected: str, capsys: pytest.CaptureFixture[str]) -> None:
    main([*arguments, "--language", "zh"])
    assert expected in capsys.readouterr().out


def test_the_page_has_no_english_left() -> None:
    report = check(read(load(str(SEED))))
    words = Words("zh")
    found = translate(report.diagnostics, report.document.source.slice, words)
    text = page.render([report], [found], words=words)
    for english in ("proved", "refuted", "findings", "witness", "should be", "assuming"):
        visible = re.sub(r"<style>.*?</style>|<script>.*?</script>|<[^>]*>", " ", text, flags=re.S)
        assert not re.search(rf"\b{english}\b", visible), english
