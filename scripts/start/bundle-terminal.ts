import { readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { TERMINAL_BUNDLE, TERMINAL_INPUTS } from './terminal-bundle.mjs';

const ENTRY = `
export { openInstallation } from './scripts/rollback/open-installation.ts';
export { runTerminal } from './terminal/main.ts';
`;

/**
 * Puts the terminal's own sources into one file, which loads in a third of the time that its 260 files take to be
 * translated: somebody waits for each command. Packages stay outside of it. Beside it lies when each source was changed
 * last, so that a bundle of other sources is not used. Throws where the sources do not compile.
 */
export async function bundleTerminal(root = process.cwd()): Promise<void> {
  const begun = Date.now();
  const own = `${TERMINAL_BUNDLE}.${process.pid}.mjs`;
  const { metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    outfile: own,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [serverSide, fromWhereItWas],
    metafile: true,
    logLevel: 'silent',
  });
  const files = Object.keys(metafile.inputs).filter((name) => name !== '<stdin>' && !name.startsWith('empty:'));
  const inputs = Object.fromEntries(files.map((file) => [file, statSync(resolve(root, file)).mtimeMs]));
  // What was saved meanwhile may be in it as it was before: then it is not listed, and the next start makes another.
  if (Object.values(inputs).some((at) => at >= begun)) return rmSync(resolve(root, own));
  // The list last: a bundle without its own list is not used.
  renameSync(resolve(root, own), resolve(root, TERMINAL_BUNDLE));
  writeFileSync(resolve(root, TERMINAL_INPUTS), JSON.stringify(inputs));
}

/** `server-only` throws unless Node is told that this is a server; the terminal is one by its nature. */
const serverSide: Plugin = {
  name: 'server-side',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^server-only$/ }, ({ path }) => ({ path, namespace: 'empty' }));
    onLoad({ filter: /.*/, namespace: 'empty' }, () => ({ contents: '' }));
  },
};

/** What looks for files beside itself finds them from where it was written. */
const fromWhereItWas: Plugin = {
  name: 'from-where-it-was',
  setup({ onLoad }) {
    onLoad({ filter: /\.m?[jt]s$/ }, ({ path }) => {
      const text = readFileSync(path, 'utf8');
      if (!text.includes('import.meta.url')) return undefined;
      const contents = text.replaceAll('import.meta.url', JSON.stringify(pathToFileURL(path).href));
      return { contents, loader: path.endsWith('ts') ? 'ts' : 'js' };
    });
  },
};
