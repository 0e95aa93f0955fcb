#!/usr/bin/env bash
# Writes $RUNNER_TEMP/loadstone-comment.md from the result in RESULT_FOLDER, with the Loadstone of the default branch.
# Whoever opened the pull request may have made up the whole artifact: of it only data are read, by their schema, and the
# words around them are written here. The comment.md that it holds is not looked at. An empty file where there is no result.
set -euo pipefail

comment="${RUNNER_TEMP:?}/loadstone-comment.md"
: >"$comment"
for kind in result faults; do
  file="${RESULT_FOLDER:?}/$kind.json"
  if [[ -f "$file" && ! -L "$file" ]]; then
    npx --no-install loadstone export "$file" --format comment --to "$comment" || : >"$comment"
    exit 0
  fi
done
