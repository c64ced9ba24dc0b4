import {
  count,
  currencyCode,
  date,
  eventSet,
  eventType,
  id,
  optional,
  record,
  text,
  truth,
  type CustomerId,
  type FactOf,
} from '#kernel';

/** Early-payment discount as agreed: percent of the amount when paid within the days. */
const discount = record({ percent: text, days: count });

/** Credit terms 账期: when what is invoiced falls due. */
export const termsField = record({ netDays: count, endOfMonth: optional(truth), discount: optional(discount) });

const CustomerRegistered = eventType('CustomerRegistered', 1, {
  customerId: id<CustomerId>(),
  code: text,
  name: text,
  currency: optional(currencyCode),
  terms: optional(termsField),
});
const CustomerDetailsCorrected = eventType('CustomerDetailsCorrected', 1, { customerId: id<CustomerId>(), name: text });
const CreditTermsAgreed = eventType('CreditTermsAgreed', 1, { customerId: id<CustomerId>(), terms: termsField });
/** New business with the customer is warned about; nothing is stopped. */
const CustomerHeld = eventType('CustomerHeld', 1, { customerId: id<CustomerId>() });
const CustomerReleased = eventType('CustomerReleased', 1, { customerId: id<CustomerId>(), heldSince: date });

export const customerEvents = eventSet(
  CustomerRegistered,
  CustomerDetailsCorrected,
  CreditTermsAgreed,
  CustomerHeld,
  CustomerReleased,
);
export type CustomerEvent = FactOf<
  [
    typeof CustomerRegistered,
    typeof CustomerDetailsCorrected,
    typeof CreditTermsAgreed,
    typeof CustomerHeld,
    typeof CustomerReleased,
  ]
>;
