import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { installation } from './folder.js';

/** The version of this installation, from its package.json. */
export const { version } = JSON.parse(readFileSync(join(installation(), 'package.json'), 'utf8')) as {
  version: string;
};
