import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '#testing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { daybook, endServers, serve } from '../command-line.examples.js';

const data = process.env['TEST_DATA'];

// Told in the name of the test, so that nobody takes the one for the other.
if (data === undefined)
  it('the 2,466 real receivables are not imported here: TEST_DATA names no folder with receivables.csv', () =>
    expect(data).toBeUndefined());
else
  describe('the 2,466 real receivables', () => {
    const folder = temporaryFolder();
    beforeAll(async () => {
      copyFileSync(join(data, 'receivables.csv'), folder.file('receivables.csv'));
      await serve(folder.file('book'));
    });
    afterAll(async () => {
      await endServers();
      folder.remove();
    });

    const ageing = async (asOf: string): Promise<unknown> => {
      const { out } = await daybook(folder.path, ['ageing', '--as-of', asOf, '--data', 'book', '--json']);
      return JSON.parse(out);
    };

    it('go in, all is collected at the end, and every difference is zero', async () => {
      const { exitCode, out } = await daybook(folder.path, [
        'import',
        'receivables',
        'receivables.csv',
        '--data',
        'book',
        '--json',
      ]);
      expect([exitCode, JSON.parse(out)]).toMatchObject([
        0,
        { rows: 2466, counts: { booked: 2466 }, reconciliation: { balanced: true } },
      ]);
      expect(await ageing('2014-06-30')).toMatchObject({ totals: [] });
    });

    it.each([
      ['2012-12-31', 99, '5725.06', '4936.32', '788.74', '1700.31'],
      ['2013-06-30', 84, '5119.85', '4284.29', '835.56', '1806.84'],
    ])('agree to the cent on %s', async (asOf, open, outstanding, notDue, to30, disputed) =>
      expect(await ageing(asOf)).toMatchObject({
        totals: [
          {
            currency: 'USD',
            open,
            outstanding,
            notDue,
            buckets: [{ from: 1, to: 30, amount: to30 }, { amount: '0.00' }, { amount: '0.00' }, { amount: '0.00' }],
            disputed,
          },
        ],
      }),
    );
  });
