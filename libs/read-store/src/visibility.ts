import { LIMITS } from './limits.js';
import { ReadStoreUnavailable } from './port.js';

interface Waiter {
  readonly group: string;
  readonly reached: (checkpoint: string) => boolean;
  readonly settle: (visible: boolean) => void;
  readonly fail: (error: unknown) => void;
}

/**
 * Who waits for which checkpoint. This process's own writes wake them; for those of others there is one look at the
 * store for all waiters of a group together, and none while nobody waits.
 */
export class Visibility {
  private readonly waiters = new Set<Waiter>();
  private readonly newest = new Map<string, string>();
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly look: (group: string) => Promise<string>) {}

  /** A checkpoint never goes back, so that what a known one covers needs no look at the store. */
  async wait(group: string, reached: (checkpoint: string) => boolean, milliseconds: number): Promise<boolean> {
    if (this.covers(group, reached)) return true;
    await this.see(group);
    if (this.covers(group, reached)) return true;
    if (milliseconds <= 0) return false;
    if (this.waiters.size >= LIMITS.waiters) throw new ReadStoreUnavailable(`more than ${LIMITS.waiters} callers wait`);
    return new Promise((resolve, reject) => {
      const deadline = setTimeout(() => settle(false), Math.min(milliseconds, LIMITS.wait));
      const leave = (): void => {
        clearTimeout(deadline);
        this.waiters.delete(waiter);
      };
      const settle = (visible: boolean): void => (leave(), resolve(visible));
      const fail = (error: unknown): void => (leave(), reject(error));
      const waiter: Waiter = { group, reached, settle, fail };
      this.waiters.add(waiter);
      this.lookSoon();
    });
  }

  /** The group's rows now stand for this checkpoint. Whoever waits has been asked about the one before. */
  advanced(group: string, checkpoint: string): void {
    if (this.newest.get(group) === checkpoint) return;
    this.newest.set(group, checkpoint);
    for (const waiter of this.waiters) if (waiter.group === group) this.ask(waiter, checkpoint);
  }

  /** The caller's own mistake is the caller's answer, and nobody else's. */
  private ask({ reached, settle, fail }: Waiter, checkpoint: string): void {
    try {
      if (reached(checkpoint)) settle(true);
    } catch (error) {
      fail(error);
    }
  }

  private covers(group: string, reached: (checkpoint: string) => boolean): boolean {
    const known = this.newest.get(group);
    return known !== undefined && reached(known);
  }

  /** Nobody waits any longer; what was not reached by now is not visible. */
  end(): void {
    clearTimeout(this.timer);
    for (const waiter of this.waiters) waiter.settle(false);
  }

  private async see(group: string): Promise<void> {
    this.advanced(group, await this.look(group));
  }

  private lookSoon(): void {
    this.timer ??= setTimeout(() => void this.lookForAll(), LIMITS.poll);
  }

  private async lookForAll(): Promise<void> {
    const groups = new Set([...this.waiters].map(({ group }) => group));
    // A store that cannot be read shows nothing new: the waiters go on to their own deadlines.
    await Promise.allSettled([...groups].map((group) => this.see(group)));
    this.timer = undefined;
    if (this.waiters.size > 0) this.lookSoon();
  }
}
