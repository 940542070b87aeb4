"""The words of the reports in English and Chinese: one table, both columns complete.

A finding's own message is made where it is found, in English; :func:`translate` words it
again from the finding's data (its code, the marked token, its repair).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from derive.diagnostics import CATALOGUE, Diagnostic, Fix
from derive.source.text import Span

LANGUAGES = ("en", "zh")

# key: English, Chinese. Braces hold what is filled in.
TABLE: dict[str, tuple[str, str]] = {
    "outcome.proved": ("proved", "已证明"),
    "outcome.defined": ("defined", "定义"),
    "outcome.refuted": ("refuted", "已否定"),
    "outcome.undecided": ("undecided", "未能判定"),
    "outcome.unread": ("unread", "未能读懂"),
    "severity.error": ("error", "错误"),
    "severity.warning": ("warning", "警告"),
    "severity.info": ("info", "提示"),
    "method.definition": ("definition", "定义"),
    "method.assignment": ("assignment", "赋值"),
    "method.identical": ("identical", "形式相同"),
    "method.polynomial": ("polynomial", "多项式恒等"),
    "method.intervals": ("intervals", "区间算术"),
    "method.syntax": ("syntax", "写法有误"),
    "method.convention": ("what is said of given numbers", "文中对所给数的约定"),
    "method.rounding": ("rounding", "四舍五入"),
    "method.certified": ("certified by Coq", "已由 Coq 验证"),
    "method.certified.entries": ("certified by Coq for one size, entry by entry", "已由 Coq 按一个大小逐项验证"),
    "method.circular": ("circular", "循环定义"),
    "sizes.all": ("for all sizes", "（任意大小）"),
    "sizes.some": ("for size {sizes}", "（大小 {sizes}）"),
    "coverage": (
        "{steps} steps: {defined} defined, {proved} proved, {refuted} refuted, {undecided} undecided, {unread} unread",
        "共 {steps} 步：定义 {defined}，已证明 {proved}，已否定 {refuted}，未能判定 {undecided}，未能读懂 {unread}",
    ),
    "step": ("step {number}: {outcome}", "第 {number} 步：{outcome}"),
    "steps": ("steps", "步"),
    "place": ("line {line}, column {column}", "第 {line} 行第 {column} 列"),
    "line": ("line {line}", "第 {line} 行"),
    "lines": ("formula, lines {first} to {last}", "公式，第 {first} 至 {last} 行"),
    "assuming": ("assuming {code} at line {line}", "假定第 {line} 行的 {code} 已改正"),
    "follows": ("follows from this finding", "由此处的问题引起"),
    "witness": ("witness", "反例"),
    "sides": ("the left side is {left}, the right side is {right}", "左边为 {left}，右边为 {right}"),
    "at": ("at", "当"),
    "repair": ("repair", "改正"),
    "suggestion": ("suggestion", "建议"),
    "alternative": ("or", "或者"),
    "should": ("should be {text}", "应为 {text}"),
    "perhaps": ("perhaps {text}", "或许应为 {text}"),
    "replace": ("replace {old} by {new}", "把 {old} 改为 {new}"),
    "remove": ("remove {old}", "删去 {old}"),
    "insert": ("write {new}", "写上 {new}"),
    "also": ("it should be `{new}`", "应为 `{new}`"),
    "token": ("at `{old}`: {summary}", "`{old}` 处：{summary}"),
    "contradicted": ("for example this step is false as the definition stands", "例如，按现有定义这一步不成立"),
    "definition": ("the definition", "定义在此"),
    "findings": ("findings", "问题"),
    "finding": ("finding {number} of {total}", "第 {number} 个问题，共 {total} 个"),
    "no_findings": ("no findings", "没有发现问题"),
    "elsewhere": ("about the document as a whole", "关于整篇文档"),
    "diagram": ("the network of this document", "本文的网络图"),
    "show": ("show", "显示"),
    "everything": ("everything", "全部"),
    "only_findings": ("findings only", "仅有问题处"),
    "theme": ("dark or light", "深色或浅色"),
    "skip": ("skip to the document", "跳到正文"),
    "keys": ("keys: n next finding, p previous", "按键：n 下一个问题，p 上一个"),
    "cell": (" (cell {number}, line {line})", "（第 {number} 个单元第 {line} 行）"),
    "picture": ("picture: {target}", "图片：{target}"),
    "bad": ("Bad", "错误写法"),
    "good": ("Good", "正确写法"),
    "why.minus": ("a minus is lost", "漏了负号"),
    "why.inner": ("the inner derivative -1 is lost", "漏了内层导数 -1"),
    "why.inner_twice": ("the inner derivative is already in it, and stands beside it once more", "其中已含内层导数，旁边又写了一次"),
    "why.minus_extra": ("a minus too many", "多了一个负号"),
    "why.sign": ("the sign is turned", "正负号写反了"),
    "why.layer": ("it belongs to another layer", "属于另一层"),
    "why.unit": ("it belongs to another unit", "属于另一个单元"),
    "why.bias": ("the index of the bias doesn't match the unit", "偏置的下标与单元不一致"),
    "why.swapped": ("the two indices are swapped", "两个下标写反了"),
    "why.name": ("another symbol is meant", "应为另一个符号"),
    "why.variable": ("the derivative is with respect to the wrong symbol", "求导的变量不对"),
    "why.operand": ("the wrong quantity is differentiated", "被求导的量不对"),
    "why.link": ("another derivative of the chain rule is meant", "应为链式法则中的另一个导数"),
    "why.chain": ("the chain rule goes through the wrong unit", "链式法则经过了错误的单元"),
    "why.factor": ("a factor is lost", "漏了一个因子"),
    "why.factor_chain": ("a factor of the chain rule is lost", "链式法则漏了一个因子"),
    "why.factor_extra": ("a factor too many", "多了一个因子"),
    "why.term": ("a term of the sum is lost", "求和漏了一项"),
    "why.path": ("a summand of the total derivative is missing: one path through the network", "全导数漏了一项：网络中的一条路径"),
    "why.term_extra": ("a term too many", "多了一项"),
    "why.sum": ("the sum is missing", "漏了求和"),
    "why.letter": ("the sum runs over the wrong index", "求和的下标不对"),
    "why.exponent": ("the exponent is wrong", "指数不对"),
    "why.constant": ("the constant is wrong", "常数不对"),
    "why.prime": ("a prime is lost: the derivative of the function is meant", "漏了导数的撇号"),
    "why.prime_extra": ("a prime too many: the function itself is meant", "多了导数的撇号"),
    "why.transpose": ("a transposition is lost", "漏了转置"),
    "why.transpose_extra": ("a transposition too many", "多了转置"),
    "why.order": ("the factors stand in the wrong order", "因子的次序颠倒了"),
    "why.complement": ("1 minus it is meant", "应为 1 减去它"),
    "why.bracket": ("the bracket stands in the wrong place", "括号的位置不对"),
    "why.sum_for_product": ("a sum stands where a product is meant", "应相乘，却写成相加"),
    "why.product_for_sum": ("a product stands where a sum is meant", "应相加，却写成相乘"),
    "if_meant": ("true, if you mean {declaration}", "如果意思是 {declaration}，则成立"),
    "title": ("derive: {paths}", "derive 检查：{paths}"),
}

# Each rule of the catalogue in Chinese: summary and explanation. English stands in the catalogue itself.
RULES: dict[str, tuple[str, str]] = {
    "D101": ("偏导数的上方或下方缺少 ∂", "没有这个记号，分式就成了两个量的商。请在符号前写上 \\partial。"),
    "D102": ("括号不成对", "有括号没有结束，或者结束了不存在的括号，因此哪些部分属于一体并不确定。程序在能使这一步成立的位置补上另一半。"),
    "D103": ("一个符号有两个上标或两个下标", "LaTeX 也不接受这种写法。往往是括号结束得太早；如果要写带上标的名称的幂，请把名称放进括号。"),
    "D104": ("数值与条件之间是句点", "分情形的式子里，每个数值与它的条件之间用逗号、列或文字分开。"),
    "D105": ("命令与后面的名称连在一起", "LaTeX 把反斜杠后的全部字母当作一个命令，而这个命令不存在。加上空格，式子就成立。"),
    "D201": ("后文的步骤与这个定义矛盾", "定义本身不会不成立。但它使文中其他步骤不成立；只作一处小改动，这些步骤便全部成立。"),
    "D202": ("再次写出的式子与定义矛盾", "同一个符号有两种不同的含义。矛盾最少并且与同类式子的规律一致的是定义，这里是另一个。"),
    "D203": ("这个定义不合同类定义的规律", "文中没有与这个定义矛盾的步骤，但同类的其他定义都遵循同一规律，只有它例外。"),
    "D204": ("符号用自身来定义", "依赖自身的定义算不出值。如果是更新，请写 \\leftarrow。"),
    "D205": ("求和的字母在各项中没有出现", "各项完全相同，而项中另一个字母没有任何约束：两者之一应当是另一个。"),
    "D207": ("定义中的两个权重乘的是同一个量", "只有两个权重之和起作用，任何导数都无法区分它们。其中一个权重旁边应当是文中的另一个量。"),
    "D206": ("相邻的两个式子给同一个导数以不同的值", "两个相邻的式子左边相同，右边的值却不同。其中一个的左边往往应当是列表里缺少的那一项。"),
    "D208": ("被求导的是常数", "该定义不依赖任何量，所以对它的任何导数都为零；而后面的步骤另有所说：公式里丢了东西。"),
    "D209": ("带省略号的和中有一项不合规律", "省略号两旁的项说明了这个和如何延续，而其中一项有一个下标不相符。"),
    "D301": ("这一步的两边不相等", "按文中的定义，两边的值不同；反例给出了使两边不同的数。"),
    "D302": ("两个量的形状不相配", "相乘、相加或相等的量维数不同，往往是缺少转置，或者两个因子的次序颠倒。"),
    "D303": ("这个数不对", "四舍五入的数，误差不应超过末位的半个单位；这个数差得更多。"),
    "D310": ("这一步既未能证明，也未能否定", "消息说明试过什么方法，附注给出能了结这一步的声明。"),
    "D401": ("公式没有结束", "开始记号之后的一切都会被当作数学公式。"),
    "D402": ("这里引入了另一个文件，没有读取", "被引入的文件中的步骤不检查；文档所在文件夹之外的文件从不读取。请在命令行中写出该文件。"),
    "D403": ("关系的一边是空的", "等号的旁边什么也没有。"),
    "D404": ("读不懂的公式", "读到标出的记号时停下；与它相邻的步骤记为未能读懂。"),
    "D405": ("不认识的 LaTeX 命令", "要读懂公式，必须知道这个命令的含义。请用 \\newcommand 定义，或者直接写出。"),
    "D406": ("公式嵌套太深", "括号和分组的层数有固定的上限。"),
    "D407": ("公式太大", "公式本身或展开宏之后超过了可接受的大小。请拆开。"),
    "D408": ("省略号要读者自己补足各项", "省略号代表什么无法确知。请写成求和。"),
    "D409": ("文档中没有可检查的等式", "没有找到含有关系的公式。定界符是 $$、\\[ 或 align 之类的环境吗？"),
    "D410": ("这篇文档的检查没有完成", "这是程序或运行环境（例如内存）的问题，不是文档的问题。其他文档已经检查。"),
    "D411": ("Coq 不接受这个判定的定理", "`derive certify --run` 把每个判定写成定理；定理被证明助手拒绝的判定改为未能判定。这是程序的问题，不是文档的问题。"),
    "D501": ("有参数的梯度从未推导", "文中推导了同一层其他参数的梯度，没有推导这一个。`derive latex` 会补上。"),
    "D502": ("文中引用的图片不存在", "`derive graph` 可以画出本文的网络图。"),
    "D601": ("文中没有用到的声明", "请删去，或者改正其中的名称。"),
    "D602": ("与文档或另一条声明矛盾的声明", "请保留真正想要的那一条。有角色（输入、目标、参数、权重、偏置）的量是给定的：没有公式定义它。"),
    "D603": ("看不懂的声明", "可以写 `W is a 3 x 2 matrix`、`t is a target`、`superscript of a is an index`、`\\sigma = sigmoid`、`n = 3`、`given line 12`、`ignore`，以及任何 LaTeX 定义或假设。"),
}


@dataclass(frozen=True, slots=True)
class Words:
    """The table in one language."""

    language: str = "en"

    def __call__(self, key: str, **values: object) -> str:
        """The wording of a key; one that the table lacks is its own wording's last part."""
        row = TABLE.get(key)
        text = row[LANGUAGES.index(self.language)] if row else key.partition(".")[2]
        return text.format(**values) if values else text

    def summary(self, code: str) -> str:
        return RULES[code][0] if self.language == "zh" and code in RULES else CATALOGUE[code].summary

    def explanation(self, code: str) -> str:
        return RULES[code][1] if self.language == "zh" and code in RULES else CATALOGUE[code].explanation


