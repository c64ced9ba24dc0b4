#!/usr/bin/env bash
# A cheque settles a receivable, the bank returns it, a transfer settles it again: nothing is edited on the way.
. "$(dirname "$0")/ask.sh"
customer

post "$RUN raise" /v1/receivables "{
  \"number\": \"EX-$RUN-A\", \"customerId\": \"$CUSTOMER\", \"basis\": \"invoice\",
  \"gross\": { \"amount\": \"5650.00\", \"currency\": \"EUR\" }, \"tax\": { \"amount\": \"650.00\", \"currency\": \"EUR\" },
  \"invoice\": { \"number\": \"EX-$RUN-A\", \"issuedOn\": \"2026-05-01\" },
  \"instalments\": [{ \"number\": 1, \"dueOn\": \"2026-05-31\", \"amount\": { \"amount\": \"5650.00\", \"currency\": \"EUR\" } }]
}"
RECEIVABLE="$(field id)"
ALL="{ \"method\": \"hand\", \"items\": [
    { \"receivableId\": \"$RECEIVABLE\", \"instalment\": 1, \"amount\": { \"amount\": \"5650.00\", \"currency\": \"EUR\" } }
  ] }"

say 'The cheque, on 28 May; the bank books it a day later'
post "$RUN cheque" /v1/receipts "{
  \"number\": \"EX-$RUN-B\", \"customerId\": \"$CUSTOMER\", \"amount\": { \"amount\": \"5650.00\", \"currency\": \"EUR\" },
  \"instrument\": \"cheque\", \"bookedOn\": \"2026-05-28\", \"confirmed\": true,
  \"allocate\": $ALL
}" 'Prefer: wait=5'
post "$RUN cleared" "/v1/receipts/EX-$RUN-B/clear" '{ "bookedOn": "2026-05-29" }'

say 'The bank returns it on 3 June; the collection follows by itself'
post "$RUN bounced" "/v1/receipts/EX-$RUN-B/reverse" '{ "cause": "bounced", "on": "2026-06-03" }' 'Prefer: wait=5'
BOUNCED="$(field token)"

say 'Asked for 2 June it is still collected; on 3 June it is open again, three days overdue'
get "/v1/receivables/EX-$RUN-A?asOf=2026-06-02&minPosition=$BOUNCED"
get "/v1/receivables/EX-$RUN-A?asOf=2026-06-03&minPosition=$BOUNCED"

say 'A transfer on 10 June settles it, ten days late'
post "$RUN transfer" /v1/receipts "{
  \"number\": \"EX-$RUN-C\", \"customerId\": \"$CUSTOMER\", \"amount\": { \"amount\": \"5650.00\", \"currency\": \"EUR\" },
  \"instrument\": \"transfer\", \"bookedOn\": \"2026-06-10\", \"confirmed\": true,
  \"allocate\": $ALL
}" 'Prefer: wait=5'
SETTLED="$(field token)"
get "/v1/receivables/EX-$RUN-A?asOf=2026-06-10&minPosition=$SETTLED"

say 'Every fact of it, in order'
get "/v1/receivables/EX-$RUN-A/history?minPosition=$SETTLED"
