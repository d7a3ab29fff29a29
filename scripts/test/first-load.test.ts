import { build, type Metafile } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';

// What Next puts around the room, and the room: everything that comes with it before anybody presses anything.
const ENTRY = `
  export { Room } from '@/components/room/room';
  export { ConsoleShell } from '@/components/shell/console-shell';
  export { Providers } from '@/components/shell/providers';
  export { StepUpProvider } from '@/components/account/step-up-provider';
  export { default as Failed } from '@/app/(console)/error';`;

let metafile: Metafile;
let eager: Set<string>;

beforeAll(async () => {
  ({ metafile } = await build({
    stdin: { contents: ENTRY, resolveDir: process.cwd(), loader: 'tsx', sourcefile: 'entry.tsx' },
    bundle: true,
    splitting: true,
    format: 'esm',
    outdir: 'unwritten',
    write: false,
    metafile: true,
    jsx: 'automatic',
    alias: { '@': process.cwd() },
    external: ['react', 'react-dom', 'react/*', 'next/*'],
  }));
  eager = reachedAtOnce(metafile, 'entry.tsx');
}, 60_000);

/** Through plain imports only: what is behind `import()` is fetched when it is wanted. */
function reachedAtOnce({ inputs }: Metafile, entry: string): Set<string> {
  const seen = new Set([entry]);
  for (const file of seen)
    for (const { path, kind, external } of inputs[file]?.imports ?? [])
      if (kind === 'import-statement' && !external) seen.add(path);
  return seen;
}

const packagesOf = (files: Set<string>) =>
  new Set([...files].flatMap((file) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(file)?.[1] ?? []));

describe('the room is there before what only a press opens', () => {
  it('is seen whole', () => {
    expect(eager).toContain('components/room/rail.tsx');
    expect(packagesOf(eager)).toContain('@tanstack/query-core');
  });

  it.each([
    ['zod', 'forms, which check before they send'],
    ['cmdk', 'the palette'],
    ['@radix-ui/react-dialog', 'dialogs'],
    ['@radix-ui/react-dropdown-menu', 'menus'],
    ['@floating-ui/core', 'what floats beside a button'],
    ['@tanstack/virtual-core', 'the viewer of an output'],
    ['anser', 'the viewer of an output'],
    ['@radix-ui/react-roving-focus', 'menus'],
    ['next-auth', 'signing out'],
    ['@simplewebauthn/browser', 'passkeys'],
    ['d3-scale', 'charts with ticks'],
    ['d3-shape', 'charts with curves and signs'],
  ])('brings no %s: it belongs to %s', (name) => {
    expect(packagesOf(eager)).not.toContain(name);
  });

  it('brings no stage but the one that is shown, and with none what only a press or a figure on it needs', () => {
    const stages = (metafile.inputs['components/room/centre.tsx']?.imports ?? []).flatMap(({ path, kind }) =>
      kind === 'dynamic-import' ? path : [],
    );
    expect(stages).toHaveLength(10);
    for (const stage of stages) {
      expect(eager).not.toContain(stage);
      const packages = packagesOf(reachedAtOnce(metafile, stage));
      for (const name of ['zod', 'd3-scale', '@floating-ui/core', '@tanstack/virtual-core', '@radix-ui/react-dialog'])
        expect([stage, ...packages]).not.toContain(name);
    }
  });
});
