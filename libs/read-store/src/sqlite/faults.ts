import { Constraint } from '../engine.js';
import { ReadStoreUnavailable } from '../port.js';

/** Primary result codes (https://www.sqlite.org/rescode.html) of values and rows that a table does not take. */
const REFUSED: ReadonlySet<number> = new Set([18 /* TOOBIG */, 19 /* CONSTRAINT */, 20 /* MISMATCH */, 25 /* RANGE */]);

/** Those of the machine, the disk, the file and other processes; the rest (ERROR, MISUSE …) are defects of ours. */
const UNAVAILABLE: ReadonlySet<number> = new Set([
  3 /* PERM */, 5 /* BUSY */, 6 /* LOCKED */, 7 /* NOMEM */, 8 /* READONLY */, 9 /* INTERRUPT */, 10 /* IOERR */,
  11 /* CORRUPT */, 13 /* FULL */, 14 /* CANTOPEN */, 15 /* PROTOCOL */, 22 /* NOLFS */, 26 /* NOTADB */,
]);

/** What an error of `node:sqlite` means here; anything else stays what it is. */
export const meaningOf = (error: unknown): unknown => {
  const { errcode, message } = error as { errcode?: unknown; message?: string };
  if (typeof errcode !== 'number') return error;
  const primary = errcode & 0xff;
  if (REFUSED.has(primary)) return new Constraint(message);
  return UNAVAILABLE.has(primary) ? new ReadStoreUnavailable(message) : error;
};
