"""The derivation again, corrected and completed, in its author's notation."""
