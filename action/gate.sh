#!/usr/bin/env bash
# Runs the gate in the current folder. Annotations go to the log, Markdown to the job summary, and everything else into a
# folder that the artifact is made of: output `folder`; output `exit-code` is that of `loadstone gate`, and so is this one's.
#   AGAINST          refs, one a line, as fetch-refs.sh names them
#   CONFIG, PRESET   as in `loadstone gate`; empty: none
#   BUDGET           such as 10m
#   ON_INCONCLUSIVE  fail or warn
set -euo pipefail

folder="${RUNNER_TEMP:?}/loadstone"
rm -rf "$folder"
mkdir -p "$folder"

words=(--budget="${BUDGET:?}" --on-inconclusive="${ON_INCONCLUSIVE:?}" --runs="$folder/runs")
if [[ -n "${CONFIG:-}" ]]; then words+=(--config="$CONFIG"); fi
if [[ -n "${PRESET:-}" ]]; then words+=(--preset="$PRESET"); fi
while IFS= read -r ref; do
  if [[ -n "$ref" ]]; then words+=(--against="$ref"); fi
done <<<"${AGAINST:?}"

# Fetches what the config needs besides; what stays missing the gate tells better.
npx --no-install loadstone setup ${CONFIG:+--config="$CONFIG"} || true

code=0
npx --no-install loadstone gate "${words[@]}" \
  --output annotations=- \
  --output summary="${GITHUB_STEP_SUMMARY:?}" \
  --output comment="$folder/comment.md" \
  --output junit="$folder/junit.xml" \
  --output csv="$folder/trials.csv" || code=$?

# At a place that does not hold the name of the run: the page to look at, and what a comment is written from.
for run in "$folder"/runs/*/; do
  for file in result.json faults.json report.html; do
    if [[ -f "$run$file" ]]; then cp "$run$file" "$folder/$file"; fi
  done
done

{
  echo "exit-code=$code"
  echo "folder=$folder"
} >>"${GITHUB_OUTPUT:?}"
exit "$code"
