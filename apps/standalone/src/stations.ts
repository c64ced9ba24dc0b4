import type { Position } from '#kernel';
import { type CommandHandling, type Checkpoint, type EventLog } from '#event-log';
import { customersModel } from '#parties';
import { entitiesModel } from '#entities';
import { Projector, type AnyModel, type ReadStore, type SystemStore } from '#read-store';
import { receivable, receivablesModel, receivableStream } from '#receivables';
import { receipt, receiptsModel, receiptStream } from '#settlement';
import { accountsModel } from '#statements';
import { Reactor, type Carry, type ReactorPlace } from '#processes';
import { GROUP, type Stage } from '../../api/src/index.js';

/** Every read model of the book; one group, so that one query sees one moment of all of them. */
export const MODELS: readonly AnyModel[] = [
  entitiesModel,
  customersModel,
  receivablesModel,
  receiptsModel,
  accountsModel(receivable.events, receipt.events),
];

const PROCESS = 'receipt-to-instalment';

/** Where the process stands, in the system store. */
const placeIn = (system: SystemStore): ReactorPlace => {
  let lease: Awaited<ReturnType<SystemStore['lead']>> | undefined;
  return {
    lead: async () => {
      lease = await system.lead(PROCESS);
      return { position: lease.position, checkpoint: lease.checkpoint as Checkpoint };
    },
    save: async (at) => {
      if (lease && at.position !== lease.position) lease = await system.save(lease, at);
    },
    park: ({ position, order, problem }) => system.park({ reactor: PROCESS, position, key: order, problem }),
    parked: async () => (await system.parkedReactions(PROCESS)).length,
  };
};

/** Orders go straight to the deciders: a process asks nothing of Nest. */
const carryBy =
  (handling: CommandHandling): Carry =>
  async ({ to, command }, meta) => {
    const outcome =
      to === 'receivable'
        ? await handling.handle(receivable, receivableStream(meta.tenant, command.receivableId), command, meta)
        : await handling.handle(receipt, receiptStream(meta.tenant, command.receiptId), command, meta);
    return outcome.outcome === 'refused' ? { refused: outcome.refusal.refusal } : {};
  };

/** The stations that follow the log in this process. */
export class Stations {
  private readonly stop = new AbortController();
  private readonly projector: Projector;
  private readonly reactor: Reactor;
  private running: Promise<void> | undefined;

  constructor(
    private readonly log: EventLog,
    store: ReadStore,
    system: SystemStore,
    handling: CommandHandling,
  ) {
    this.projector = new Projector(log, store, GROUP, MODELS);
    this.reactor = new Reactor(log, placeIn(system), carryBy(handling));
  }

  /** Starts them; `failed` is told when one of them ends by itself, for then nothing here is up to date any more. */
  start(failed: (error: unknown) => void): void {
    const both = [this.projector.run(this.stop.signal), this.reactor.run(this.stop.signal)];
    for (const each of both) each.catch(failed);
    this.running = Promise.allSettled(both).then(() => undefined);
  }

  /** Lets each of them end what it has in hand. */
  async end(): Promise<void> {
    this.stop.abort();
    await this.running;
  }

  async stages(): Promise<readonly Stage[]> {
    const { position: head } = await this.log.head();
    const { position, lagEvents, lagSeconds, parked, problem } = await this.projector.status();
    const reactor = this.reactor.status();
    return [
      { name: 'projector', position, lagEvents, lagSeconds, parked, ...(problem !== undefined && { problem }) },
      {
        name: 'reactor',
        position: reactor.position,
        lagEvents: lag(head, reactor.position),
        lagSeconds: lag(head, reactor.position) === 0 ? 0 : reactor.behindSeconds,
        parked: await this.reactor.parked(),
        ...(reactor.problem !== undefined && { problem: reactor.problem }),
      },
    ];
  }
}

const lag = (head: Position, at: number): number => Math.max(0, head - at);
