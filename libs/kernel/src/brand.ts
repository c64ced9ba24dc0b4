declare const brand: unique symbol;

/** A value of type T that only its own constructor makes: writing another one in its place does not compile. */
export type Brand<T, Name extends string> = T & { readonly [brand]: { readonly [Each in Name]: true } };

/** Every member of a closed union was handled above: a new member fails to compile here. */
export const unreachable = (value: never): never => {
  const bigintsTold = (_key: string, part: unknown): unknown => (typeof part === 'bigint' ? String(part) : part);
  throw new Error(`not handled: ${JSON.stringify(value, bigintsTold)}`);
};
