#!/usr/bin/env node
// Runs on any Node from 20 on, also in a fresh clone: installs and builds when it must, then hands over to the CLI.
import { main } from '../../../infra/scripts/verbs.mjs';

await main(['daybook', ...process.argv.slice(2)]);
