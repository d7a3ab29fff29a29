import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { HttpError } from '../lib/http-error.mjs';

const uploads = new URL('../uploads/', import.meta.url);
const NAME = /^[a-z0-9][a-z0-9.-]{0,99}$/;

export const routes = [
  {
    method: 'POST',
    path: /^\/api\/files$/,
    async handle({ body }) {
      if (!NAME.test(body.name) || typeof body.content !== 'string')
        throw new HttpError(400, 'name and content needed');
      await mkdir(uploads, { recursive: true });
      await writeFile(new URL(body.name, uploads), body.content);
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
