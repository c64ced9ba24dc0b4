import type { CustomerId, Refusal } from '#kernel';
import { engineRefusal, type CommandMeta } from '#event-log';
import type { Allocating, ReferredItem } from '../commands.js';
import type { Present } from '../decide/state.js';
import { refuse } from '../refusals.js';
import type { AskedAllocation } from '../wire.js';
import type { OpenItems, Payers, Receivables } from './ports.js';

/** Looks up what a command on a receipt refers to: on the log for what is named, in the rows for what is chosen. */
export class References {
  constructor(
    private readonly payers: Payers,
    private readonly receivables: Receivables,
    private readonly openItems: OpenItems,
  ) {}

  /** Why the customer cannot be referred to, or whether new business is warned about. */
  async customer(
    customerId: CustomerId,
    meta: CommandMeta,
  ): Promise<{ readonly refusal: Refusal } | { readonly held: boolean }> {
    const payer = await this.payers.find(meta.tenant, customerId);
    if (!payer) return { refusal: refuse('UnknownCustomer', { customerId }) };
    return payer.entity === meta.entity ? { held: payer.held } : { refusal: engineRefusal('OtherEntity', {}) };
  }

  /** What an asked allocation comes to, for the decider to rule on. */
  async allocating(
    { method, purpose, items }: AskedAllocation,
    of: { customerId: CustomerId; currency: Present['currency'] },
    meta: CommandMeta,
  ): Promise<{ readonly refusal: Refusal } | Allocating> {
    if (method !== 'hand')
      return { method, purpose, ...(await this.openItems.of(meta.tenant, meta.entity, of.customerId, of.currency)) };
    const referred: ReferredItem[] = [];
    for (const item of items) {
      const { receivableId, instalment } = item;
      const receivable = await this.receivables.find(meta.tenant, receivableId);
      if (!receivable) return { refusal: refuse('UnknownReceivable', { receivableId }) };
      if (receivable.entity !== meta.entity) return { refusal: engineRefusal('OtherEntity', {}) };
      if (!receivable.instalments.has(instalment))
        return { refusal: refuse('UnknownInstalment', { receivableId, instalment }) };
      referred.push({
        ...item,
        receivableNumber: receivable.number,
        customerId: receivable.customerId,
        itemOn: receivable.raisedOn,
      });
    }
    return { method, purpose, items: referred };
  }

  /** What the intent of a registered receipt comes to at its confirmation. */
  async intent(state: Present, meta: CommandMeta): Promise<Allocating | undefined> {
    const { intended, customerId, currency } = state;
    if (!intended || !customerId || state.situation !== 'registered') return undefined;
    const { method, purpose } = intended;
    if (method === 'hand') return { method, purpose, items: intended.items.map((item) => ({ ...item, customerId })) };
    return { method, purpose, ...(await this.openItems.of(meta.tenant, meta.entity, customerId, currency)) };
  }
}
