import { Inject, Injectable } from '@nestjs/common';
import { EVENT_LOG, type AppendToken, type Checkpoint, type EventLog } from '#event-log';
import { HttpProblem, readToken } from '#http';
import { READ_STORE, type ReadStore } from '#read-store';
import { BOOK, GROUP, type Book } from '../book.js';

/** Milliseconds that a query waits for rows that must be there. */
const MAX_WAIT = 5_000;

/** Read your writes: waits, bounded, until the rows hold what they must; never answers stale silently. */
@Injectable()
export class Visibility {
  constructor(
    @Inject(BOOK) private readonly book: Book,
    @Inject(EVENT_LOG) private readonly log: EventLog,
    @Inject(READ_STORE) private readonly store: ReadStore,
  ) {}

  /** @throws HttpProblem `not-yet-visible`, InvalidInput for a text that is no token */
  async of(token: string | undefined): Promise<void> {
    if (token !== undefined) await this.until(readToken(this.log, this.book, token));
  }

  /** All that was appended before this call. */
  async ofEverything(): Promise<void> {
    await this.until((await this.log.head()).token);
  }

  private async until(token: AppendToken): Promise<void> {
    const reached = (checkpoint: string) => this.log.covers(checkpoint as Checkpoint, token);
    if (!(await this.store.whenVisible(GROUP, reached, MAX_WAIT)))
      throw new HttpProblem('not-yet-visible', 'the rows do not hold this yet; ask again');
  }
}
