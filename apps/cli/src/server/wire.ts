/** How one station of the flow does. */
export interface Stage {
  readonly name: string;
  readonly position: number;
  readonly lagEvents: number;
  readonly lagSeconds: number;
  readonly parked: number;
  readonly problem?: string;
}

/** `GET /v1/status` */
export interface Status {
  readonly version: string;
  readonly book: string;
  readonly demo: boolean;
  readonly head: number;
  readonly stages: readonly Stage[];
}

/** RFC 9457, as every refusal and error is answered. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { readonly pointer: string; readonly rule: string; readonly detail: string }[];
  readonly [member: string]: unknown;
}

/** One command of a bulk request; the key makes a repeat the same command. */
export interface Command {
  readonly key: string;
  readonly path: string;
  readonly body: object;
}

export interface ProcessItem {
  readonly allocationId: string;
  readonly receivableId: string;
  readonly instalment: number;
  readonly state: 'inFlight' | 'applied' | 'declined' | 'returned';
  readonly reason?: string;
}

export interface CommandAnswer {
  readonly id: string;
  readonly number: string;
  readonly events: readonly string[];
  readonly warnings?: readonly string[];
  readonly process?: { readonly state: 'running' | 'done' | 'declined'; readonly items: readonly ProcessItem[] };
}

/** What became of one command: 200 and 201 hold an answer, everything else a problem. */
export type Result =
  | { readonly status: 200 | 201; readonly body: CommandAnswer }
  | { readonly status: Exclude<number, 200 | 201>; readonly body: Problem };

export const isAnswered = (result: Result): result is Extract<Result, { body: CommandAnswer }> =>
  result.status === 200 || result.status === 201;

/** `exceeds-outstanding` of `/problems/exceeds-outstanding`. */
export const ruleOf = ({ type }: Problem): string => type.replace(/^.*\//, '');

/** An error inside a bulk answer, or a whole answer, that the same request may be spared a little later. */
export const isBusy = (status: number): boolean => status === 429 || status === 503;
