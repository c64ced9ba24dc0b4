import { fileProblem, type FileProblem } from './file-problem.js';

const SAVE_AS_CSV =
  'Open it in the spreadsheet program, choose File > Save As > "CSV UTF-8 (Comma delimited) (*.csv)", and import that file.';

/** The first bytes of formats that people mistake for a delimited file. */
const SIGNATURES: readonly {
  readonly name: string;
  readonly bytes: readonly number[];
  readonly spreadsheet: boolean;
}[] = [
  { name: 'an Excel workbook (.xlsx)', bytes: [0x50, 0x4b, 0x03, 0x04], spreadsheet: true },
  { name: 'an empty zip archive', bytes: [0x50, 0x4b, 0x05, 0x06], spreadsheet: false },
  { name: 'an old Excel workbook (.xls)', bytes: [0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1], spreadsheet: true },
  { name: 'a PDF', bytes: [0x25, 0x50, 0x44, 0x46, 0x2d], spreadsheet: false },
  { name: 'a gzip archive', bytes: [0x1f, 0x8b, 0x08], spreadsheet: false },
];

/** Declines what is no text file, by its first bytes or by its name. */
export const refusedFormat = (bytes: Uint8Array, fileName = ''): FileProblem | undefined => {
  const signature = SIGNATURES.find((known) => known.bytes.every((byte, index) => bytes[index] === byte));
  if (signature?.spreadsheet || (!signature && /\.xlsx$/i.test(fileName))) {
    const name = signature?.name ?? 'an Excel workbook (.xlsx)';
    return fileProblem('spreadsheet-file', `this is ${name}, not a CSV file. ${SAVE_AS_CSV}`);
  }
  return signature && fileProblem('binary-file', `this is ${signature.name}, not a CSV file`);
};

/** Declines what decoded, but is no table: web pages with the name of a workbook, and binary data. */
export const refusedText = (text: string): FileProblem | undefined => {
  if (/^\s*<(!doctype|html|table|\?xml)/i.test(text.slice(0, 200)))
    return fileProblem(
      'spreadsheet-file',
      `this is a web page or XML under another name, not a CSV file. ${SAVE_AS_CSV}`,
    );
  const nul = text.indexOf('\0');
  if (nul === -1) return undefined;
  const detail = `character ${nul} is NUL, so this is a binary file, or UTF-16 without its byte order mark (then say --encoding utf-16le)`;
  return fileProblem('binary-file', detail, '--encoding');
};