ENGLISH = Words()


def translate(found: Sequence[Diagnostic], source: Callable[[Span], str], words: Words) -> list[Diagnostic]:
    """The findings worded in a language; ``source`` gives the text under a span."""
    if words.language == "en":
        return list(found)
    return [_translate(diagnostic, source, words) for diagnostic in found]


def _translate(diagnostic: Diagnostic, source: Callable[[Span], str], words: Words) -> Diagnostic:
    token = " ".join(source(diagnostic.span).split())
    summary = words.summary(diagnostic.code)
    message = words("token", old=token, summary=summary) if 0 < len(token) <= 60 else summary
    fix = diagnostic.fix and _fix(diagnostic.fix, source, words)
    if fix and len(fix.edits) == 1 and fix.edits[0].span == diagnostic.span and fix.edits[0].text:
        message += "；" + words("also", new=fix.edits[0].text)
    if diagnostic.why:
        message += f"（{words(diagnostic.why)}）"
    if diagnostic.code in ("D310", "D402", "D410", "D411", "D404", "D405", "D501", "D502") or diagnostic.code not in RULES:
        message += f"（{diagnostic.message}）"  # the detail has no other source
    related = tuple((span, words("definition" if text == "the definition" else "contradicted")) for span, text in diagnostic.related)
    alternatives = tuple(_fix(f, source, words) for f in diagnostic.alternatives)
    notes = tuple(told for n in diagnostic.notes if (told := _note(n, words)))
    return replace(diagnostic, message=message, fix=fix, alternatives=alternatives, related=related, notes=notes)


def _note(note: str, words: Words) -> str:
    """A note about a declaration, as all languages have it; empty for others."""
    if note.startswith("declare:"):
        return note
    before = ENGLISH("if_meant", declaration="")
    return words("if_meant", declaration=note.removeprefix(before)) if note.startswith(before) else ""


def _fix(fix: Fix, source: Callable[[Span], str], words: Words) -> Fix:
    titles = []
    for edit in fix.edits:
        old, new = " ".join(source(edit.span).split()), edit.text.strip()
        titles.append(words("replace" if old and new else "remove" if old else "insert", old=old, new=new))
    return replace(fix, title="；".join(titles))
