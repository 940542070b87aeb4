"""Certificates: a derivation as theorems that the Coq kernel checks.

``certify`` writes the file, ``run_certificate`` has Coq check it, theorem by theorem.
"""

from codegen.certificates.document import Certificate, Refutation, certify
from codegen.certificates.run import CoqMissing, Outcome, Report, run_certificate

__all__ = ["Certificate", "CoqMissing", "Outcome", "Refutation", "Report", "certify", "run_certificate"]
