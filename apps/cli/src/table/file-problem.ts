/** Every way a delimited file as a whole can be declined. One row's fault is never on this list. */
export type TableRule =
  | 'file-empty'
  | 'file-too-large'
  | 'spreadsheet-file'
  | 'binary-file'
  | 'encoding-unknown'
  | 'encoding-doubtful'
  | 'delimiter-unknown'
  | 'header-missing'
  | 'header-damaged'
  | 'header-repeated'
  | 'header-only'
  | 'too-many-columns'
  | 'date-order-open'
  | 'date-order-contradicts'
  | 'decimal-mark-open'
  | 'decimal-mark-contradicts'
  | 'option-value';

/** Why nothing of a file is read: the rule, a sentence for people, and the option that would settle it, if one would. */
export interface FileProblem<Rule extends string = TableRule> {
  readonly kind: 'file-problem';
  readonly rule: Rule;
  readonly detail: string;
  readonly option?: string;
}

export const fileProblem = <Rule extends string>(rule: Rule, detail: string, option?: string): FileProblem<Rule> => ({
  kind: 'file-problem',
  rule,
  detail,
  ...(option === undefined ? {} : { option }),
});

export const isFileProblem = (value: unknown): value is FileProblem<string> =>
  typeof value === 'object' && value !== null && 'kind' in value && value.kind === 'file-problem';

const SHOWN = 60;

/** A value of the file in quotes for a sentence, cut where it would drown the sentence. */
export const quoted = (value: string): string =>
  JSON.stringify(value.length > SHOWN ? `${value.slice(0, SHOWN)}…` : value);

/** A value of the file, and where it stands: how people find it again. */
export interface Sighting {
  readonly line: number;
  readonly column: string;
  readonly value: string;
}

export const spokenSighting = ({ line, column, value }: Sighting): string =>
  `line ${line}, ${column}: ${quoted(value)}`;
