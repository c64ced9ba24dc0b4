import { describe, expect, it } from '@jest/globals';
import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { isFileProblem } from './file-problem.js';
import { MAX_CELL, MAX_COLUMNS } from './split-row.js';
import {
  lineOfCell,
  MAX_FILE_BYTES,
  openTable,
  type DamagedRow,
  type Row,
  type Table,
  type TableOptions,
} from './table.js';

const opened = (text: string, options?: TableOptions): Table => {
  const table = openTable(Buffer.from(text), options);
  if (isFileProblem(table)) throw new Error(table.detail);
  return table;
};
const rowsOf = (text: string): (Row | DamagedRow)[] => [...opened(text).rows()];
const cellsOf = (text: string): (readonly string[])[] =>
  rowsOf(text).map((row) => (row.kind === 'row' ? row.cells : [row.rule]));

describe('the delimiter', () => {
  it.each([
    ['comma', 'a,b,c\n1,2,3\n'],
    ['semicolon', 'a;b;c\n1;2,50;3\n4;5,75;6\n'],
    ['tab', 'a\tb\tc\n1\t2,5\t3;4\n'],
  ])('is a %s where that splits the rows as it splits the header', (delimiter, text) => {
    expect(opened(text).delimiter).toBe(delimiter);
  });

  it('is not decided by counting: text in quotes has no vote', () => {
    expect(opened('a;b\n"1,2,3,4,5";"x,y,z"\n"1,2,3";"x"\n').delimiter).toBe('semicolon');
    expect(opened('"a, first; second",b\n1,2\n').delimiter).toBe('comma');
  });

  it('is asked for where two split the rows alike, and follows --delimiter', () => {
    const text = 'a,b;c\n1,2;3\n';
    expect(openTable(Buffer.from(text))).toMatchObject({ rule: 'delimiter-unknown', option: '--delimiter' });
    expect(opened(text, { delimiter: ';' }).columns).toEqual(['a,b', 'c']);
    expect(openTable(Buffer.from(text), { delimiter: '|' })).toMatchObject({ rule: 'option-value' });
  });

  it("follows Excel's own first line", () => {
    const table = opened('sep=;\r\na,b;c\r\n1,2;3\r\n');
    expect(table.columns).toEqual(['a,b', 'c']);
    expect([...table.rows()]).toMatchObject([{ line: 3 }]);
  });

  it('is missed in a file of one column', () => {
    expect(openTable(Buffer.from('number\nA1\n'))).toMatchObject({ rule: 'delimiter-unknown' });
  });
});

describe('the rows', () => {
  it('keep line breaks, delimiters and doubled quotes of quoted cells', () => {
    expect(cellsOf('a,b\r\n"one\r\ntwo, ""three""",4\r\n')).toEqual([['one\r\ntwo, "three"', '4']]);
  });

  it('may end in LF, CRLF, CR or nothing, and lose the white space around their cells', () => {
    expect(cellsOf('a,b\n1 , 2\r\n "3" ,4\r5,\t6')).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
  });

  it('know the physical line of every cell', () => {
    const rows = rowsOf('\n\na,b,c\n\n1,"x\ny",3\n4,5,6\n').map(
      (row) => row.kind === 'row' && [0, 1, 2].map((at) => lineOfCell(row, at)),
    );
    expect(rows).toEqual([
      [5, 5, 6],
      [7, 7, 7],
    ]);
  });

  it('are skipped where they are blank, with or without delimiters', () => {
    expect(cellsOf('a,b\n\n  \n,\n1,2\n,,,\n')).toEqual([['1', '2']]);
  });

  it('have their own problem where they are ragged, and their neighbours are read', () => {
    const rows = rowsOf('a,b,c\n1,2\n1,2,3\n1,2,3,4\n');
    expect(rows).toMatchObject([
      { kind: 'damaged', line: 2, rule: 'ragged', column: 'c', detail: 'this row has 2 cells, the header 3' },
      { kind: 'row', line: 3 },
      { kind: 'damaged', line: 4, rule: 'ragged', column: 'column 4', value: '4' },
    ]);
  });

  it('are read again line by line behind a stray quote', () => {
    expect(cellsOf('a,b\n1,"2\n3,4\n5,6\n')).toEqual([['quote-not-closed'], ['3', '4'], ['5', '6']]);
    expect(cellsOf('a,b\n1,"2\n3,"4"\n5,6\n')).toEqual([['text-after-quote'], ['3', '4'], ['5', '6']]);
    expect(cellsOf('a,b\n1,"2\n3,4\n5,6"\n')).toEqual([['1', '2\n3,4\n5,6']]);
    expect(cellsOf('a,b\n"1,2\n3,4\n5",6,7\n8,9\n')).toEqual([['ragged'], ['3', '4'], ['ragged'], ['8', '9']]);
  });

  it('take a quote inside an unquoted cell as it is', () => {
    expect(cellsOf('a,b\n5" pipe,2\n')).toEqual([['5" pipe', '2']]);
  });

  it('are refused with a cell longer than any spreadsheet holds, and with more cells than a file may have columns', () => {
    expect(cellsOf(`a,b\n${'x'.repeat(MAX_CELL + 1)},2\n3,4\n`)).toEqual([['cell-too-long'], ['3', '4']]);
    expect(cellsOf(`a,b\n${'x,'.repeat(MAX_COLUMNS + 5)}\n3,4\n`)).toEqual([['too-many-cells'], ['3', '4']]);
  });
});

