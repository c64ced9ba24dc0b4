import type { ReceivableRow } from '../receivables-file/receivable-row.js';
import { atMost } from '../at-most.js';
import { LIMITS } from '../limits.js';
import { whenCaughtUp, type Server } from '../server/server.js';
import { isAnswered } from '../server/wire.js';
import { registerCustomer, type Into } from './documents.js';
import { customerNameOf } from './known.js';
import { ofDifference, ofProblem, type Refusal } from './outcome.js';

type Customer = ReceivableRow['customer'];

/** Why the rows of a customer cannot go in; none when they can. */
type Objections = readonly Refusal[];

/** A file that tells no name has the code in its place, which contradicts no name. */
const nameDiffers = ({ code, name }: Customer, inBook: string): Objections =>
  name === code || name === inBook ? [] : [ofDifference({ field: 'customerName', inFile: name, inBook })];

/** The customers of a file, each looked up and registered once, whichever rows come first. */
export class Customers {
  private readonly known = new Map<string, Promise<Objections>>();

  constructor(
    private readonly server: Server,
    private readonly into: Into,
    private readonly how: { readonly isDryRun: boolean; readonly isEmptyBook: boolean },
  ) {}

  /** Makes sure that the customers are in the book, and says by code what speaks against their rows. */
  async ensure(customers: readonly Customer[]): Promise<ReadonlyMap<string, Objections>> {
    const all = new Map(customers.map((customer) => [customer.code, customer]));
    const fresh = [...all.values()].filter(({ code }) => !this.known.has(code));
    if (fresh.length > 0) {
      const registering = this.register(fresh);
      for (const { code } of fresh)
        this.known.set(
          code,
          registering.then((objections) => objections.get(code) ?? []),
        );
    }
    const told = await Promise.all([...all.keys()].map(async (code) => [code, await this.known.get(code)] as const));
    return new Map(told.map(([code, objections]) => [code, objections ?? []]));
  }

  private async register(customers: readonly Customer[]): Promise<Map<string, Objections>> {
    const objections = new Map<string, Objections>();
    let waiting = customers;
    for (let round = 1; waiting.length > 0; round += 1) {
      const absent = round === 1 && this.how.isEmptyBook ? waiting : await this.absent(waiting, objections);
      if (this.how.isDryRun || absent.length === 0) break;
      const results = await this.server.carry(absent.map((customer) => registerCustomer(this.into, customer)));
      const taken: Customer[] = [];
      for (const [index, customer] of absent.entries()) {
        const result = results[index];
        if (!result || isAnswered(result)) continue;
        const isTaken = result.status === 409 || result.status === 422;
        if (isTaken && round < LIMITS.rounds) taken.push(customer);
        else objections.set(customer.code, ofProblem('customer', result.body));
      }
      if (taken.length > 0) await whenCaughtUp(this.server);
      waiting = taken;
    }
    return objections;
  }

  /** Those that the book does not have; notes what it says differently of the others. */
  private async absent(customers: readonly Customer[], objections: Map<string, Objections>): Promise<Customer[]> {
    const names = await atMost(LIMITS.questionsAtOnce, customers, ({ code }) =>
      customerNameOf(this.server, this.into, code),
    );
    return customers.filter((customer, index) => {
      const name = names[index];
      if (name !== undefined) objections.set(customer.code, nameDiffers(customer, name));
      return name === undefined;
    });
  }
}
