#!/usr/bin/env bash
# Check the documents of a workflow: annotations and the step summary, and reports as files where asked for.
# Takes PATHS, ARGUMENTS, SARIF and PAGE from the environment; words are split at spaces.
set -uo pipefail
read -r -a paths <<<"${PATHS:-}"
read -r -a arguments <<<"${ARGUMENTS:-}"
check() { python -m derive check "${arguments[@]}" "$@" -- "${paths[@]}"; }
[ -z "${SARIF:-}" ] || check --exit-zero --output-format sarif --output-file "$SARIF" || exit
[ -z "${PAGE:-}" ] || check --exit-zero --output-format html --output-file "$PAGE" || exit
check --output-format github
