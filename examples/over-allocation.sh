#!/usr/bin/env bash
# More than is outstanding: the receivable declines the whole item, and its money is free again.
. "$(dirname "$0")/ask.sh"
customer

post "$RUN raise" /v1/receivables "{
  \"number\": \"EX-$RUN-A\", \"customerId\": \"$CUSTOMER\", \"basis\": \"invoice\",
  \"gross\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" },
  \"invoice\": { \"number\": \"EX-$RUN-A\", \"issuedOn\": \"2026-06-01\" },
  \"instalments\": [{ \"number\": 1, \"dueOn\": \"2026-06-30\", \"amount\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" } }]
}"
RECEIVABLE="$(field id)"

say 'The customer paid 1,200.00'
post "$RUN receipt" /v1/receipts "{
  \"number\": \"EX-$RUN-B\", \"customerId\": \"$CUSTOMER\", \"amount\": { \"amount\": \"1200.00\", \"currency\": \"EUR\" },
  \"instrument\": \"transfer\", \"bookedOn\": \"2026-06-20\", \"confirmed\": true
}"

say 'All of it on the instalment: declined, and nothing of it is collected'
post "$RUN too much" "/v1/receipts/EX-$RUN-B/allocate" "{ \"method\": \"hand\", \"items\": [
  { \"receivableId\": \"$RECEIVABLE\", \"instalment\": 1, \"amount\": { \"amount\": \"1200.00\", \"currency\": \"EUR\" } }
] }" 'Prefer: wait=5'

say 'What is outstanding: done'
post "$RUN enough" "/v1/receipts/EX-$RUN-B/allocate" "{ \"method\": \"hand\", \"items\": [
  { \"receivableId\": \"$RECEIVABLE\", \"instalment\": 1, \"amount\": { \"amount\": \"1000.00\", \"currency\": \"EUR\" } }
] }" 'Prefer: wait=5'

say 'The account: nothing owed, 200.00 unapplied'
TOKEN="$(field token)"
get "/v1/customers/EX-$RUN/account?minPosition=$TOKEN"
