import { describe, expect, it } from '@jest/globals';
import { readTruth } from './truth.js';

describe('yes and no', () => {
  it.each(['yes', 'Yes', 'TRUE', 'y', '1', '１', '是'])('reads %s as yes', (text) =>
    expect(readTruth(text)).toBe(true),
  );
  it.each(['no', 'No', 'FALSE', 'n', '0', '否'])('reads %s as no', (text) => expect(readTruth(text)).toBe(false));
  it.each(['', 'maybe', '2', 'oui'])('reads %j as neither', (text) => expect(readTruth(text)).toBeUndefined());
});
