/** How deep a caller's JSON may nest before it is refused as too large to compare. */
const MAX_DEPTH = 32;

const sorted = (value: unknown, depth: number): unknown => {
  if (typeof value !== 'object' || value === null) return value;
  if (depth > MAX_DEPTH) throw new RangeError(`nested deeper than ${MAX_DEPTH}`);
  if (Array.isArray(value)) return value.map((item) => sorted(item, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([key, item]) => [key, sorted(item, depth + 1)]),
  );
};

/** The same text for the same content, whatever the order of its keys or its spaces. */
export const canonicalText = (content: unknown): string => JSON.stringify(sorted(content, 0));
