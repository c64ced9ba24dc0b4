import { setImmediate, setTimeout } from 'node:timers/promises';
import { position, type Position } from '#kernel';
import { LogUnavailable, readMetadata, START, type Checkpoint, type EventLog, type StoredEvent } from '#event-log';
import { LIMITS } from './limits.js';
import type { AnyModel } from './model.js';
import { ImpossibleRows, ReadStoreUnavailable, type GroupPosition, type Lease, type ReadStore } from './port.js';
import { Gathering, parkedBy, ParkedKeys, Projection } from './projection.js';
import { messageOf } from './reading.js';

/** The log ends before what the rows stand for: events are missing, and nothing may be written on top of the gap. */
export class LogBehind extends Error {
  override readonly name = 'LogBehind';

  constructor(group: string, ends: Position, stands: Position) {
    super(`the log ends at ${ends}, the rows of ${group} stand for ${stands}: events are missing`);
  }
}

/** So many keys are parked that this is not poison: this version cannot read this log. */
export class TooManyParked extends Error {
  override readonly name = 'TooManyParked';
}

/** How a projector does. */
export interface ProjectorStatus {
  /** Everything up to here is in the rows, apart from what is parked. */
  readonly position: Position;
  /** How many events of the log are not applied yet, and the age of the oldest of them; 0 when there is none. */
  readonly lagEvents: number;
  readonly lagSeconds: number;
  /** Order keys that wait, and how many events this projector held back for them. */
  readonly parked: number;
  readonly held: number;
  /** Events applied by this projector. */
  readonly applied: number;
  /** Why it does not get on; undefined when it does. */
  readonly problem: string | undefined;
}

const NOWHERE: GroupPosition = { position: position(0), checkpoint: START };

/**
 * Carries the log into the rows of one group of models: leads the group, follows the log from where the rows stand, and
 * commits batch by batch, rows and position together. Poison parks its own key; an outage is waited out.
 */
export class Projector {
  private readonly projection: Projection;
  private parked = new ParkedKeys([]);
  private lease: Lease | undefined;
  private at = NOWHERE;
  private logEnds = NOWHERE.position;
  private failures = 0;
  private applied = 0;
  private held = 0;
  private problem: string | undefined;

  /** Throws an Error when two models write one table. */
  constructor(
    private readonly log: EventLog,
    private readonly store: ReadStore,
    private readonly group: string,
    private readonly models: readonly AnyModel[],
    private readonly clock: () => number = Date.now,
  ) {
    this.projection = new Projection(models);
  }

  /**
   * Runs until the signal, and then ends after the batch in hand. Waits out LogUnavailable and ReadStoreUnavailable.
   * Run again, it takes the group again.
   * @throws Fenced (another projector has the group now), LogBehind, TooManyParked
   */
  async run(signal: AbortSignal): Promise<void> {
    this.lease = undefined;
    while (!signal.aborted) {
      try {
        const lease = await this.begin();
        for await (const page of this.log.follow(lease.checkpoint as Checkpoint, signal)) {
          await this.applyPage(page, signal);
          if (signal.aborted) break;
        }
        if (!signal.aborted) throw new LogUnavailable('the log has ended the reading');
      } catch (error) {
        if (!(error instanceof LogUnavailable || error instanceof ReadStoreUnavailable)) throw error;
        await this.pause(messageOf(error), signal);
      }
    }
  }

  /** Takes the group, or goes on with it after an outage, and looks whether the log still has what the rows stand for. */
  private async begin(): Promise<Lease> {
    if (!this.lease) {
      const stands = await this.store.read(this.group, ({ position: at }) => Promise.resolve(at));
      await this.assertLogReaches(stands);
      await this.store.prepare(this.models);
    }
    this.lease = this.lease ? await this.store.renew(this.lease) : await this.store.lead(this.group);
    this.at = this.lease;
    await this.assertLogReaches(this.lease.position);
    this.parked = new ParkedKeys(await this.store.read(this.group, ({ parked }) => Promise.resolve(parked)));
    if (this.logEnds === this.lease.position) this.problem = undefined;
    return this.lease;
  }

  private async assertLogReaches(stands: Position): Promise<void> {
    this.logEnds = (await this.log.head()).position;
    if (this.logEnds < stands) throw new LogBehind(this.group, this.logEnds, stands);
  }

