import { readingOf, written, type Decimal, type DecidedMark, type DecimalMark } from './decimals.js';
import { fileProblem, spokenSighting, type FileProblem, type Sighting } from './file-problem.js';

const NAME_THE_MARK = 'Say which with --decimal point or --decimal comma.';
const spokenDecimal = ({ whole, fraction }: Decimal): string => (fraction === '' ? whole : `${whole}.${fraction}`);

/** What the numbers of one mark have shown: how many, and the first of them. */
interface Tally {
  count: number;
  first: Sighting | undefined;
}

const tally = (): Tally => ({ count: 0, first: undefined });
const count = (into: Tally, sighting: Sighting): void => {
  into.count += 1;
  into.first ??= sighting;
};

const canBeComma = ({ fraction }: Decimal, scale = Infinity): boolean => fraction.length <= scale;

/** Programs write cents with three decimals, `55.940`, so a point before surplus zeros can well be a decimal point. */
const canBePoint = ({ fraction }: Decimal, scale = Infinity): boolean => !/[1-9]/.test(fraction.slice(scale));

/**
 * Gathers what all number columns of one file say about its decimal mark. A number that exists with one mark only proves
 * it. `1,234` exists with both: where nothing is proven, the scale of EUR leaves it one reading, that of KWD does not.
 */
export class DecimalMarkEvidence {
  private readonly proofs: Readonly<Record<DecimalMark, Tally>> = { point: tally(), comma: tally() };
  private readonly byScale: Readonly<Record<DecimalMark, Tally>> = { point: tally(), comma: tally() };
  private readonly open = tally();

  /** `scale` is absent where it limits nothing, as for a rate. */
  see(sighting: Sighting, scale?: number): void {
    const digits = written(sighting.value)?.digits;
    if (digits === undefined) return;
    const [point, comma] = [readingOf(digits, 'point'), readingOf(digits, 'comma')];
    if (!point && !comma) return;
    if (!comma) return count(this.proofs.point, sighting);
    if (!point) return count(this.proofs.comma, sighting);
    if (point.whole === comma.whole && point.fraction === comma.fraction) return;
    const possible = { point: canBePoint(point, scale), comma: canBeComma(comma, scale) };
    if (possible.point === possible.comma) return count(this.open, sighting);
    count(this.byScale[possible.point ? 'point' : 'comma'], sighting);
  }

  /**
   * Where numbers of both marks are proven, the rarer kind is refused row by row, for each of them has one reading; but
   * not when a number that could be either depends on it, nor when both are equally frequent.
   */
  decide(): DecidedMark | FileProblem {
    const { proofs, byScale, open } = this;
    const [points, commas] = [proofs.point.count, proofs.comma.count];
    const doubtful = open.count + byScale.point.count + byScale.comma.count;
    if (points > 0 && commas > 0 && (doubtful > 0 || points === commas)) return this.contradiction(proofs);
    if (points > commas) return 'point';
    if (commas > points) return 'comma';
    if (byScale.point.count > 0 && byScale.comma.count > 0) return this.contradiction(byScale);
    if (byScale.point.count > 0) return 'point';
    if (byScale.comma.count > 0) return 'comma';
    return open.first ? this.undecided(open.first) : 'unneeded';
  }

  private contradiction({ point, comma }: Readonly<Record<DecimalMark, Tally>>): FileProblem {
    const [first, second] = [point.first, comma.first].map((sighting) => (sighting ? spokenSighting(sighting) : ''));
    const detail = `the numbers contradict each other: ${first} has a decimal point, ${second} a decimal comma. ${NAME_THE_MARK}`;
    return fileProblem('decimal-mark-contradicts', detail, '--decimal');
  }

  private undecided(sighting: Sighting): FileProblem {
    const digits = written(sighting.value)?.digits ?? '';
    const readings = (['point', 'comma'] as const).map((mark) => {
      const decimal = readingOf(digits, mark);
      return `${decimal ? spokenDecimal(decimal) : ''} (decimal ${mark})`;
    });
    const detail = `no number of the file shows its decimal mark: ${spokenSighting(sighting)} is ${readings.join(' or ')}. ${NAME_THE_MARK}`;
    return fileProblem('decimal-mark-open', detail, '--decimal');
  }
}
