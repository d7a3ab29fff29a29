import { mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { HttpError } from '../lib/http-error.mjs';

const uploads = new URL('../uploads/', import.meta.url);
const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;

const CHECK = /^rollback-check-/;
const KEPT_CHECKS = 20;

/** Files that a check sent are of no use to anybody once they came down. */
async function forgetOldChecks() {
  const names = (await readdir(uploads)).filter((name) => CHECK.test(name));
  if (names.length <= KEPT_CHECKS) return;
  const aged = await Promise.all(
    names.map(async (name) => ({ name, at: (await stat(new URL(name, uploads)).catch(() => ({ mtimeMs: 0 }))).mtimeMs })),
  );
  const old = aged.sort((a, b) => b.at - a.at).slice(KEPT_CHECKS);
  await Promise.all(old.map(({ name }) => rm(new URL(name, uploads), { force: true })));
}

export const routes = [
  {
    method: 'POST',
    path: /^\/api\/files$/,
    async handle({ body }) {
      if (!NAME.test(body.name) || typeof body.content !== 'string')
        throw new HttpError(400, 'name and content needed');
      await mkdir(uploads, { recursive: true });
      await writeFile(new URL(body.name, uploads), body.content);
      await forgetOldChecks();
      return { name: body.name, bytes: Buffer.byteLength(body.content) };
    },
  },
  {
    method: 'GET',
    path: /^\/api\/files\/([a-z0-9][a-z0-9.-]{0,99})$/,
    async handle({ params }) {
      const content = await readFile(new URL(params[0], uploads), 'utf8').catch(() => {
        throw new HttpError(404, 'no such file');
      });
      return { name: params[0], content };
    },
  },
];
