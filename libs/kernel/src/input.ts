import { currency, type Currency } from './currency.js';
import { calendarDate, type CalendarDate } from './dates.js';
import { isUuid, type Uuid } from './ids.js';
import { parseAmount, parseRate, type Money, type Rate } from './money.js';

/** One thing that is wrong with a request: where (RFC 6901 pointer), the rule it breaks, and a sentence. */
export interface InputProblem {
  readonly pointer: string;
  readonly rule: string;
  readonly detail: string;
}

/** A request that cannot be understood; every problem found is named. HTTP 400. */
export class InvalidInput extends Error {
  override readonly name = 'InvalidInput';
  constructor(readonly problems: readonly InputProblem[]) {
    super(problems.map(({ pointer, detail }) => `${pointer}: ${detail}`).join('; '));
  }
}

const ESCAPES: Readonly<Record<string, string>> = { '~': '~0', '/': '~1' };
const escaped = (name: string): string => name.replace(/[~/]/g, (char) => ESCAPES[char] ?? char);

/** What a request may hold in a text: printable, well formed, in composed form (NFC). */
const isPrintable = (text: string): boolean =>
  text.isWellFormed() && !/[\p{Cc}\p{Cf}\p{Co}\p{Cn}\u2028\u2029]/u.test(text);

/** Names of people and things, reasons, notes: up to 1,000 characters. */
const MAX_TEXT = 1000;
const MAX_CODE = 64;
/** Problems that are told of one request; a body of nothing but mistakes must not make an answer larger than itself. */
const MAX_PROBLEMS = 1_000;
const UUID_SHAPE = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** The shape of the numbers that Daybook's own series give: `R-2026-000001`. */
export const SERIES_NUMBER = /^[A-Z]{1,4}-\d{4}-\d{6,}$/;

interface TextLimits {
  readonly max?: number;
  readonly min?: number;
}

/**
 * Reads an untrusted object field by field and collects what is wrong. A field that was never asked for is an unknown
 * one. Values read after a problem are placeholders: nothing may be built from them before `finish()` has passed.
 */
export class Input {
  private readonly asked = new Set<string>();
  private readonly fields: Readonly<Record<string, unknown>>;
  private readonly isObject: boolean;

  private constructor(
    body: unknown,
    private readonly at: string,
    private readonly problems: InputProblem[],
  ) {
    this.isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
    this.fields = this.isObject ? (body as Record<string, unknown>) : {};
    if (!this.isObject) this.add(at, 'object', 'an object is expected here');
  }

  static of(body: unknown): Input {
    return new Input(body, '', []);
  }

  get failed(): boolean {
    return this.problems.length > 0;
  }

  /** Records a problem of one field, or of something in it (`items/2`), or of the whole (the empty text). */
  refuse(path: string, rule: string, detail: string): void {
    this.add(path === '' ? this.at : `${this.at}/${path.split('/').map(escaped).join('/')}`, rule, detail);
  }

  private add(pointer: string, rule: string, detail: string): void {
    if (this.problems.length < MAX_PROBLEMS) this.problems.push({ pointer, rule, detail });
  }

  has(name: string): boolean {
    return this.value(name) !== undefined;
  }

  /** What the request itself holds under a name: what every object inherits is not a field of it. */
  private value(name: string): unknown {
    this.asked.add(name);
    return Object.hasOwn(this.fields, name) ? this.fields[name] : undefined;
  }

  /** A missing field is a problem, unless the whole object is missing: then that is the one to tell. */
  private missing(name: string): undefined {
    if (this.isObject) this.refuse(name, 'required', `${name} is required`);
    return undefined;
  }

  private read<T>(name: string, rule: string, expected: string, parse: (value: unknown) => T | undefined): T {
    const value = this.value(name);
    if (value === undefined) return this.missing(name) as T;
    const parsed = parse(value);
    if (parsed === undefined) this.refuse(name, rule, `${name} must be ${expected}`);
    return parsed as T;
  }

  optional<T>(name: string, read: (name: string) => T): T | undefined {
    return this.has(name) ? read.call(this, name) : undefined;
  }

  text(name: string, { max = MAX_TEXT, min = 1 }: TextLimits = {}): string {
    return this.read(name, 'text', `a text of ${min} to ${max} printable characters`, (value) => {
      if (typeof value !== 'string' || !isPrintable(value)) return undefined;
      const trimmed = value.normalize('NFC').trim();
      return [...trimmed].length >= min && [...trimmed].length <= max ? trimmed : undefined;
    });
  }

  /** A number or code that people give: 1 to 64 printable characters, NFC, trimmed, not shaped like a UUID or a series number. */
  code(name: string): string {
    const read = this.text(name, { max: MAX_CODE });
    if (read !== undefined && UUID_SHAPE.test(read))
      this.refuse(name, 'code-shaped-like-id', `${name} must not have the shape of a UUID`);
    if (read !== undefined && SERIES_NUMBER.test(read))
      this.refuse(
        name,
        'code-shaped-like-series',
        `${name} must not have the shape of the series' own numbers, such as R-2026-000001`,
      );
    return read;
  }

  truth(name: string): boolean {
    return this.read(name, 'boolean', 'true or false', (value) => (typeof value === 'boolean' ? value : undefined));
  }

