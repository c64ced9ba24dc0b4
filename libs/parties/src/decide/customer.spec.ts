import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { calendarDate, currency, fold, tenant, uuidOf, type CalendarDate, type CustomerId } from '#kernel';
import { given } from '#testing';
import type { CustomerEvent } from '../events.js';
import { customer, customerStream, customerTelling, type CustomerCommand } from './customer.js';

const present = <T>(value: T | undefined): T => {
  if (value === undefined) throw new Error('no example');
  return value;
};
const on = (text: string): CalendarDate => present(calendarDate(`2026-${text}`));
const customerId = uuidOf<CustomerId>('the customer');
const terms = { netDays: 30, endOfMonth: true, discount: { percent: '2', days: 10 } };

const register: CustomerCommand = {
  type: 'RegisterCustomer',
  customerId,
  code: 'C-1',
  name: 'Acme',
  currency: present(currency('EUR')),
  terms,
  on: on('01-01'),
};
const registeredWith = (
  details: Partial<Extract<CustomerEvent, { type: 'CustomerRegistered' }>['data']>,
): CustomerEvent => ({
  type: 'CustomerRegistered',
  effectiveOn: on('01-01'),
  data: { customerId, code: 'C-1', name: 'Acme', ...details },
});
const registered = registeredWith({ currency: present(currency('EUR')), terms });
const corrected = (name: string): CustomerEvent => ({
  type: 'CustomerDetailsCorrected',
  effectiveOn: on('02-01'),
  data: { customerId, name },
});
const agreed = (newTerms: Partial<typeof terms> & { netDays: number }): CustomerEvent => ({
  type: 'CreditTermsAgreed',
  effectiveOn: on('02-01'),
  data: { customerId, terms: newTerms },
});
const held = (day: string): CustomerEvent => ({ type: 'CustomerHeld', effectiveOn: on(day), data: { customerId } });
const released = (day: string, since: string): CustomerEvent => ({
  type: 'CustomerReleased',
  effectiveOn: on(day),
  data: { customerId, heldSince: on(since) },
});
const correct = (name: string): CustomerCommand => ({
  type: 'CorrectCustomerDetails',
  customerId,
  name,
  on: on('02-01'),
});
const agree = (newTerms: Partial<typeof terms> & { netDays: number }): CustomerCommand => ({
  type: 'AgreeCreditTerms',
  customerId,
  terms: newTerms,
  on: on('02-01'),
});
const hold = (day: string): CustomerCommand => ({ type: 'HoldCustomer', customerId, on: on(day) });
const release = (day: string): CustomerCommand => ({ type: 'ReleaseCustomer', customerId, on: on(day) });
const after = (...history: readonly CustomerEvent[]) => given(customer, registered, ...history);

describe('a customer who is not known', () => {
  it('is registered, with currency and terms or without', () => {
    given(customer).when(register).then(registered);
    given(customer)
      .when({ type: 'RegisterCustomer', customerId, code: 'C-1', name: 'Acme', on: on('01-01') })
      .then(registeredWith({}));
  });

  it.each([correct('Apex'), agree(terms), hold('02-01'), release('02-01')])('is unknown to $type', (command) =>
    given(customer).when(command).thenRefused('UnknownDocument', {}),
  );

  it('has no history that begins with anything else', () =>
    expect(() => fold(customer, [held('02-01')])).toThrow('before CustomerRegistered'));
});

describe('a customer who is known', () => {
  it('is not registered a second time under the code', () =>
    after().when(register).thenRefused('AlreadyExists', { number: 'C-1' }));

  it('is corrected; the same name again is nothing', () => {
    after().when(correct('Apex')).then(corrected('Apex'));
    after(corrected('Apex')).when(correct('Apex')).thenNothing();
    after(corrected('Apex')).when(correct('Acme')).then(corrected('Acme'));
  });

  it('agrees terms; the same terms again are nothing', () => {
    after().when(agree(terms)).thenNothing();
    after(agreed({ netDays: 14 }))
      .when(agree({ netDays: 14, endOfMonth: false }))
      .thenNothing();
  });

  it.each([
    { ...terms, netDays: 31 },
    { ...terms, endOfMonth: false },
    { ...terms, discount: { percent: '3', days: 10 } },
    { ...terms, discount: { percent: '2', days: 9 } },
    { netDays: 30, endOfMonth: true },
  ])('agrees other terms: %j', (other) => after().when(agree(other)).then(agreed(other)));

  it('who had no terms agrees some', () => given(customer, registeredWith({})).when(agree(terms)).then(agreed(terms)));
});

describe('a hold', () => {
  it('is one: the second is nothing', () => {
    after().when(hold('02-01')).then(held('02-01'));
    after(held('02-01')).when(hold('02-05')).thenNothing();
  });

  it('is released, from its own day on, and once', () => {
    after(held('02-01')).when(release('02-01')).then(released('02-01', '02-01'));
    after(held('02-01'))
      .when(release('01-31'))
      .thenRefused('BreaksLaterDate', { on: on('01-31'), notBefore: on('02-01') });
    after(held('02-01'), released('02-10', '02-01')).when(release('02-11')).thenNothing();
    after().when(release('02-01')).thenNothing();
  });

  it('does not begin before the end of the last one', () => {
    const history = [held('02-01'), released('02-10', '02-01')];
    after(...history)
      .when(hold('02-10'))
      .then(held('02-10'));
    after(...history)
      .when(hold('02-09'))
      .thenRefused('BreaksLaterDate', { on: on('02-09'), notBefore: on('02-10') });
    after(...history, held('02-12'))
      .when(release('02-13'))
      .then(released('02-13', '02-12'));
  });

  it('stops neither a correction nor other terms', () => {
    after(held('02-01')).when(correct('Apex')).then(corrected('Apex'));
    after(held('02-01'), corrected('Apex')).when(release('02-02')).then(released('02-02', '02-01'));
    after(held('02-01'))
      .when(agree({ netDays: 7 }))
      .then(agreed({ netDays: 7 }));
  });
});

describe('the closed list of refusals', () => {
  it('has an example of every refusal that is told', () => {
    const spec = readFileSync(new URL(import.meta.url), 'utf8');
    const refused = [...spec.matchAll(/thenRefused\(\s*'(\w+)'/g)].map(([, name]) => name);
    expect([...new Set(refused)].sort()).toEqual(Object.keys(customerTelling).sort());
  });

  it('is told in sentences with all their facts', () => {
    expect(customerTelling.UnknownDocument.status).toBe(404);
    expect(customerTelling.UnknownDocument.detail({})).toContain('customer');
    expect(customerTelling.AlreadyExists.detail({ number: 'C-1' })).toContain('C-1');
    const sentence = customerTelling.BreaksLaterDate.detail({ on: on('02-09'), notBefore: on('02-10') });
    expect(sentence).toContain('2026-02-09');
    expect(sentence).toContain('2026-02-10');
  });
});

describe('the stream of a customer', () => {
  it('has the category, the tenant and the id in its name', () =>
    expect(customerStream(tenant('acme'), customerId)).toBe(`customer-acme.${customerId}`));
});
