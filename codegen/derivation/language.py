"""The few words that are added to a document, in its own language."""

from __future__ import annotations

import re

_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HANGUL = re.compile(r"[\uac00-\ud7af]")
CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")

ENGLISH = {
    "input": "inputs",
    "hidden": "layer {n}",
    "output": "outputs",
    "network": "Neural network",
    "graph": "Graph of the definitions",
    "appendix": "Every gradient, step by step",
    "intro": "Each chain begins with a derivative and ends with its value. The chain rule comes first, factor by "
    "factor; then each factor is replaced by its value. Every row was proved equal to the row before it.",
    "local": "Derivatives of one quantity by the next",
    "units": "Derivatives by the units, from the output back",
    "parameters": "Gradients of the parameters of layer {n}",
    "other": "Gradients of the parameters",
    "picture": "picture",
    "not_included": "not included",
    "unverified": "unverified",
    "repairs": "Changed from the source",
}
CHINESE = {
    "input": "输入层",
    "hidden": "第 {n} 层",
    "output": "输出层",
    "network": "神经网络",
    "graph": "定义之间的关系",
    "appendix": "每个梯度的完整推导",
    "intro": "每条推导从导数开始，到它的值结束：先逐个因子写出链式法则，再把每个因子换成它的值。每一行都已被证明与上一行相等。",
    "local": "相邻量之间的导数",
    "units": "对各单元的导数，从输出往回",
    "parameters": "第 {n} 层参数的梯度",
    "other": "参数的梯度",
    "picture": "图",
    "not_included": "未包含",
    "unverified": "未验证",
    "repairs": "与原文不同之处",
}


def words(text: str) -> dict[str, str]:
    """The words for a document: Chinese for a Chinese one, otherwise English."""
    if _KANA.search(text) or _HANGUL.search(text):
        return ENGLISH
    return CHINESE if _CHINESE.search(text) else ENGLISH
