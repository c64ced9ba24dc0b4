#!/usr/bin/env bash
# Money comes in and is put on an instalment; the caller waits for the end of the process.
. "$(dirname "$0")/ask.sh"
customer

post "$RUN raise" /v1/receivables "{
  \"number\": \"EX-$RUN-A\", \"customerId\": \"$CUSTOMER\", \"basis\": \"invoice\",
  \"gross\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" },
  \"invoice\": { \"number\": \"EX-$RUN-A\", \"issuedOn\": \"2026-05-01\" },
  \"instalments\": [{ \"number\": 1, \"dueOn\": \"2026-05-31\", \"amount\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" } }]
}"
RECEIVABLE="$(field id)"

say 'Confirmed money, 400.00 of it for the instalment. "Prefer: wait=5" answers when the receivable has taken it'
post "$RUN receipt" /v1/receipts "{
  \"number\": \"EX-$RUN-B\", \"customerId\": \"$CUSTOMER\", \"amount\": { \"amount\": \"450.00\", \"currency\": \"EUR\" },
  \"instrument\": \"transfer\", \"bookedOn\": \"2026-05-20\", \"confirmed\": true,
  \"allocate\": { \"method\": \"hand\", \"items\": [
    { \"receivableId\": \"$RECEIVABLE\", \"instalment\": 1, \"amount\": { \"amount\": \"400.00\", \"currency\": \"EUR\" } }
  ] }
}" 'Prefer: wait=5'

say 'Where the money is: 400.00 applied, 50.00 free'
TOKEN="$(field token)"
get "/v1/receipts/EX-$RUN-B?minPosition=$TOKEN"
