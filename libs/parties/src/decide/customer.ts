import {
  accept,
  nothing,
  refusing,
  streamName,
  unreachable,
  type CalendarDate,
  type Currency,
  type CustomerId,
  type Decider,
  type Refusal,
  type Ruling,
  type StreamName,
  type Telling,
  type Tenant,
} from '#kernel';
import { customerEvents, type CustomerEvent } from '../events.js';

/** When what is invoiced falls due: net days, or the end of the month after them; the discount is for paying early. */
export interface CreditTerms {
  readonly netDays: number;
  readonly endOfMonth?: boolean;
  readonly discount?: { readonly percent: string; readonly days: number };
}

export type CustomerCommand = { readonly customerId: CustomerId; readonly on: CalendarDate } & (
  | {
      readonly type: 'RegisterCustomer';
      readonly code: string;
      readonly name: string;
      readonly currency?: Currency;
      readonly terms?: CreditTerms;
    }
  | { readonly type: 'CorrectCustomerDetails'; readonly name: string }
  | { readonly type: 'AgreeCreditTerms'; readonly terms: CreditTerms }
  | { readonly type: 'HoldCustomer' }
  | { readonly type: 'ReleaseCustomer' }
);

interface Known {
  readonly customerId: CustomerId;
  readonly code: string;
  readonly name: string;
  readonly currency?: Currency;
  readonly terms?: CreditTerms;
  /** The day on which the last hold ended. */
  readonly heldUntil?: CalendarDate;
}

export type CustomerState =
  | { readonly situation: 'absent' }
  | ({ readonly situation: 'active' } & Known)
  | ({ readonly situation: 'held'; readonly heldSince: CalendarDate } & Known);

/** In order of precedence. */
export interface CustomerRefusals {
  UnknownDocument: Record<never, never>;
  AlreadyExists: { number: string };
  /** A release dated before the hold that it ends, or a hold before the end of the one before it. */
  BreaksLaterDate: { on: CalendarDate; notBefore: CalendarDate };
}

export type CustomerRefusal = Refusal<keyof CustomerRefusals>;
const refuse = refusing<CustomerRefusals>();

export const customerTelling: Telling<CustomerRefusals> = {
  UnknownDocument: { status: 404, title: 'Unknown document', detail: () => 'there is no such customer' },
  AlreadyExists: {
    title: 'Already exists',
    detail: ({ number }) => `a customer with the code ${number} is registered already`,
  },
  BreaksLaterDate: {
    title: 'Breaks a later date',
    detail: ({ on, notBefore }) =>
      `dated ${on} it would come before what it follows; the first possible day is ${notBefore}`,
  },
};

const sameTerms = (left: CreditTerms | undefined, right: CreditTerms): boolean =>
  left !== undefined &&
  left.netDays === right.netDays &&
  (left.endOfMonth ?? false) === (right.endOfMonth ?? false) &&
  left.discount?.percent === right.discount?.percent &&
  left.discount?.days === right.discount?.days;

const decide = (command: CustomerCommand, state: CustomerState): Ruling<CustomerEvent, CustomerRefusal> => {
  const { type, on, ...data } = command;
  const { customerId } = data;
  if (command.type === 'RegisterCustomer') {
    if (state.situation !== 'absent') return refuse('AlreadyExists', { number: command.code });
    const { code, name, currency, terms } = command;
    return accept({ type: 'CustomerRegistered', effectiveOn: on, data: { customerId, code, name, currency, terms } });
  }
  if (state.situation === 'absent') return refuse('UnknownDocument', {});
  switch (command.type) {
    case 'CorrectCustomerDetails':
      return command.name === state.name
        ? nothing
        : accept({ type: 'CustomerDetailsCorrected', effectiveOn: on, data: { customerId, name: command.name } });
    case 'AgreeCreditTerms':
      return sameTerms(state.terms, command.terms)
        ? nothing
        : accept({ type: 'CreditTermsAgreed', effectiveOn: on, data: { customerId, terms: command.terms } });
    case 'HoldCustomer':
      if (state.situation === 'held') return nothing;
      if (state.heldUntil !== undefined && on < state.heldUntil)
        return refuse('BreaksLaterDate', { on, notBefore: state.heldUntil });
      return accept({ type: 'CustomerHeld', effectiveOn: on, data: { customerId } });
    case 'ReleaseCustomer':
      if (state.situation === 'active') return nothing;
      if (on < state.heldSince) return refuse('BreaksLaterDate', { on, notBefore: state.heldSince });
      return accept({ type: 'CustomerReleased', effectiveOn: on, data: { customerId, heldSince: state.heldSince } });
    default:
      return unreachable(command);
  }
};

const evolve = (state: CustomerState, event: CustomerEvent): CustomerState => {
  if (event.type === 'CustomerRegistered') return { situation: 'active', ...event.data };
  if (state.situation === 'absent') throw new Error(`${event.type} before CustomerRegistered`);
  switch (event.type) {
    case 'CustomerDetailsCorrected':
      return { ...state, name: event.data.name };
    case 'CreditTermsAgreed':
      return { ...state, terms: event.data.terms };
    case 'CustomerHeld':
      return { ...state, situation: 'held', heldSince: event.effectiveOn };
    case 'CustomerReleased':
      return { ...state, situation: 'active', heldUntil: event.effectiveOn };
    default:
      return unreachable(event);
  }
};

export const customer: Decider<CustomerCommand, CustomerState, CustomerEvent, CustomerRefusal> = {
  category: 'customer',
  events: customerEvents,
  initial: { situation: 'absent' },
  decide,
  evolve,
};

export const customerStream = (tenant: Tenant, id: CustomerId): StreamName => streamName(customer.category, tenant, id);
