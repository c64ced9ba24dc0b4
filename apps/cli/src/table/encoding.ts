import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { fileProblem, type FileProblem } from './file-problem.js';

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'gb18030' | 'windows-1252';

export interface Decoded {
  readonly encoding: Encoding;
  readonly text: string;
}

/** What `--encoding` may say. GB2312 and GBK are the older, smaller editions of GB18030. */
const NAMES: Readonly<Record<string, Encoding>> = {
  'utf-8': 'utf-8',
  utf8: 'utf-8',
  'utf-16le': 'utf-16le',
  'utf-16be': 'utf-16be',
  gb18030: 'gb18030',
  gbk: 'gb18030',
  gb2312: 'gb18030',
  'windows-1252': 'windows-1252',
  latin1: 'windows-1252',
};

export const encodingNamed = (name: string): Encoding | FileProblem =>
  NAMES[name.toLowerCase()] ??
  fileProblem('option-value', `--encoding is one of ${Object.keys(NAMES).join(', ')}, not "${name}"`, '--encoding');

const BOMS: readonly (readonly [Encoding, readonly number[]])[] = [
  ['utf-8', [0xef, 0xbb, 0xbf]],
  ['utf-16le', [0xff, 0xfe]],
  ['utf-16be', [0xfe, 0xff]],
];

const encodingOfBom = (bytes: Uint8Array): Encoding | undefined =>
  BOMS.find(([, bom]) => bom.every((byte, index) => bytes[index] === byte))?.[0];

/** The text, without its byte order mark, or nothing where one byte does not fit. */
const strictly = (bytes: Uint8Array, encoding: Encoding): string | undefined => {
  if (encoding === 'utf-8' && isUtf8(bytes)) {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
    return text.startsWith('\uFEFF') ? text.slice(1) : text;
  }
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
};

const CHUNK = 65_536;

/** Whether these bytes still decode. Feeding a broken decoder again is not defined, so the first failure ends its use. */
const accepts = (decoder: TextDecoder, bytes: Uint8Array): string | undefined => {
  try {
    return decoder.decode(bytes, { stream: true });
  } catch {
    return undefined;
  }
};

/** The offset of the first byte of the first sequence that is not text of the encoding; the length if the end is cut off. */
export const firstBadByte = (bytes: Uint8Array, encoding: Encoding): number => {
  const scout = new TextDecoder(encoding, { fatal: true });
  let start = 0;
  while (start < bytes.length && accepts(scout, bytes.subarray(start, start + CHUNK)) !== undefined) start += CHUNK;
  start = Math.max(0, Math.min(start, bytes.length) - CHUNK);
  const decoder = new TextDecoder(encoding, { fatal: true });
  accepts(decoder, bytes.subarray(0, start));
  let afterLastCharacter = start;
  for (let offset = start; offset < bytes.length; offset++) {
    const text = accepts(decoder, bytes.subarray(offset, offset + 1));
    if (text === undefined) break;
    if (text !== '') afterLastCharacter = offset + 1;
  }
  return afterLastCharacter;
};

/** Of a hundred characters of Chinese business text nearly all are of GB2312, the two-byte core of GB18030. */
const CORE_SHARE = 0.75;

/**
 * Whether bytes that decode as GB18030 also look like it. Short Western texts often decode by accident ("Müller" in
 * Windows-1252 gives one rare character), but then the second byte is an ASCII letter, which the core never has.
 */
const looksLikeGb18030 = (bytes: Uint8Array): boolean => {
  let [core, all] = [0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const lead = bytes[at] ?? 0;
    if (lead < 0x80) continue;
    const trail = bytes[at + 1] ?? 0;
    all += 1;
    if (lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1) core += 1;
    at += lead === 0x80 ? 0 : trail >= 0x30 && trail <= 0x39 ? 3 : 1;
  }
  return core >= all * CORE_SHARE;
};

const hex = (bytes: Uint8Array, offset: number): string =>
  offset < bytes.length
    ? `0x${(bytes[offset] ?? 0).toString(16).padStart(2, '0').toUpperCase()}`
    : 'the end of the file';

const SAVE_AS_UTF8 = 'Save the file as CSV UTF-8, or name its encoding with --encoding.';

const badByte = (bytes: Uint8Array, encoding: Encoding): FileProblem => {
  const offset = firstBadByte(bytes, encoding);
  return fileProblem(
    'encoding-unknown',
    `the file is not ${encoding.toUpperCase()}: byte ${offset} (${hex(bytes, offset)}) does not fit. ${SAVE_AS_UTF8}`,
    '--encoding',
  );
};

const guess = (bytes: Uint8Array): Decoded | FileProblem => {
  const utf8 = strictly(bytes, 'utf-8');
  if (utf8 !== undefined) return { encoding: 'utf-8', text: utf8 };
  const gb18030 = strictly(bytes, 'gb18030');
  const offset = firstBadByte(bytes, 'utf-8');
  const notUtf8 = `byte ${offset} (${hex(bytes, offset)}) is not UTF-8`;
  if (gb18030 === undefined) {
    const other = firstBadByte(bytes, 'gb18030');
    const detail = `${notUtf8}, and byte ${other} (${hex(bytes, other)}) is not GB18030. ${SAVE_AS_UTF8}`;
    return fileProblem('encoding-unknown', detail, '--encoding');
  }
  if (looksLikeGb18030(bytes)) return { encoding: 'gb18030', text: gb18030 };
  const detail = `${notUtf8}; as GB18030 the file holds mostly rare characters, so it may be Western text. Name its encoding: --encoding gb18030 or --encoding windows-1252.`;
  return fileProblem('encoding-doubtful', detail, '--encoding');
};

/**
 * Reads all bytes as text. A byte order mark decides; without one, valid UTF-8 wins, else GB18030 where every byte fits
 * and the characters are such as Chinese text uses. `--encoding` decides against all of this.
 */
export const decode = (bytes: Uint8Array, named?: string): Decoded | FileProblem => {
  const override = named === undefined ? encodingOfBom(bytes) : encodingNamed(named);
  if (typeof override === 'object') return override;
  if (override === undefined) return guess(bytes);
  const text = strictly(bytes, override);
  return text === undefined ? badByte(bytes, override) : { encoding: override, text };
};
