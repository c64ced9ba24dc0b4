import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#testing';
import { afterAll, describe, expect, it } from '@jest/globals';
import type { RowOutcome } from './outcome.js';
import { openResultFile, resultText } from './result-file.js';

const folder = temporaryFolder();
afterAll(() => folder.remove());

const booked: RowOutcome = { line: 2, number: 'INV-1', status: 'booked', column: '', value: '', rule: '', detail: '' };
const refused: RowOutcome = {
  ...booked,
  line: 3,
  number: 'INV-2',
  status: 'refused',
  column: 'Betrag, netto',
  value: '1"000',
  rule: 'number-format',
  detail: 'not a number',
};

describe('the result file', () => {
  it('has a line for every row, its cells quoted where they must be', () =>
    expect(resultText([booked, refused])).toBe(
      'line,number,status,column,value,rule,detail\r\n2,INV-1,booked,,,,\r\n3,INV-2,refused,"Betrag, netto","1""000",number-format,not a number\r\n',
    ));
  it('begins with a byte order mark where spreadsheet programs need one', () =>
    expect(resultText([{ ...booked, number: '发票-1' }]).startsWith('\uFEFFline,')).toBe(true));
  it('stands beside the input, and leaves an earlier one alone until it is written', () => {
    const input = folder.file('a.csv');
    writeFileSync(`${input}.result.csv`, 'earlier');
    const file = openResultFile(input, undefined);
    expect(readFileSync(`${input}.result.csv`, 'utf8')).toBe('earlier');
    file.write([booked]);
    expect(file.path).toBe(`${input}.result.csv`);
    expect(readFileSync(file.path, 'utf8')).toBe(resultText([booked]));
    expect(existsSync(`${file.path}.unfinished`)).toBe(false);
  });
  it('is refused where it would replace the input', () => {
    const input = folder.file('b.csv');
    expect(() => openResultFile(input, join(folder.path, '.', 'b.csv'))).toThrow(
      expect.objectContaining({ exitCode: 2 }),
    );
  });
  it('is refused before anything is sent where it cannot be written', () => {
    mkdirSync(folder.file('full'));
    writeFileSync(folder.file('full/taken'), '');
    expect(() => openResultFile(folder.file('c.csv'), folder.file('nowhere/result.csv'))).toThrow(
      expect.objectContaining({
        exitCode: 1,
        message: expect.stringContaining('there is no such file or folder') as unknown,
      }),
    );
  });
});
