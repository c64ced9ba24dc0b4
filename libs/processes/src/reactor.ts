import { categoryOf, uuidOf, type CommandId, type Position, type Recorded } from '#kernel';
import {
  Busy,
  decodeStored,
  LogUnavailable,
  readMetadata,
  TooManyConflicts,
  type Checkpoint,
  type CommandMeta,
  type EventLog,
  type StoredEvent,
} from '#event-log';
import { receivable, type ReceivableEvent } from '#receivables';
import { receipt, type ReceiptEvent } from '#settlement';
import { REACTOR_LIMITS } from './limits.js';
import { react, type Order } from './react.js';

/** Where a process has got to; it is not derivable, so it is kept apart from the rows. */
export interface ReactorPlace {
  /** Takes the process over; whoever had it can save no more. */
  lead(): Promise<{ readonly position: Position; readonly checkpoint: Checkpoint }>;
  save(at: { readonly position: Position; readonly checkpoint: Checkpoint }): Promise<void>;
  /** An order that met a defect: it is kept for a person, and the process goes on. */
  park(order: { readonly position: Position; readonly order: string; readonly problem: string }): Promise<void>;
  parked(): Promise<number>;
}

/** Carries an order to its document. A refusal is a defect: what a process orders always leaves an event. */
export type Carry = (order: Order, meta: CommandMeta) => Promise<{ readonly refused?: string }>;

type Reacting = Recorded<ReceivableEvent | ReceiptEvent>;

const NAME = 'receipt-to-instalment';

const wouldPass = (error: unknown): boolean =>
  error instanceof LogUnavailable || error instanceof Busy || error instanceof TooManyConflicts;

/** The orders of an event with ids that follow from it, so that carrying one again changes nothing. */
const ordersOf = (event: Reacting): readonly { order: Order; meta: CommandMeta }[] =>
  react(event).map((order, ordinal) => ({
    order,
    meta: {
      tenant: event.metadata.tenant,
      entity: event.metadata.entity,
      commandId: uuidOf<CommandId>(event.id, 'order', ordinal),
      commandHash: event.hash,
      actor: `process:${NAME}`,
      onBehalfOf: event.metadata.onBehalfOf ?? event.metadata.actor,
      correlationId: event.metadata.$correlationId,
      causationId: event.id,
      byProcess: true,
    },
  }));

/** Tells an order from the others of its event. */
const nameOf = ({ command }: Order, { commandId }: CommandMeta): string => `${command.type} ${commandId}`;

const recordedAtOf = (stored: StoredEvent | undefined): string | undefined => {
  try {
    return stored && readMetadata(stored).metadata.recordedAt;
  } catch {
    return undefined;
  }
};

/** Follows the log and orders what follows from each fact in other contexts, at least once and in order per document. */
export class Reactor {
  private at: { position: Position; checkpoint: Checkpoint } | undefined;
  private saved = 0;
  private problem: string | undefined;
  /** When the oldest event in hand was recorded. */
  private inHand: string | undefined;

  constructor(
    private readonly log: EventLog,
    private readonly place: ReactorPlace,
    private readonly carry: Carry,
  ) {}

  /** Runs until the signal; rejects only when another reactor has taken over. */
  async run(signal: AbortSignal): Promise<void> {
    this.at = await this.place.lead();
    for (let pause = 50; !signal.aborted; pause = Math.min(pause * 2, REACTOR_LIMITS.pause)) {
      try {
        for await (const page of this.log.follow(this.at.checkpoint, signal)) {
          await this.reactTo(page, signal);
          pause = 50;
        }
      } catch (error) {
        if (!wouldPass(error)) throw error;
        this.problem = error instanceof Error ? error.message : String(error);
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
    await this.save();
  }

  /** How far it has come, and what it waits for. */
  status(): { readonly position: number; readonly behindSeconds: number; readonly problem: string | undefined } {
    const behindSeconds = this.inHand === undefined ? 0 : Math.max(0, Date.now() - Date.parse(this.inHand)) / 1000;
    return { position: this.at?.position ?? 0, behindSeconds, problem: this.problem };
  }

  parked(): Promise<number> {
    return this.place.parked();
  }

  private async reactTo(page: readonly StoredEvent[], signal: AbortSignal): Promise<void> {
    let carrying: Promise<void>[] = [];
    this.inHand = recordedAtOf(page[0]);
    for (const stored of page) {
      for (const { order, meta } of await this.read(stored)) {
        carrying.push(this.carryOut(order, meta, stored.position, signal));
        if (carrying.length < REACTOR_LIMITS.orders) continue;
        await Promise.all(carrying);
        carrying = [];
      }
    }
    await Promise.all(carrying);
    const last = page.at(-1);
    if (!last || signal.aborted) return;
    this.at = { position: last.position, checkpoint: last.checkpoint };
    this.problem = undefined;
    this.inHand = undefined;
    if (Date.now() - this.saved >= REACTOR_LIMITS.save) await this.save();
  }

  private async save(): Promise<void> {
    if (this.at) await this.place.save(this.at);
    this.saved = Date.now();
  }

  /** An event that cannot be read is parked: what it would order is not guessed. */
  private async read(stored: StoredEvent): Promise<ReturnType<typeof ordersOf>> {
    const category = categoryOf(stored.stream);
    if (category !== receivable.category && category !== receipt.category) return [];
    try {
      return ordersOf(
        category === receivable.category
          ? decodeStored(receivable.events, stored)
          : decodeStored(receipt.events, stored),
      );
    } catch (error) {
      await this.place.park({
        position: stored.position,
        order: stored.type,
        problem: error instanceof Error ? error.message : String(error),
      });
      return [];
    }
  }

  private async carryOut(order: Order, meta: CommandMeta, position: Position, signal: AbortSignal): Promise<void> {
    for (let pause = 20; ; pause = Math.min(pause * 2, REACTOR_LIMITS.pause)) {
      try {
        const { refused } = await this.carry(order, meta);
        if (refused !== undefined)
          await this.place.park({ position, order: nameOf(order, meta), problem: `refused: ${refused}` });
        return;
      } catch (error) {
        const problem = error instanceof Error ? error.message : String(error);
        if (!wouldPass(error)) return this.place.park({ position, order: nameOf(order, meta), problem });
        if (signal.aborted) throw error;
        this.problem = problem;
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }
}
