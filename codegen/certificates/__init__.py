"""Certificates: a derivation as theorems that the Coq kernel checks.

``certify_report`` writes the file, ``run_certificate`` has Coq check it, theorem by theorem,
and ``confirm`` takes its word into the checker's report.
"""

from codegen.certificates.confirmation import confirm
from codegen.certificates.document import certify
from codegen.certificates.judged import certify_report
from codegen.certificates.run import CoqMissing, Outcome, Report, run_certificate
from codegen.certificates.statements import Certificate, Omission, Refutation, Theorem

__all__ = [
    "Certificate",
    "CoqMissing",
    "Omission",
    "Outcome",
    "Refutation",
    "Report",
    "Theorem",
    "certify",
    "certify_report",
    "confirm",
    "run_certificate",
]
