/** Letters that take two columns of a terminal: Chinese, Japanese, Korean and full-width forms. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]/u;
/** Signs that stand on the letter before them. */
const COMBINING = /\p{M}/u;

/** How many columns of a terminal a text takes. */
export const widthOf = (text: string): number =>
  [...text].reduce((width, letter) => width + (COMBINING.test(letter) ? 0 : WIDE.test(letter) ? 2 : 1), 0);

/** A text of at most so many columns; what is cut off is shown as cut off. */
export const cut = (text: string, width: number): string => {
  if (widthOf(text) <= width) return text;
  let kept = '';
  for (const letter of text) {
    if (widthOf(kept + letter) >= width) break;
    kept += letter;
  }
  return `${kept}…`;
};

export type Side = 'left' | 'right';

/** Lines of a table: every column as wide as its widest cell, two spaces between columns. */
export const layout = (rows: readonly (readonly string[])[], sides: readonly Side[]): readonly string[] => {
  const widths = sides.map((_, index) => Math.max(...rows.map((row) => widthOf(row[index] ?? ''))));
  return rows.map((row) =>
    sides
      .map((side, index) => {
        const text = row[index] ?? '';
        const space = ' '.repeat((widths[index] ?? 0) - widthOf(text));
        return side === 'left' ? text + space : space + text;
      })
      .join('  ')
      .trimEnd(),
  );
};
