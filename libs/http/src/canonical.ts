import { invalid } from '#kernel';

/** How deep a caller's JSON may nest before it is refused as too deep to compare. */
const MAX_DEPTH = 32;

const sorted = (value: unknown, depth: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw invalid('', 'depth', `a body nests at most ${MAX_DEPTH} deep`);
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sorted(item, depth + 1)]),
  );
};

/** The same text for the same content, whatever the order of its keys or its spaces. @throws InvalidInput */
export const canonicalText = (content: unknown): string => JSON.stringify(sorted(content, 0));
