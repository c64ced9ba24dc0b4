# What the examples share: it is read by them, not run. Needs bash and curl, and a server with a book in EUR.
set -euo pipefail

BASE="${BASE:-http://127.0.0.1:3000}"
# Every run has a number, so that its keys and codes are its own; the same RUN again repeats the same commands.
RUN="${RUN:-$(date +%s)-$$}"
ANSWER=

say() { printf '\n# %s\n' "$*"; }

# Prints the answer without the headers that say nothing here, and keeps its body in ANSWER.
show() {
  local answer="${1//$'\r'/}"
  ANSWER="${answer##*$'\n\n'}"
  grep -viE '^(date|connection|keep-alive|content-length|vary):' <<<"${answer%%$'\n\n'*}"
  printf '%s\n' "$ANSWER"
}

# post KEY PATH BODY [HEADER…]: a command.
post() {
  local key="$1" path="$2" body="$3" header extra=() answer
  shift 3
  printf '\nPOST %s\nIdempotency-Key: %s\n' "$path" "$key"
  for header in "$@"; do
    printf '%s\n' "$header"
    extra+=(-H "$header")
  done
  printf '%s\n--> ' "$body"
  answer="$(curl -sS -i -X POST "$BASE$path" -H 'Content-Type: application/json' -H "Idempotency-Key: $key" \
    "${extra[@]+"${extra[@]}"}" --data-binary "$body")"
  show "$answer"
}

# get PATH: a query.
get() {
  local answer
  printf '\nGET %s\n--> ' "$1"
  answer="$(curl -sS -i "$BASE$1")"
  show "$answer"
}

# field NAME: the first member of this name in the last answer, a text or a number; ends the script where there is none.
field() {
  local found
  found="$(grep -oEm 1 "\"$1\":(\"[^\"]*\"|[0-9]+)" <<<"$ANSWER" | head -n 1)" || true
  if [[ -z "$found" ]]; then
    printf 'the last answer has no %s\n' "$1" >&2
    return 1
  fi
  found="${found#*:}"
  printf '%s' "${found//\"/}"
}

# A customer of this run; its id is in CUSTOMER.
customer() {
  say 'A customer of our own'
  post "$RUN customer" /v1/customers "{\"code\":\"EX-$RUN\",\"name\":\"Example customer $RUN\"}"
  CUSTOMER="$(field id)"
}
