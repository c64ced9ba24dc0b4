#!/usr/bin/env bash
# Raises a receivable of two instalments and asks for it. BASE names the server, RUN the run.
. "$(dirname "$0")/ask.sh"
customer

say 'The receivable: two instalments that sum to the gross; it counts from the date of its invoice'
post "$RUN raise" /v1/receivables "{
  \"number\": \"EX-$RUN-A\", \"customerId\": \"$CUSTOMER\", \"basis\": \"invoice\",
  \"gross\": { \"amount\": \"1190.00\", \"currency\": \"EUR\" }, \"tax\": { \"amount\": \"190.00\", \"currency\": \"EUR\" },
  \"invoice\": { \"number\": \"EX-$RUN-A\", \"issuedOn\": \"2026-05-01\" },
  \"instalments\": [
    { \"number\": 1, \"dueOn\": \"2026-05-31\", \"amount\": { \"amount\": \"590.00\", \"currency\": \"EUR\" } },
    { \"number\": 2, \"dueOn\": \"2026-06-30\", \"amount\": { \"amount\": \"600.00\", \"currency\": \"EUR\" } }
  ]
}"

say 'As it stood on 10 June: the first instalment is ten days late. The token makes sure that the answer holds the raise'
TOKEN="$(field token)"
get "/v1/receivables/EX-$RUN-A?asOf=2026-06-10&minPosition=$TOKEN"
