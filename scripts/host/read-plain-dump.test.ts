import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parsePlainReading } from '@/lib/domain/backup-contents';

const program = fileURLToPath(new URL('read-plain-dump.awk', import.meta.url));
const read = (text: string) =>
  parsePlainReading(
    execFileSync('awk', ['-f', program], {
      input: text,
      env: { ...process.env, LC_ALL: 'C' },
      encoding: 'utf8',
    }),
  );
const END = '\n--\n-- PostgreSQL database dump complete\n--\n\n\\unrestrict AbC123\n\n';
const lines = (...text: string[]) => read(text.join('\n') + END);

describe('a dump as pg_dump writes it', () => {
  it('is whole, and says what is in it', () => {
    const dump = lines(
      '\\restrict AbC123',
      '-- Dumped from database version 15.18',
      'SET standard_conforming_strings = on;',
      'CREATE TABLE public.users (',
      "    name text DEFAULT 'it''s \\! ok'::text",
      ');',
      'CREATE UNLOGGED TABLE public."odd" (',
      ');',
      'ALTER TABLE ONLY public.users',
      '    ADD CONSTRAINT users_pkey PRIMARY KEY (id);',
      'ALTER TABLE ONLY public.users',
      '    ADD CONSTRAINT users_fkey FOREIGN KEY (id) REFERENCES public.others(id);',
      'CREATE UNIQUE INDEX a ON public.users USING btree (name);',
      'COPY public.users (id, name) FROM stdin;',
      '1\t\\N',
      '\\N\t\\! this is a value',
      'CREATE TABLE public.no_table ( \' -- "',
      '\\.',
      "CREATE FUNCTION public.f() RETURNS text LANGUAGE sql AS $_$ select '\\! id' || $1 /* \\! */ $_$;",
      "COMMENT ON TABLE public.users IS E'a\\\\b\\' \\! c';",
    );
    expect(dump).toEqual({
      version: '15.18',
      tables: ['public.users', 'public."odd"'],
      indexes: 2,
      refused: [],
      isWhole: true,
    });
  });

  it('is not whole without its last line, or with something behind it', () => {
    expect(read('CREATE TABLE public.a (\n').isWhole).toBe(false);
    expect(lines('COPY public.a (id) FROM stdin;', '1').isWhole).toBe(false);
    expect(read(`${END}DROP TABLE a;\n`).isWhole).toBe(false);
    expect(lines("SELECT 'never closed").isWhole).toBe(false);
  });
});

describe('what psql would do besides SQL is refused', () => {
  it.each([
    ['a command on its own line', ['\\! id']],
    ['a command behind a statement', ['SELECT 1 \\g | id']],
    ['a command between the two marks', ['\\restrict AbC123', '\\! id']],
    ['a mark with more behind it', ['\\restrict AbC123 \\! id']],
    ['a mark in the middle of a statement', ['SELECT', '\\unrestrict AbC123']],
    ['a connection to elsewhere', ['\\connect other']],
    ['a command behind a closed comment', ['/* a /* b */ c */ \\! id']],
    ['a command behind a quote that a backslash does not escape', ["SELECT 'a\\' \\! id"]],
    ['a command behind an escape string that goes on in the next line', ["SELECT E'a'", "  'b\\'' \\! id"]],
    ['a command behind a dollar quote', ['SELECT $a$ $b$ $a$ \\! id']],
    ['a command behind a name with a dollar', ['SELECT a$b$ \\! id']],
    ['a command behind a quoted name', ['SELECT "a\\" \\! id']],
    ['rows that are no rows, in a comment', ['/*', 'COPY public.a (id) FROM stdin;', '*/ \\! id']],
    ['rows that are no rows, in a statement that goes on', ['SELECT 1 AS x,', 'COPY a FROM stdin;', '\\! id', '\\.']],
    ['rows in another form', ["COPY public.a FROM STDIN WITH (FORMAT 'csv');"]],
    ['quotes that are read in another way', ['SET standard_conforming_strings = off;']],
    ['a command with an end of line of its own', ['SELECT 1;\r', '\\! id\r']],
  ])('%s', (_, text) => {
    expect(lines(...text).refused.length).toBeGreaterThan(0);
  });
});
