import { formatAmount, type Facts, type InputProblem, type Refusal, type Told } from '#kernel';

/** An answer that says what is wrong (RFC 9457), `application/problem+json`. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance?: string;
  readonly errors?: readonly InputProblem[];
  /** Figures of the refusal, as data. */
  readonly [member: string]: unknown;
}

/** `ExceedsOutstanding` as it stands in URLs and answers: `exceeds-outstanding`. */
export const kebab = (name: string): string => name.replace(/(?<=[a-z0-9])(?=[A-Z])/g, '-').toLowerCase();

export const problemType = (name: string): string => `/problems/${kebab(name)}`;

const plain = (fact: Facts[string]): unknown =>
  typeof fact === 'object' && 'minor' in fact ? { amount: formatAmount(fact), currency: fact.currency } : fact;

/** A refusal as its context tells it, with its figures as members. */
export const refusalProblem = (refusal: Refusal, told: Told<never> | undefined, instance: string): Problem => {
  const sentence = told as Told<Facts> | undefined;
  return {
    ...Object.fromEntries(Object.entries(refusal.facts).map(([name, fact]) => [name, plain(fact)])),
    type: problemType(refusal.refusal),
    title: sentence?.title ?? refusal.refusal,
    status: sentence?.status ?? 409,
    detail: sentence?.detail(refusal.facts) ?? refusal.refusal,
    instance,
  };
};

/** The problems that are not a context's refusals: transport, shape, load. */
export const TRANSPORT_PROBLEMS = {
  'invalid-request': { status: 400, title: 'The request cannot be understood' },
  'idempotency-key-missing': { status: 400, title: 'Idempotency-Key is missing' },
  'invalid-json': { status: 400, title: 'The body is not JSON' },
  'foreign-host': { status: 403, title: 'This name is not served here' },
  'foreign-origin': { status: 403, title: 'Another site may not ask here' },
  'not-found': { status: 404, title: 'There is nothing here' },
  'unknown-document': { status: 404, title: 'Unknown document' },
  'too-large': { status: 413, title: 'The request is too large' },
  'unsupported-media-type': { status: 415, title: 'Bodies are application/json only' },
  busy: { status: 429, title: 'Too many commands wait' },
  defect: { status: 500, title: 'A defect of Daybook' },
  unavailable: { status: 503, title: 'Not available just now' },
  'not-yet-visible': { status: 503, title: 'Not yet visible' },
} as const;

export type TransportProblem = keyof typeof TRANSPORT_PROBLEMS;

/** Thrown where a request ends with a transport problem. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  constructor(
    readonly problem: TransportProblem,
    readonly sentence: string,
    readonly errors?: readonly InputProblem[],
  ) {
    super(sentence);
  }
}

export const transportProblem = (
  name: TransportProblem,
  detail: string,
  instance: string,
  errors?: readonly InputProblem[],
): Problem => ({
  type: problemType(name),
  ...TRANSPORT_PROBLEMS[name],
  detail,
  instance,
  ...(errors && { errors }),
});
