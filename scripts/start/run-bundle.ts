import { bundle, isBundled } from './bundle';

// A process of its own: the bundler keeps a helper process and its memory for as long as the one that called it lives.
const [name] = process.argv.slice(2);
if (!isBundled(name)) throw new Error(`No program is called ${name}.`);
await bundle(name);
process.exit(0);
