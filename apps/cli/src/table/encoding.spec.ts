import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import iconv from 'iconv-lite';
import { decode, firstBadByte } from './encoding.js';

const SAMPLE = '客户编号,客户名称,应收金额\nC1,上海机床厂,120.00\n';

describe('the encoding of a file', () => {
  it('is UTF-8 where all bytes are valid UTF-8, with or without a byte order mark', () => {
    expect(decode(Buffer.from(SAMPLE))).toEqual({ encoding: 'utf-8', text: SAMPLE });
    expect(decode(Buffer.from(`\uFEFF${SAMPLE}`))).toEqual({ encoding: 'utf-8', text: SAMPLE });
  });

  it('is UTF-16 where a byte order mark says so', () => {
    const little = iconv.encode(SAMPLE, 'utf-16le', { addBOM: true });
    expect(decode(little)).toEqual({ encoding: 'utf-16le', text: SAMPLE });
    expect(decode(iconv.encode(SAMPLE, 'utf-16be', { addBOM: true }))).toEqual({ encoding: 'utf-16be', text: SAMPLE });
  });

  it('is GB18030 where that fits every byte and the characters are common ones', () => {
    // 客户 in GB18030, byte by byte, so that the case does not lean on the encoder.
    expect(decode(Uint8Array.of(0xbf, 0xcd, 0xbb, 0xa7))).toEqual({ encoding: 'gb18030', text: '客户' });
    const withFourBytes = `${SAMPLE}C2,𠮷野屋商贸有限公司,60.00\n`;
    expect(decode(iconv.encode(withFourBytes, 'gb18030'))).toEqual({ encoding: 'gb18030', text: withFourBytes });
  });

  it('is not guessed for Western text that decodes as GB18030 by accident', () => {
    const western = iconv.encode('Kunde;Betrag\nMüller;1,50\n', 'windows-1252');
    expect(decode(western)).toMatchObject({ rule: 'encoding-doubtful', option: '--encoding' });
    expect(decode(western, 'windows-1252')).toEqual({ encoding: 'windows-1252', text: 'Kunde;Betrag\nMüller;1,50\n' });
    expect(decode(western, 'GB18030')).toMatchObject({ encoding: 'gb18030' });
  });

  it('is unknown where a byte fits neither, and the first such byte is named', () => {
    const bytes = Buffer.concat([Buffer.from('number\nCaf'), Buffer.of(0xe9, 0x2c), Buffer.from('1\n')]);
    const problem = decode(bytes);
    expect(problem).toMatchObject({ kind: 'file-problem', rule: 'encoding-unknown', option: '--encoding' });
    expect(problem).toHaveProperty('detail', expect.stringContaining('byte 10 (0xE9) is not UTF-8'));
    expect(problem).toHaveProperty('detail', expect.stringContaining('byte 10 (0xE9) is not GB18030'));
  });

  it('follows --encoding against everything else, strictly', () => {
    expect(decode(iconv.encode(SAMPLE, 'gb18030'), 'utf-8')).toMatchObject({ rule: 'encoding-unknown' });
    expect(decode(Buffer.from('a,b'), 'klingon')).toMatchObject({ rule: 'option-value', option: '--encoding' });
  });

  it('names the byte where a cut-off character begins', () => {
    const cut = Buffer.from('ab客').subarray(0, 4);
    expect(firstBadByte(cut, 'utf-8')).toBe(2);
  });
});

describe('for any text', () => {
  it('reads back what was written as UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const plain = text.replace(/^\uFEFF+/, '');
        expect(decode(Buffer.from(plain))).toEqual({ encoding: 'utf-8', text: plain });
      }),
    );
  });

  it('names the first bad byte at any place, also beyond the size of one step', () => {
    const places = fc.integer({ min: 0, max: 200_000 });
    fc.assert(
      fc.property(places, (place) => {
        const bytes = Buffer.alloc(place + 10, 'a');
        bytes[place] = 0xff;
        expect(firstBadByte(bytes, 'utf-8')).toBe(place);
        expect(firstBadByte(bytes, 'gb18030')).toBe(place);
      }),
      { numRuns: 10 },
    );
  });
});
