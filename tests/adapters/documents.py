"""Documents that the adapters are tried on, written for the tests."""

from __future__ import annotations

from pathlib import Path

from derive.config import bundled_documents

SEED = Path(bundled_documents()[0])

SMALL = r"""# Line

$$ y = 2 x $$

The slope of $y$ is

$$ \frac{\partial y}{\partial x} = 3 $$
"""

MATRIX = r"""# A layer in matrices

$$
\begin{aligned}
z &= W x + b \\
a &= \sigma(z) \\
C &= \frac{1}{2} \lVert a - y \rVert^2
\end{aligned}
$$

Backwards, with $\delta = \frac{\partial C}{\partial z}$:

$$
\begin{aligned}
\frac{\partial C}{\partial a} &= a - y \\
\delta &= (a - y) \odot \sigma'(z) \\
\frac{\partial C}{\partial b} &= \delta \\
\frac{\partial C}{\partial W} &= x^T \delta
\end{aligned}
$$

| quantity | shape |
|---|---|
| $W$ | $m \times n$ |
"""

HOSTILE = r"""# <script>alert('title')</script>

<script>alert(1)</script> <img src=x onerror=alert(2)> [go](javascript:alert(3)) ![p](http://localhost:9/x.png)

$$ y_{<script>alert(4)</script>} = 2 \text{</math><script>alert(5)</script>} x $$

$$ \frac{\partial y}{\partial x} = "><svg/onload=alert(6)> $$

$$ a = \unknown{<b>} \class{evil}{x} \href{javascript:alert(7)}{x} $$

Inline $q=</span><iframe src=http://localhost:9/></iframe>$ &lt;kept&gt; <!-- gone --> `<code>`
"""
