import { calendarDate } from '#kernel';
import { wrongUsage } from './failure.js';
import { count, grouped } from './terminal/figures.js';
import { cut, layout, type Side } from './terminal/layout.js';
import { json, type Screen } from './terminal/screen.js';
import { withServer, type Whereabouts } from './server/open.js';

export interface AgeingOptions extends Whereabouts {
  readonly asOf?: string;
  readonly by?: string;
  readonly buckets?: string;
  readonly entity?: string;
  readonly json?: boolean;
}

interface Figures {
  readonly currency: string;
  readonly open: number;
  readonly outstanding: string;
  readonly notDue: string;
  readonly buckets: readonly { readonly from: number; readonly to: number | null; readonly amount: string }[];
  readonly disputed: string;
  readonly unapplied: string;
  readonly planned: string;
}

interface CustomerFigures extends Figures {
  readonly code: string;
  readonly name: string;
}

/** `GET /v1/ageing` */
export interface Ageing {
  readonly asOf: string;
  readonly knownAt: number;
  readonly incomplete?: boolean;
  readonly totals: readonly Figures[];
  readonly customers?: readonly CustomerFigures[];
}

/** Columns of a terminal that a customer's name may take. */
const NAME_WIDTH = 32;

const cells = ({ open, outstanding, notDue, buckets, disputed, unapplied, planned }: Figures): readonly string[] => [
  count(open),
  ...[outstanding, notDue, ...buckets.map(({ amount }) => amount), disputed, unapplied, planned].map(grouped),
];

const headers = ({ buckets }: Figures): readonly string[] => [
  'open',
  'outstanding',
  'not due',
  ...buckets.map(({ from, to }) => (to === null ? `over ${from - 1}` : `${from}-${to}`)),
  'disputed',
  'unapplied',
  'planned',
];

const isOf =
  ({ currency }: Figures) =>
  (figures: Figures): boolean =>
    figures.currency === currency;

/** One table for each currency: amounts of two never stand in one column. */
const table = (total: Figures, customers: readonly CustomerFigures[] | undefined): string => {
  const numbers = headers(total);
  const sides: readonly Side[] = numbers.map(() => 'right');
  if (!customers)
    return layout(
      [
        [total.currency, ...numbers],
        ['', ...cells(total)],
      ],
      ['left', ...sides],
    ).join('\n');
  const rows = customers
    .filter(isOf(total))
    .map((each) => [each.code, each.name === each.code ? '' : cut(each.name, NAME_WIDTH), ...cells(each)]);
  return layout(
    [[total.currency, '', ...numbers], ...rows, ['total', '', ...cells(total)]],
    ['left', 'left', ...sides],
  ).join('\n');
};

/** The ageing as people read it. */
export const spokenAgeing = ({ asOf, knownAt, incomplete, totals, customers }: Ageing): string =>
  [
    `Ageing on ${asOf}, as known at event ${count(knownAt)}; overdue by days past the due date`,
    ...(incomplete ? ['Incomplete: some events could not be taken into the rows yet.'] : []),
    ...(totals.length === 0 ? ['Nobody owes anything, and no money waits.'] : []),
    ...totals.map((total) => table(total, customers)),
  ].join('\n\n');

/** The question as the book takes it; what is no date or no list of days is refused before anybody is asked. */
export const ageingPath = ({ asOf, by, buckets, entity }: AgeingOptions): string => {
  if (asOf !== undefined && calendarDate(asOf) === undefined)
    throw wrongUsage(`--as-of is a date that exists, such as 2026-11-23, not ${JSON.stringify(asOf)}`);
  if (buckets !== undefined && !/^\d{1,5}(,\d{1,5})*$/.test(buckets))
    throw wrongUsage(`--buckets takes rising numbers of days such as 30,60,90, not ${JSON.stringify(buckets)}`);
  const params = Object.entries({ asOf, by, buckets, entity }).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return `/v1/ageing?${new URLSearchParams(params).toString()}`;
};

/** Who owes what, and since when. */
export const ageing = async (
  options: AgeingOptions,
  env: Readonly<Record<string, string | undefined>>,
  screen: Screen,
): Promise<void> => {
  const path = ageingPath(options);
  const answer = await withServer(options, env, ({ server }) => server.get<Ageing>(path));
  screen.out(options.json ? json(answer) : spokenAgeing(answer));
};
