import type { CommandShapes } from '../commanding/collection.js';
import { OpenEntityBody } from './bodies.js';

export const entityCommands: CommandShapes<never> = {
  create: {
    summary: 'Open the book of a legal entity',
    description: 'Its currency and time zone are facts from then on.',
    Body: OpenEntityBody,
  },
  verbs: {},
};
