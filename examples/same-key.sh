#!/usr/bin/env bash
# The same key again: the same answer. The same key with another amount: refused. Nothing is written twice.
. "$(dirname "$0")/ask.sh"
customer

raise() {
  post "$RUN raise" /v1/receivables "{
  \"number\": \"EX-$RUN-A\", \"customerId\": \"$CUSTOMER\", \"basis\": \"invoice\",
  \"gross\": { \"amount\": \"$1\", \"currency\": \"EUR\" },
  \"invoice\": { \"number\": \"EX-$RUN-A\", \"issuedOn\": \"2026-05-01\" },
  \"instalments\": [{ \"number\": 1, \"dueOn\": \"2026-05-31\", \"amount\": { \"amount\": \"$1\", \"currency\": \"EUR\" } }]
}"
}

raise 1000.00
say 'The same key and the same content: the first answer, and it says so'
raise 1000.00
say 'The same key with another amount: 422'
raise 1100.00
say 'The document has one event'
get "/v1/receivables/EX-$RUN-A/history"
