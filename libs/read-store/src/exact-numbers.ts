import type {
  KyselyPlugin,
  PluginTransformQueryArgs,
  PluginTransformResultArgs,
  QueryResult,
  RootOperationNode,
  UnknownRow,
} from 'kysely';
import { sql, type AliasedRawBuilder, type Expression } from 'kysely';

/**
 * Numbers as they leave the read store, on either engine: a column or alias whose name ends in `_minor` is a bigint,
 * every other whole number is a number. A number beyond 2^53 throws an Error instead of losing its last digits.
 */
export class ExactNumbers implements KyselyPlugin {
  transformQuery({ node }: PluginTransformQueryArgs): RootOperationNode {
    return node;
  }

  transformResult({ result }: PluginTransformResultArgs): Promise<QueryResult<UnknownRow>> {
    const [first] = result.rows;
    if (!first) return Promise.resolve(result);
    const names = Object.keys(first).filter((name) => !name.endsWith('_minor'));
    for (const row of result.rows)
      for (const name of names) {
        const value = row[name];
        if (typeof value === 'bigint') row[name] = safe(name, value);
      }
    return Promise.resolve(result);
  }
}

const safe = (name: string, value: bigint): number => {
  const number = Number(value);
  if (Number.isSafeInteger(number)) return number;
  throw new Error(`${name} is beyond 2^53; under a name that ends in _minor it stays exact`);
};

/** What a sum of minor units is split by: each part then fits 64 bits for more rows than any table has. */
const PART = 1_000_000_000n;

/** The two columns of a sum that may exceed 64 bits, and how they are selected. */
export type MinorSum<Name extends string> = Readonly<Record<`${Name}_hi_minor` | `${Name}_lo_minor`, bigint>>;

/**
 * An exact sum of minor units, also above 2^63, where SQLite's own `sum` throws: `select([...sumMinor('m.amount_minor',
 * 'owed')])`, then `minorOf(row, 'owed')`. Both engines divide toward zero, so that the parts add up for negative
 * amounts too. No rows: 0.
 */
export const sumMinor = <Name extends string>(
  of: string | Expression<bigint | null>,
  as: Name,
): [AliasedRawBuilder<bigint, `${Name}_hi_minor`>, AliasedRawBuilder<bigint, `${Name}_lo_minor`>] => {
  const amount = typeof of === 'string' ? sql.ref(of) : of;
  const part = sql.lit(Number(PART));
  return [
    sql<bigint>`cast(coalesce(sum((${amount}) / ${part}), 0) as bigint)`.as(`${as}_hi_minor`),
    sql<bigint>`cast(coalesce(sum((${amount}) % ${part}), 0) as bigint)`.as(`${as}_lo_minor`),
  ];
};

/** The whole of a sum that was selected with `sumMinor`. */
export const minorOf = <Name extends string>(row: MinorSum<Name>, name: Name): bigint =>
  row[`${name}_hi_minor`] * PART + row[`${name}_lo_minor`];
