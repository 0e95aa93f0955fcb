#!/usr/bin/env bash
# Fetches the commits that the working tree is compared with, and says how git calls them: output `refs`, one a line.
#   AGAINST      refs, one a line; empty: the base of the pull request, or the commit before
#   BASE_REF     branch that a pull request is for; empty where it is none
#   FETCH_TOKEN  reads the repository where the checkout kept no token; empty: none is needed
set -euo pipefail

# A token in the environment is in no list of processes and no file. It is for this server alone.
if [[ -n "${FETCH_TOKEN:-}" ]]; then
  export GIT_CONFIG_COUNT=1
  export GIT_CONFIG_KEY_0="http.${GITHUB_SERVER_URL:?}/.extraheader"
  GIT_CONFIG_VALUE_0="AUTHORIZATION: basic $(printf 'x-access-token:%s' "$FETCH_TOKEN" | base64 | tr -d '\n')"
  export GIT_CONFIG_VALUE_0
fi

refs=()

is_commit() {
  git rev-parse --verify --quiet --end-of-options "$1^{commit}" >/dev/null
}

# fetch_as REMOTE LOCAL: one commit without its past.
fetch_as() {
  git check-ref-format "$2" && git fetch --quiet --no-tags --depth=1 origin "+$1:$2" 2>/dev/null
}

add_ref() {
  local ref="$1"
  if is_commit "$ref"; then
    refs+=("$ref")
  elif fetch_as "refs/tags/$ref" "refs/tags/$ref"; then
    refs+=("$ref")
  elif fetch_as "refs/heads/${ref#origin/}" "refs/remotes/origin/${ref#origin/}"; then
    refs+=("origin/${ref#origin/}")
  # A hash, or a place in the past such as HEAD~5.
  elif [[ "$ref" =~ ^[0-9a-f]{40}$ ]] && git fetch --quiet --no-tags --depth=1 origin "$ref" 2>/dev/null; then
    refs+=("$ref")
  elif [[ "$(git rev-parse --is-shallow-repository)" == true ]] && git fetch --quiet --unshallow origin && is_commit "$ref"; then
    refs+=("$ref")
  else
    # Nothing of the name may be read as a command by the log.
    printf '::error title=Loadstone::There is no commit, branch or tag of the name that input against gives: %s\n' \
      "$(printf '%s' "$ref" | tr -cd '[:alnum:]._/@~^-')"
    exit 2
  fi
}

add_default() {
  if [[ -n "${BASE_REF:-}" ]]; then
    # The first parent of the merge is the base as it was merged with: nothing of others is counted as this change.
    if is_commit 'HEAD^2'; then
      git check-ref-format "refs/remotes/origin/$BASE_REF"
      git update-ref "refs/remotes/origin/$BASE_REF" 'HEAD^1'
    fi
    add_ref "origin/$BASE_REF"
  elif is_commit 'HEAD^1'; then
    refs+=('HEAD^1')
  else
    echo '::error title=Loadstone::There is no commit before this one. Name one in the input against, or check out with a depth of 2.'
    exit 2
  fi
}

while IFS= read -r line; do
  line="${line#"${line%%[![:space:]]*}"}"
  line="${line%"${line##*[![:space:]]}"}"
  if [[ -n "$line" ]]; then add_ref "$line"; fi
done <<<"${AGAINST:-}"
if [[ ${#refs[@]} -eq 0 ]]; then add_default; fi

# No name of git holds a line break, so that none can end the list.
{
  echo 'refs<<END-OF-REFS'
  printf '%s\n' "${refs[@]}"
  echo 'END-OF-REFS'
} >>"${GITHUB_OUTPUT:?}"
