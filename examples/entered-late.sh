#!/usr/bin/env bash
# A receipt that is entered after the day it counts on: the past is told twice, as it was and as it was known.
. "$(dirname "$0")/ask.sh"
customer

post "$RUN raise" /v1/receivables "{
  \"number\": \"EX-$RUN-A\", \"customerId\": \"$CUSTOMER\", \"basis\": \"invoice\",
  \"gross\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" },
  \"invoice\": { \"number\": \"EX-$RUN-A\", \"issuedOn\": \"2026-03-01\" },
  \"instalments\": [{ \"number\": 1, \"dueOn\": \"2026-03-31\", \"amount\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" } }]
}"
RECEIVABLE="$(field id)"

say '5 April, as far as we know now: 1,000.00 outstanding, five days overdue'
RAISED="$(field token)"
get "/v1/receivables/EX-$RUN-A?asOf=2026-04-05&minPosition=$RAISED"
KNOWN="$(field knownAt)"

say 'Now we learn of money that was booked on 28 March'
post "$RUN receipt" /v1/receipts "{
  \"number\": \"EX-$RUN-B\", \"customerId\": \"$CUSTOMER\", \"amount\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" },
  \"instrument\": \"transfer\", \"bookedOn\": \"2026-03-28\", \"confirmed\": true,
  \"allocate\": { \"method\": \"hand\", \"items\": [
    { \"receivableId\": \"$RECEIVABLE\", \"instalment\": 1, \"amount\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" } }
  ] }
}" 'Prefer: wait=5'
TOKEN="$(field token)"

say 'The same day again: it was paid in time'
get "/v1/receivables/EX-$RUN-A?asOf=2026-04-05&minPosition=$TOKEN"

say "The same day as it was known at position $KNOWN: still the first answer"
get "/v1/receivables/EX-$RUN-A?asOf=2026-04-05&knownAt=$KNOWN&minPosition=$TOKEN"