  integer(name: string, min: number, max: number): number {
    return this.read(name, 'integer', `an integer from ${min} to ${max}`, (value) =>
      Number.isInteger(value) && (value as number) >= min && (value as number) <= max ? (value as number) : undefined,
    );
  }

  oneOf<const Choices extends readonly string[]>(name: string, choices: Choices): Choices[number] {
    return this.read(name, 'one-of', `one of ${choices.join(', ')}`, (value) =>
      choices.find((choice) => choice === value),
    );
  }

  date(name: string): CalendarDate {
    return this.read(name, 'date', 'a date that exists, such as "2026-11-23"', (value) =>
      typeof value === 'string' ? calendarDate(value) : undefined,
    );
  }

  id<Id extends Uuid>(name: string): Id {
    return this.read(name, 'uuid', 'a lower-case UUID', (value) =>
      typeof value === 'string' && isUuid(value) ? (value as Uuid as Id) : undefined,
    );
  }

  currency(name: string): Currency {
    return this.read(name, 'currency', 'an ISO 4217 currency code such as "EUR"', (value) =>
      typeof value === 'string' ? currency(value) : undefined,
    );
  }

  rate(name: string): Rate {
    return this.read(
      name,
      'rate',
      'a positive decimal text such as "0.92347", at most 12 digits before and after the point',
      (value) => (typeof value === 'string' ? parseRate(value) : undefined),
    );
  }

  /** A percentage as a decimal text above 0 and below 100, at most 4 digits after the point. */
  percent(name: string): string {
    return this.read(name, 'percent', 'a decimal text above 0 and below 100, such as "2" or "2.5"', (value) =>
      typeof value === 'string' && /^(0|[1-9]\d?)(\.\d{1,4})?$/.test(value) && /[1-9]/.test(value) ? value : undefined,
    );
  }

  /** An amount that is above zero, or at least zero where `zero` is allowed. */
  money(name: string, { zero = false } = {}): Money {
    const inner = this.object(name);
    if (!inner) return undefined as unknown as Money;
    const code = inner.currency('currency');
    const amount = inner.read('amount', 'amount-format', 'a decimal text such as "120.00"', (value) =>
      typeof value === 'string' ? value : undefined,
    );
    inner.unknown();
    if (code === undefined || amount === undefined) return undefined as unknown as Money;
    const parsed = parseAmount(amount, code);
    if ('rule' in parsed) {
      inner.refuse('amount', parsed.rule, parsed.detail);
      return undefined as unknown as Money;
    }
    if (parsed.minor < 0n || (parsed.minor === 0n && !zero))
      inner.refuse(
        'amount',
        zero ? 'amount-not-negative' : 'amount-above-zero',
        `an amount here is ${zero ? 'not negative' : 'above zero'}, not ${amount}`,
      );
    return parsed;
  }

  /** A nested object, or nothing (and a problem) when it is absent or something else. */
  object(name: string): Input | undefined {
    const value = this.value(name);
    if (value === undefined) return this.missing(name);
    const inner = new Input(value, `${this.at}/${escaped(name)}`, this.problems);
    return inner.isObject ? inner : undefined;
  }

  /** The value as it stands there; somebody else reads it. */
  raw(name: string): unknown {
    this.asked.add(name);
    return this.fields[name];
  }

  /** Reads a nested object whole, unknown fields refused. */
  nested<T>(name: string, read: (inner: Input) => T): T {
    const inner = this.object(name);
    if (!inner) return undefined as T;
    const value = read(inner);
    inner.unknown();
    return value;
  }

  list<T>(name: string, min: number, max: number, read: (item: Input, index: number) => T): readonly T[] {
    const values = this.array(name, min, max);
    return values.map((value, index) => {
      const item = new Input(value, `${this.at}/${escaped(name)}/${index}`, this.problems);
      const parsed = read(item, index);
      item.unknown();
      return parsed;
    });
  }

  integers(name: string, min: number, max: number): readonly number[] {
    const values = this.array(name, min, max);
    values.forEach((value, index) => {
      if (!Number.isSafeInteger(value) || (value as number) < 1)
        this.refuse(`${name}/${index}`, 'integer', 'an integer from 1 is expected here');
    });
    if (new Set(values).size !== values.length) this.refuse(name, 'unique', `${name} must not repeat`);
    return values as number[];
  }

  private array(name: string, min: number, max: number): readonly unknown[] {
    return (
      this.read(name, 'list', `a list of ${min} to ${max} items`, (value) =>
        Array.isArray(value) && value.length >= min && value.length <= max ? (value as readonly unknown[]) : undefined,
      ) ?? []
    );
  }

  /** Refuses every field that was not asked for. */
  unknown(): void {
    for (const name of Object.keys(this.fields))
      if (!this.asked.has(name))
        this.add(
          `${this.at}/${escaped(name)}`,
          'unknown-field',
          `${JSON.stringify(name.slice(0, MAX_CODE))} is not a field of this request`,
        );
  }

  /** Throws InvalidInput with every problem found, unknown fields included. */
  finish(): void {
    this.unknown();
    if (this.problems.length > 0) throw new InvalidInput(this.problems);
  }
}
