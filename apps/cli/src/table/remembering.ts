/** Distinct texts remembered for one column of a file; a file with more of them is read all the same, only slower. */
export const MAX_REMEMBERED = 100_000;

/** The same pure reading, which looks up what it has read before: a million rows hold few distinct dates and customers. */
export const remembering = <Value>(read: (text: string) => Value): ((text: string) => Value) => {
  const known = new Map<string, Value>();
  return (text) => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const value = read(text);
    if (known.size < MAX_REMEMBERED) known.set(text, value);
    return value;
  };
};