describe('a file is refused whole', () => {
  const refused = (content: string | Uint8Array, options?: TableOptions) =>
    openTable(typeof content === 'string' ? Buffer.from(content) : content, options);

  it('when it is empty, or has a header and no rows', () => {
    expect(refused('')).toMatchObject({ rule: 'file-empty' });
    expect(refused('\uFEFF \r\n\r\n')).toMatchObject({ rule: 'file-empty' });
    expect(refused('a,b\r\n\r\n,\r\n')).toMatchObject({ rule: 'header-only' });
  });

  it('when its first line holds values, or a name twice, or cannot be read', () => {
    expect(refused('C1,A1,2026-01-02,120.00\nC2,A2,2026-01-03,60.00\n')).toMatchObject({ rule: 'header-missing' });
    expect(refused('amount,date,amount\n1,2,3\n')).toMatchObject({ rule: 'header-repeated' });
    expect(refused('a,"b\n1,2\n')).toMatchObject({ rule: 'header-damaged' });
    expect(refused(`${'a,'.repeat(MAX_COLUMNS + 1)}\n1\n`)).toMatchObject({ rule: 'too-many-columns' });
  });

  it('when it is a workbook, with how to save it as CSV', () => {
    const zip = Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0);
    const ole = Uint8Array.of(0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1);
    for (const problem of [
      refused(zip),
      refused(ole),
      refused('a,b\n1,2\n', { fileName: 'Book.XLSX' }),
      refused('<html><table>'),
    ])
      expect(problem).toMatchObject({ rule: 'spreadsheet-file', detail: expect.stringContaining('CSV UTF-8') });
  });

  it('when it is binary', () => {
    expect(refused(Uint8Array.of(0x25, 0x50, 0x44, 0x46, 0x2d, 0x31))).toMatchObject({ rule: 'binary-file' });
    expect(refused('a,b\n1,\0\n')).toMatchObject({ rule: 'binary-file' });
    expect(refused(Buffer.from('a,b\n1,2\n', 'utf16le'))).toMatchObject({ rule: 'binary-file', option: '--encoding' });
  });

  it('when it is text of no known encoding', () => {
    expect(refused(Buffer.of(0x61, 0x2c, 0xff))).toMatchObject({ rule: 'encoding-unknown', option: '--encoding' });
  });

  it('when it is larger than 256 MiB', () => {
    expect(refused(new Uint8Array(MAX_FILE_BYTES + 1))).toMatchObject({ rule: 'file-too-large' });
  });
});

describe('for any table', () => {
  const cell = fc
    .string({ unit: fc.constantFrom('a', '客', '1', ' ', '"', ',', ';', '\t', '\n', '\r\n', '\r', '.') })
    .map((text) => text.trim());
  const row = fc.array(cell, { minLength: 3, maxLength: 3 }).filter((cells) => cells.some((text) => text !== ''));
  const table = fc.array(row, { minLength: 1, maxLength: 8 });
  const inQuotes = (text: string): string => `"${text.replaceAll('"', '""')}"`;
  const formatted = (rows: readonly (readonly string[])[], delimiter: string): string =>
    rows.map((cells) => cells.map(inQuotes).join(delimiter)).join('\n');

  it.each([',', ';', '\t'])('reads back what was written with quotes and %j, as csv-parse does', (delimiter) => {
    fc.assert(
      fc.property(table, (rows) => {
        const text = formatted([['name 1', 'name 2', 'name 3'], ...rows], delimiter);
        const read = cellsOf(text);
        expect(read).toEqual(rows);
        expect(parse(text, { delimiter, from: 2 })).toEqual(read);
      }),
    );
  });

  it('loses to a line with one stray quote that line alone', () => {
    const plainRow = fc.array(fc.constantFrom('a', '客户', '12.50', 'b c'), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(fc.array(plainRow, { minLength: 1, maxLength: 9 }), fc.nat(9), (rows, at) => {
        const lines = rows.map((cells) => cells.join(','));
        const place = Math.min(at, lines.length);
        const text = ['x,y,z', ...lines.slice(0, place), 'p,"q,r', ...lines.slice(place)].join('\n');
        const sound = rowsOf(text).filter((read) => read.kind === 'row');
        expect(sound.map(({ cells }) => cells)).toEqual(rows);
        expect(sound.map(({ line }) => line)).toEqual(rows.map((_, index) => index + (index < place ? 2 : 3)));
      }),
    );
  });
});
