import { bundleTerminal } from './bundle-terminal';

// A process of its own: the bundler keeps a helper process and its memory for as long as the one that called it lives.
await bundleTerminal();
process.exit(0);
