import { invalid, revision, type Revision } from '#kernel';
import { HttpProblem } from './problem.js';

/** What stands in the head of a command's request. */
export interface Call {
  readonly key: string;
  readonly ifMatch?: Revision;
  /** Seconds to wait for the end of the process that the command starts; 0 when not asked. */
  readonly wait: number;
  /** Code or id of the entity, where the tenant has several. */
  readonly entity?: string;
  readonly instance: string;
}

type Headers = Readonly<Record<string, string | string[] | undefined>>;

/** The longest wait that `Prefer: wait` grants, in seconds. */
export const MAX_WAIT = 30;
const MAX_KEY = 255;

const one = (value: string | string[] | undefined): string | undefined =>
  Array.isArray(value) ? value.join(', ') : value;

/** @throws HttpProblem `idempotency-key-missing`, InvalidInput */
export const idempotencyKey = (given: unknown): string => {
  if (given === undefined || given === '')
    throw new HttpProblem(
      'idempotency-key-missing',
      'a command needs an Idempotency-Key of 1 to 255 printable characters',
    );
  if (typeof given !== 'string' || given.length > MAX_KEY || !/^[\x20-\x7e]+$/.test(given) || given.trim() === '')
    throw invalid('', 'idempotency-key', 'Idempotency-Key has 1 to 255 printable ASCII characters');
  return given.trim();
};

/** `"7"` as a revision; `*` asks for nothing. */
const readIfMatch = (given: string | undefined): Revision | undefined => {
  if (given === undefined || given.trim() === '*') return undefined;
  const read = /^(?:W\/)?"?(\d{1,9})"?$/.exec(given.trim());
  if (!read) throw invalid('', 'if-match', 'If-Match holds the revision that you saw, such as "7"');
  return revision(Number(read[1]));
};

export const readWait = (given: string | undefined): number => {
  const asked = /(?:^|[,;\s])wait\s*=\s*"?(\d{1,6})"?/.exec(given ?? '');
  return asked ? Math.min(Number(asked[1]), MAX_WAIT) : 0;
};

/** @throws HttpProblem, InvalidInput */
export const readCall = (headers: Headers, entity: unknown, instance: string): Call => {
  const ifMatch = readIfMatch(one(headers['if-match']));
  if (entity !== undefined && typeof entity !== 'string') throw invalid('', 'entity', 'entity is named once');
  return {
    key: idempotencyKey(one(headers['idempotency-key'])),
    ...(ifMatch !== undefined && { ifMatch }),
    wait: readWait(one(headers['prefer'])),
    ...(entity !== undefined && { entity }),
    instance,
  };
};
