import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build, type Plugin } from 'esbuild';
import { bundleFiles } from './find-bundle.mjs';

/** What each program in one file does or offers when it is loaded. */
const ENTRIES = {
  rollback: `
export { openInstallation } from './scripts/rollback/open-installation.ts';
export { runTerminal } from './terminal/main.ts';
`,
  worker: `import './worker/main.ts';`,
  faults: `
export { tryFaults } from './scripts/faults/main.ts';
import './scripts/faults/scenario.ts';
`,
};

export type Bundled = keyof typeof ENTRIES;
export const isBundled = (name: string | undefined): name is Bundled => Object.keys(ENTRIES).includes(name ?? '');

/**
 * Puts a program's own sources into one file, which loads in a third of the time and memory that its 260 files take to
 * be translated: somebody waits for each command of the terminal, and a run for its worker. Packages stay outside of it.
 * Beside it lies when each source was changed last, so that a bundle of other sources is not used. Throws where the
 * sources do not compile.
 */
export async function bundle(name: Bundled, root = process.cwd()): Promise<void> {
  const files = bundleFiles(name);
  const begun = Date.now();
  const own = `${files.bundle}.${process.pid}.mjs`;
  mkdirSync(resolve(root, '.next'), { recursive: true });
  const { metafile } = await build({
    stdin: { contents: ENTRIES[name], resolveDir: root, loader: 'ts' },
    absWorkingDir: root,
    outfile: own,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    packages: 'external',
    plugins: [serverSide, filesOfNext, fromWhereItWas],
    metafile: true,
    logLevel: 'silent',
  });
  const sources = Object.keys(metafile.inputs).filter((file) => file !== '<stdin>' && !file.startsWith('empty:'));
  const inputs = Object.fromEntries(sources.map((file) => [file, statSync(resolve(root, file)).mtimeMs]));
  // What was saved meanwhile may be in it as it was before: then it is not listed, and the next start makes another.
  if (Object.values(inputs).some((at) => at >= begun)) return rmSync(resolve(root, own));
  // The list last: a bundle without its own list is not used.
  renameSync(resolve(root, own), resolve(root, files.bundle));
  writeFileSync(resolve(root, files.inputs), JSON.stringify(inputs));
}

/** Next names no `exports`, so that Node itself finds its parts only by their files. */
const filesOfNext: Plugin = {
  name: 'files-of-next',
  setup({ onResolve }) {
    onResolve({ filter: /^next\/[a-z]+$/ }, ({ path }) => ({ path: `${path}.js`, external: true }));
  },
};

/** `server-only` throws unless Node is told that this is a server; these programs are one by their nature. */
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
