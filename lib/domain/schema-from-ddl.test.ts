import { parse } from 'libpg-query';
import { describe, expect, it } from 'vitest';
import { schemaFromDdl } from './schema-from-ddl';
import { schemaItems } from './schema-model';
import type { SqlTree } from './sql-policy-tree';

const read = async (text: string) => schemaFromDdl((await parse(text)) as SqlTree);
const BASE = `
  create table users (id serial primary key, email varchar(255) not null unique, scores real[], at timestamptz);
  create table assistants (
    id bigint generated always as identity, user_id integer references users (id), name text not null,
    constraint assistants_pk primary key (id), unique (user_id, name), check (name <> ''));
  create index idx_name on assistants (name);
  create view active as select 1;`;
const ITEMS = [
  'column assistants.id int8 not null',
  'column assistants.name text not null',
  'column assistants.user_id int4',
  'column users.at timestamptz',
  'column users.email varchar not null',
  'column users.id int4 not null',
  'column users.scores _float4',
  'foreign key assistants user_id to users',
  'index idx_name on assistants',
  'primary key assistants id',
  'primary key users id',
  'table assistants',
  'table users',
  'unique assistants user_id+name',
  'unique users email',
  'view active',
];

it('names tables, columns with types, keys, indexes and views, in the words of the catalogue', async () => {
  const schema = await read(BASE);
  expect(schemaItems(schema)).toEqual(ITEMS);
  expect(schema.unread).toEqual([]);
});

describe('a later statement', () => {
  // biome-ignore format: a table reads by its rows
  const changes: [text: string, gone: string[], come: string[]][] = [
    ['alter table users add column age smallint not null', [], ['column users.age int2 not null']],
    ['alter table users alter column email type text, alter email drop not null', ['column users.email varchar not null'], ['column users.email text']],
    ['alter table users alter column at set not null', ['column users.at timestamptz'], ['column users.at timestamptz not null']],
    ['alter table assistants drop column name', ['column assistants.name text not null', 'index idx_name on assistants', 'unique assistants user_id+name'], []],
    ['alter table assistants drop constraint assistants_user_id_fkey', ['foreign key assistants user_id to users'], []],
    ['alter table assistants add constraint x foreign key (name) references users (email)', [], ['foreign key assistants name to users']],
    ['alter table users rename column at to seen', ['column users.at timestamptz'], ['column users.seen timestamptz']],
    ['alter table users rename constraint users_email_key to k; alter table users drop constraint k', ['unique users email'], []],
    ['alter index idx_name rename to idx_new', ['index idx_name on assistants'], ['index idx_new on assistants']],
    ['drop index if exists idx_name', ['index idx_name on assistants'], []],
    ['drop view active', ['view active'], []],
    ['drop table users cascade', ITEMS.filter((item) => / users\b/.test(item)), []],
    ["begin; insert into users (email) values ('x'); comment on table users is 'x'; commit", [], []],
    ['create table if not exists users (x int); create index if not exists idx_name on users (x)', [], []],
  ];
  it.each(changes)('%s', async (text, gone, come) => {
    const schema = await read(`${BASE} ${text}`);
    expect(schemaItems(schema)).toEqual([...ITEMS.filter((item) => !gone.includes(item)), ...come].sort());
    expect(schema.unread).toEqual([]);
  });

  it('that renames a table takes its keys and indexes along', async () => {
    const items = schemaItems(await read(`${BASE} alter table users rename to people; drop table assistants`));
    expect(items).toContain('unique people email');
    expect(items.join()).not.toContain('users');
  });

  it.each([
    ['do $$ begin execute 1; end $$', 'DoStmt'],
    ['create table copy as select 1', 'CreateTableAsStmt'],
    ['alter table nowhere add column x int', 'AlterTableStmt'],
    ['alter table users set unlogged', 'AlterTableStmt'],
    ['alter table users add constraint k unique using index i', 'AlterTableStmt'],
    ['create table part partition of users default', 'CreateStmt'],
    ['drop schema x', 'DropStmt'],
  ])('that is not understood is named: %s', async (text, tag) => {
    expect((await read(`${BASE} ${text}`)).unread).toEqual([tag]);
  });
});
