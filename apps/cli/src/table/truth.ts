const TRUE = new Set(['yes', 'true', 'y', '1', '是']);
const FALSE = new Set(['no', 'false', 'n', '0', '否']);

/** Reads yes or no in the words that files use, in any case; nothing when it is neither. */
export const readTruth = (text: string): boolean | undefined => {
  const word = text.normalize('NFKC').toLowerCase();
  return TRUE.has(word) ? true : FALSE.has(word) ? false : undefined;
};
