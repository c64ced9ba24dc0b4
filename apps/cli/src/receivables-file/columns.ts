import { fileProblem, isFileProblem, quoted, type FileProblem } from '../table/file-problem.js';
import { FIELDS, fieldNamed, plainName, type Field } from './fields.js';

/** Every way the columns of a receivables file can be declined. */
export type ColumnRule = 'map-option' | 'column-claimed-twice' | 'column-missing';

/** Where each field stands in a row. A field without a column is absent. */
export type Places = Readonly<Partial<Record<Field, number>>>;

export interface MappedColumns {
  readonly places: Places;
  /** The columns that no field is read from. */
  readonly ignored: readonly string[];
}

const listed = (columns: readonly string[]): string => columns.filter((column) => column !== '').join(', ');

const mapProblem = (detail: string): FileProblem<ColumnRule> => fileProblem('map-option', detail, '--map');

/** The column that a person means: the exact name, or else the only one that differs in case and punctuation alone. */
const placeNamed = (columns: readonly string[], name: string): number | undefined => {
  const exact = columns.indexOf(name.normalize('NFC').trim());
  if (exact !== -1) return exact;
  const alike = columns.flatMap((column, index) => (plainName(column) === plainName(name) ? [index] : []));
  return plainName(name) !== '' && alike.length === 1 ? alike[0] : undefined;
};

/** Splits `customer=Kunde,amount=Betrag, netto` before each `word=`, for a column's name may hold a comma. */
const assignments = (maps: readonly string[]): string[] =>
  maps.flatMap((map) => map.split(/,(?=\s*[\p{L}\p{N}_]+\s*=)/u));

const readMap = (maps: readonly string[], columns: readonly string[]): Map<Field, number> | FileProblem<ColumnRule> => {
  const places = new Map<Field, number>();
  for (const assignment of assignments(maps)) {
    const [, left, name] = /^\s*([^=]*?)\s*=\s*(.*?)\s*$/s.exec(assignment) ?? [];
    if (left === undefined || name === undefined)
      return mapProblem(`--map takes field=column, not ${quoted(assignment)}`);
    const field = fieldNamed(left);
    if (!field) return mapProblem(`--map has no field ${quoted(left)}; the fields are ${FIELDS.join(', ')}`);
    const place = placeNamed(columns, name);
    if (place === undefined)
      return mapProblem(`the file has no column ${quoted(name)}; its columns are ${listed(columns)}`);
    if (places.has(field)) return mapProblem(`--map names a column for ${field} twice`);
    places.set(field, place);
  }
  return places;
};

const missingFields = (places: ReadonlyMap<Field, number>): Field[] => {
  const required: readonly Field[] = ['customer', 'number', 'invoiceDate', 'dueDate', 'amount'];
  return required.filter((field) => !places.has(field) && !(field === 'number' && places.has('contract')));
};

const missingColumns = (missing: readonly Field[], columns: readonly string[]): FileProblem<ColumnRule> => {
  const invoiceDate = missing.includes('invoiceDate')
    ? ' A receivable is raised on its invoice date; the due date does not say when that was.'
    : '';
  const detail =
    `no column gives the ${missing.join(', ')} of a receivable. The file's columns are ${listed(columns)}.${invoiceDate} ` +
    `Name them with --map ${missing.map((field) => `${field}=COLUMN`).join(',')}.`;
  return fileProblem('column-missing', detail, '--map');
};

/** Finds the column of each field: what `--map` says, then what the headers say. */
export const mapColumns = (
  columns: readonly string[],
  maps: readonly string[],
): MappedColumns | FileProblem<ColumnRule> => {
  const places = readMap(maps, columns);
  if (isFileProblem(places)) return places;
  const taken = new Set(places.values());
  const byMap = new Set(places.keys());
  for (const [place, column] of columns.entries()) {
    const field = fieldNamed(column);
    if (!field || taken.has(place) || byMap.has(field)) continue;
    const other = places.get(field);
    if (other !== undefined) {
      const detail = `the columns ${quoted(columns[other] ?? '')} and ${quoted(column)} both name the ${field}: say which with --map ${field}=COLUMN`;
      return fileProblem('column-claimed-twice', detail, '--map');
    }
    places.set(field, place);
  }
  const missing = missingFields(places);
  if (missing.length > 0) return missingColumns(missing, columns);
  const used = new Set(places.values());
  const ignored = columns.flatMap((column, place) =>
    used.has(place) ? [] : [column === '' ? `column ${place + 1}` : column],
  );
  return { places: Object.fromEntries(places), ignored };
};
