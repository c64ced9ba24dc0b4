import { inOrder, shortDate, type DateOrder, type DecidedOrder } from './dates.js';
import { fileProblem, spokenSighting, type FileProblem, type Sighting } from './file-problem.js';
import { MAX_REMEMBERED } from './remembering.js';

const NAME_THE_FORMAT = 'Say which with --date-format D/M/YYYY or --date-format M/D/YYYY.';

const readings = (sighting: Sighting, orders: readonly DateOrder[]): string => {
  const short = shortDate(sighting.value);
  const dates = orders.map((order) => `${short && inOrder(short, order)} (${order.replace('-', ' ')})`);
  return `${spokenSighting(sighting)} is ${dates.join(' or ')}`;
};

const EXAMPLES = 3;

/** The dates of one file rarely span more years; days of the month nearly always do. */
const FEW_YEARS = 10;

/** How far apart the numbers are that stand in one place of the dates. */
class Range {
  private low = Infinity;
  private high = -Infinity;

  add(value: number): void {
    this.low = Math.min(this.low, value);
    this.high = Math.max(this.high, value);
  }

  get width(): number {
    return this.high - this.low;
  }
}

const yearOrDay = (sighting: Sighting): FileProblem => {
  const detail = `every date of the file could begin with its year: ${readings(sighting, ['day-first', 'year-first'])}. Say which with --date-format D/M/YY or --date-format YY/M/D.`;
  return fileProblem('date-order-open', detail, '--date-format');
};

/**
 * Gathers what all date columns of one file say about the order of day and month. A date that exists in one order only
 * proves it; 5/5/2026 and dates that begin with the year say nothing. Dates with dots are written day first wherever
 * they are in use (German, Slavic, Nordic), so where nothing is proven and only dotted dates are open, they are read so.
 */
export class DateOrderEvidence {
  private readonly seen = new Set<string>();
  private dayFirst: Sighting | undefined;
  private monthFirst: Sighting | undefined;
  private readonly open: Sighting[] = [];
  private dottedOpen = false;
  private readonly firsts = new Range();
  private readonly thirds = new Range();
  private yearMayBeFirst = true;

  see(sighting: Sighting): void {
    if (this.seen.has(sighting.value)) return;
    if (this.seen.size < MAX_REMEMBERED) this.seen.add(sighting.value);
    const short = shortDate(sighting.value);
    if (!short) return;
    this.yearMayBeFirst &&= inOrder(short, 'year-first') !== undefined;
    this.firsts.add(Number(short.first));
    this.thirds.add(Number(short.third));
    const [dayFirst, monthFirst] = [inOrder(short, 'day-first'), inOrder(short, 'month-first')];
    if (dayFirst === monthFirst) return;
    if (!monthFirst) this.dayFirst ??= sighting;
    else if (!dayFirst) this.monthFirst ??= sighting;
    else if (short.dotted) this.dottedOpen = true;
    else if (this.open.length < EXAMPLES) this.open.push(sighting);
  }

  decide(): DecidedOrder | FileProblem {
    const { dayFirst, monthFirst } = this;
    if (dayFirst && monthFirst) {
      const detail = `the dates contradict each other: ${spokenSighting(dayFirst)} exists only day first, ${spokenSighting(monthFirst)} only month first. ${NAME_THE_FORMAT}`;
      return fileProblem('date-order-contradicts', detail, '--date-format');
    }
    if (dayFirst) return this.looksYearFirst() ? yearOrDay(dayFirst) : 'day-first';
    if (monthFirst) return 'month-first';
    if (this.open.length > 0) {
      const shown = this.open.map((sighting) => readings(sighting, ['day-first', 'month-first']));
      const detail = `no date of the file shows whether day or month stands first: ${shown.join('; ')}. ${NAME_THE_FORMAT}`;
      return fileProblem('date-order-open', detail, '--date-format');
    }
    return this.dottedOpen ? 'day-first' : 'unneeded';
  }

  /** Dates like 26/11/23 and 25/12/31: day first they would be scattered over decades, always late in the month. */
  private looksYearFirst(): boolean {
    return this.yearMayBeFirst && this.firsts.width <= FEW_YEARS && this.thirds.width > FEW_YEARS;
  }
}
