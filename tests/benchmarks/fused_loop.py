"""The anchor: one pass over the batch in C, all of a sample in registers.

What a compiler makes of the seed's formulas when nothing is stored in between. It is part
of the benchmark, not of the product.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

_SOURCE = r"""
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <math.h>

/* exp by 2^k * exp(r), |r| <= log(2)/2, and the Taylor polynomial of exp(r) */
static inline double exp_double(double x) {
    x = x < -708.0 ? -708.0 : x > 709.0 ? 709.0 : x;
    double k = __builtin_rint(x * 1.4426950408889634);
    int64_t bits = (int64_t)k;
    double r = (x - k * 6.93145751953125e-1) - k * 1.42860682030941723212e-6;
    double p = 2.505210838544172e-8;
    p = p * r + 2.7557319223985893e-7;
    p = p * r + 2.7557319223985893e-6;
    p = p * r + 2.48015873015873e-5;
    p = p * r + 1.984126984126984e-4;
    p = p * r + 1.388888888888889e-3;
    p = p * r + 8.333333333333333e-3;
    p = p * r + 4.1666666666666664e-2;
    p = p * r + 1.6666666666666666e-1;
    p = p * r + 0.5; p = p * r + 1.0; p = p * r + 1.0;
    int64_t power = (int64_t)((uint64_t)(bits + 1023) << 52);
    double scale; memcpy(&scale, &power, 8);
    return p * scale;
}

static inline float exp_float(float x) {
    x = x < -87.0f ? -87.0f : x > 88.0f ? 88.0f : x;
    float k = __builtin_rintf(x * 1.44269504f);
    int32_t bits = (int32_t)k;
    float r = (x - k * 6.93359375e-1f) + k * 2.12194440e-4f;
    float p = 1.3888889e-3f;
    p = p * r + 8.3333333e-3f;
    p = p * r + 4.1666667e-2f;
    p = p * r + 1.6666667e-1f;
    p = p * r + 0.5f; p = p * r + 1.0f; p = p * r + 1.0f;
    int32_t power = (int32_t)((uint32_t)(bits + 127) << 23);
    float scale; memcpy(&scale, &power, 4);
    return p * scale;
}

#define BODY(T, EXP) \
    T z11 = w[0]*x1[i] + w[2]*x2[i] + w[4], z12 = w[1]*x1[i] + w[3]*x2[i] + w[5]; \
    T e11 = EXP(-z11), e12 = EXP(-z12); \
    T a11 = 1/(1+e11), a12 = 1/(1+e12); \
    T z21 = w[6]*a11 + w[8]*a12 + w[10], z22 = w[7]*a11 + w[9]*a12 + w[11]; \
    T e21 = EXP(-z21), e22 = EXP(-z22); \
    T a21 = 1/(1+e21), a22 = 1/(1+e22); \
    T g1 = a21 - y1[i], g2 = a22 - y2[i]; \
    T d21 = e21*a21*a21*g1, d22 = e22*a22*a22*g2; \
    T d11 = e11*a11*a11*(w[6]*d21 + w[7]*d22), d12 = e12*a12*a12*(w[8]*d21 + w[9]*d22);

#define FUNCTIONS(T, EXP, NAME) \
void sum_##NAME(ptrdiff_t n, const T *restrict x1, const T *restrict x2, const T *restrict y1, \
                const T *restrict y2, const T *restrict w_, double *restrict out) { \
    T w[12]; memcpy(w, w_, sizeof w); \
    for (int k = 0; k < 13; k++) out[k] = 0; \
    for (ptrdiff_t start = 0; start < n; start += 4096) { \
        ptrdiff_t stop = start + 4096 < n ? start + 4096 : n; \
        T s0=0,s1=0,s2=0,s3=0,s4=0,s5=0,s6=0,s7=0,s8=0,s9=0,s10=0,s11=0,s12=0; \
        for (ptrdiff_t i = start; i < stop; i++) { \
            BODY(T, EXP) \
            s0 += g1*g1 + g2*g2; \
            s1 += x1[i]*d11; s2 += x1[i]*d12; s3 += x2[i]*d11; s4 += x2[i]*d12; s5 += d11; s6 += d12; \
            s7 += a11*d21; s8 += a11*d22; s9 += a12*d21; s10 += a12*d22; s11 += d21; s12 += d22; \
        } \
        out[0]+=s0/2; out[1]+=s1; out[2]+=s2; out[3]+=s3; out[4]+=s4; out[5]+=s5; out[6]+=s6; \
        out[7]+=s7; out[8]+=s8; out[9]+=s9; out[10]+=s10; out[11]+=s11; out[12]+=s12; \
    } \
} \
void each_##NAME(ptrdiff_t n, const T *restrict x1, const T *restrict x2, const T *restrict y1, \
                 const T *restrict y2, const T *restrict w_, T *restrict o) { \
    T w[12]; memcpy(w, w_, sizeof w); \
    for (ptrdiff_t i = 0; i < n; i++) { \
        BODY(T, EXP) \
        o[i] = (g1*g1 + g2*g2)/2; \
        o[n+i] = x1[i]*d11; o[2*n+i] = x1[i]*d12; o[3*n+i] = x2[i]*d11; o[4*n+i] = x2[i]*d12; \
        o[5*n+i] = d11; o[6*n+i] = d12; o[7*n+i] = a11*d21; o[8*n+i] = a11*d22; \
        o[9*n+i] = a12*d21; o[10*n+i] = a12*d22; o[11*n+i] = d21; o[12*n+i] = d22; \
    } \
}
FUNCTIONS(double, exp_double, double)
FUNCTIONS(float, exp_float, float)
"""


class FusedLoop:
    """The compiled loop; ``available`` tells whether a C compiler was found."""

    def __init__(self) -> None:
        self.library: Any = None
        compiler = shutil.which("gcc") or shutil.which("cc")
        self.available = compiler is not None
        if compiler is None:
            return
        self._folder = tempfile.TemporaryDirectory()
        source, library = Path(self._folder.name, "fused.c"), Path(self._folder.name, "fused.so")
        source.write_text(_SOURCE)
        flags = ["-O3", "-march=native", "-mprefer-vector-width=512", "-ffast-math", "-shared", "-fPIC"]
        subprocess.run([compiler, *flags, str(source), "-o", str(library), "-lm"], check=True)
        self.library = ctypes.CDLL(str(library))

    def bind(self, x: Any, y: Any, theta: Any, *, each: bool = False) -> Any:
        """A function without arguments that runs the loop on feature-major (2, N) arrays."""
        kind = "float" if x.dtype == np.float32 else "double"
        run = getattr(self.library, f"{'each' if each else 'sum'}_{kind}")
        n = x.shape[1]
        out = np.empty((13, n), x.dtype) if each else np.empty(13)
        pointers = [ctypes.c_void_p(a.ctypes.data) for a in (x[0], x[1], y[0], y[1], theta, out)]
        size = ctypes.c_ssize_t(n)

        def call() -> Any:
            run(size, *pointers)
            return out

        call.keep = (x, y, theta, out)  # type: ignore[attr-defined]
        return call
