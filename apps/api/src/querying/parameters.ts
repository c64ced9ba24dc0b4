import { position, type Input, type Instant, type Position } from '#kernel';

/** The parameters of a query as they came. */
export type Params = Readonly<Record<string, unknown>>;

/** A filter that is left out where it was not given. */
export const given = <Name extends string, T>(
  input: Input,
  name: Name,
  read: (name: Name) => T,
): { readonly [N in Name]?: T } => (input.has(name) ? { [name]: read(name) } : {}) as { readonly [N in Name]?: T };

/** `true` or `false` as a parameter. */
export const truthParam = (input: Input, name: string): boolean => input.oneOf(name, ['true', 'false']) === 'true';

/** An integer written as a parameter. */
export const integerParam = (input: Input, name: string, min: number, max: number): number | undefined => {
  if (!input.has(name)) return undefined;
  const text = input.raw(name);
  const read = typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  if (read !== undefined && read >= min && read <= max) return read;
  input.refuse(name, 'integer', `${name} must be an integer from ${min} to ${max}`);
  return undefined;
};

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d{1,3})?Z$/;

/** What was known at a position, or at a moment. */
export type KnownAt = { readonly at: Position } | { readonly moment: Instant };

export const knownAtParam = (input: Input): KnownAt | undefined => {
  if (!input.has('knownAt')) return undefined;
  const text = input.raw('knownAt');
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return { at: position(Number(text)) };
  if (typeof text === 'string' && INSTANT.test(text) && !Number.isNaN(Date.parse(text)))
    return { moment: new Date(text).toISOString() as Instant };
  input.refuse('knownAt', 'known-at', 'knownAt is a position such as 1042 or a time such as 2026-11-23T08:00:00.000Z');
  return undefined;
};