  /** Twice as long each time, by chance up to a quarter less, so that projectors that failed together try apart. */
  private async pause(problem: string, signal: AbortSignal): Promise<void> {
    this.problem = problem;
    const full = Math.min(LIMITS.firstPause * 2 ** this.failures, LIMITS.longestPause);
    this.failures += 1;
    await setTimeout(full * (1 - Math.random() / 4), undefined, { signal }).catch(() => undefined);
  }

  private async applyPage(page: readonly StoredEvent[], signal: AbortSignal): Promise<void> {
    let batch = new Gathering();
    for (const stored of page) {
      if (!this.isNext(stored, batch)) continue;
      batch.add(stored, this.projection.project(stored, this.parked));
      if (batch.changes.length < LIMITS.changesPerBatch && batch.characters < LIMITS.charactersPerBatch) continue;
      await this.commit(batch);
      if (signal.aborted) return;
      batch = new Gathering();
    }
    if (batch.events.length > 0) await this.commit(batch);
  }

  /** Positions have no gaps: an event that comes again is passed over, one that is missing is asked for again. */
  private isNext({ position: comes }: StoredEvent, { events }: Gathering): boolean {
    const expected = this.at.position + events.length + 1;
    if (comes > expected) throw new LogUnavailable(`the log gave position ${comes} where ${expected} comes next`);
    return comes === expected;
  }

  /** The whole batch in one commit; when the rows of an event are refused, its events one by one. */
  private async commit(batch: Gathering): Promise<void> {
    try {
      await this.write(batch);
    } catch (error) {
      if (!(error instanceof ImpossibleRows)) throw error;
      this.parked.forget();
      for (const stored of batch.events) await this.commitAlone(stored);
    }
  }

  /** One event in one commit. Each refusal parks the model whose table refused, so that there is an end to it. */
  private async commitAlone(stored: StoredEvent): Promise<void> {
    for (let tries = 0; tries <= this.models.length; tries += 1) {
      const batch = new Gathering();
      batch.add(stored, this.projection.project(stored, this.parked));
      try {
        return await this.write(batch);
      } catch (error) {
        const model = error instanceof ImpossibleRows ? this.projection.writerOf(error.table) : undefined;
        if (!model) throw error;
        this.parked.park(parkedBy(model, stored, messageOf(error)));
      }
    }
    throw new Error(`${stored.type} at position ${stored.position} is refused without an end`);
  }

  private async write(batch: Gathering): Promise<void> {
    const last = batch.events.at(-1);
    if (!last || !this.lease) return;
    if (this.parked.size > LIMITS.parkedKeys)
      throw new TooManyParked(`more than ${LIMITS.parkedKeys} keys of ${this.group} cannot be read`);
    const { changes, recorded } = batch;
    const to = { position: last.position, checkpoint: last.checkpoint };
    this.lease = await this.store.apply(this.lease, { changes, recorded, parked: this.parked.uncommitted, to });
    this.at = this.lease;
    this.parked.commit();
    this.applied += batch.events.length;
    this.held += batch.held;
    this.failures = 0;
    this.problem = undefined;
    // Everything embedded is synchronous: without this turn nothing else of the process would run while catching up.
    await setImmediate();
  }

  /** Never fails: while the log is away, the lag is that behind its last known end, and the problem says so. */
  async status(): Promise<ProjectorStatus> {
    const { at, parked, held, applied } = this;
    let { problem } = this;
    let lagSeconds = 0;
    try {
      this.logEnds = (await this.log.head()).position;
      if (this.logEnds > at.position) lagSeconds = await this.ageBehind(at);
    } catch (error) {
      problem ??= messageOf(error);
    }
    const lagEvents = Math.max(this.logEnds - at.position, 0);
    return { position: at.position, lagEvents, lagSeconds, parked: parked.size, held, applied, problem };
  }

  private async ageBehind({ checkpoint }: GroupPosition): Promise<number> {
    const [oldest] = await this.log.readAll(checkpoint as Checkpoint, 1);
    const age = oldest ? this.clock() - Date.parse(readMetadata(oldest).metadata.recordedAt) : 0;
    return Math.max(age, 0) / 1_000;
  }
}
