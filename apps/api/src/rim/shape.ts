import { validateSync, type ValidationError } from 'class-validator';
import { InvalidInput, type InputProblem } from '#kernel';
import type { BodyClass } from '../commanding/collection.js';

/** Our names of the rules that class-validator checks. */
const RULES: Readonly<Record<string, string>> = {
  isString: 'text',
  isObject: 'object',
  isArray: 'list',
  isBoolean: 'boolean',
  isInt: 'integer',
  isIn: 'one-of',
  whitelistValidation: 'unknown-field',
};

const problemOf = ({ property, value, constraints = {} }: ValidationError): InputProblem => {
  const [name = 'shape', detail = `${property} is not understood`] = Object.entries(constraints)[0] ?? [];
  const pointer = `/${property.replaceAll('~', '~0').replaceAll('/', '~1')}`;
  if (name === 'whitelistValidation')
    return { pointer, rule: 'unknown-field', detail: `${property} is not a field of this request` };
  return value === undefined
    ? { pointer, rule: 'required', detail: `${property} is required` }
    : { pointer, rule: RULES[name] ?? name, detail };
};

/**
 * The fields of a body on an instance of its class. Only the first level is looked at here. A field with the name of
 * something that every object has is none of ours, and the reader of the meaning says so.
 */
const instanceOf = (Body: BodyClass, body: object): object => {
  const fields = Object.entries(body).filter(([name]) => !(name in Object.prototype));
  return Object.assign(new Body(), Object.fromEntries(fields));
};

/** What is wrong with the flat shape of a body; its meaning is the context's to read. */
const shapeProblems = (Body: BodyClass, body: object): readonly InputProblem[] =>
  validateSync(instanceOf(Body, body), {
    whitelist: true,
    forbidNonWhitelisted: true,
    stopAtFirstError: true,
  }).map(problemOf);

/**
 * Checks the shape, then reads the meaning, and tells every problem of both at once.
 * @throws InvalidInput
 */
export const readShaped = <T>(Body: BodyClass, body: unknown, read: (body: unknown) => T): T => {
  const isObject = typeof body === 'object' && body !== null && !Array.isArray(body);
  const flat = isObject ? shapeProblems(Body, body) : [];
  let meaning: readonly InputProblem[] = [];
  try {
    const asked = read(body);
    if (flat.length === 0) return asked;
  } catch (error) {
    if (!(error instanceof InvalidInput)) throw error;
    meaning = error.problems;
  }
  const told = new Set(meaning.map(({ pointer }) => pointer));
  throw new InvalidInput([...meaning, ...flat.filter(({ pointer }) => !told.has(pointer))]);
};
