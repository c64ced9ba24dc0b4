// The one launcher behind the npm scripts. Plain JavaScript on Node 20 or newer, with nothing installed: it installs,
// builds, and runs everything else on the Node that the lock file pins.
import { main } from './verbs.mjs';

await main(process.argv.slice(2));
