import { beforeEach, describe, expect, it } from 'vitest';
import {
  dropColumn,
  dropTable,
  newSchema,
  presetName,
  renameColumn,
  renameTable,
  type Schema,
  schemaItems,
  type Table,
} from './schema-model';

let schema: Schema;
let users: Table;
let dialogs: Table;

beforeEach(() => {
  schema = newSchema();
  users = {
    columns: new Map([['id', { type: 'integer', isRequired: false }]]),
    constraints: [{ name: 'users_pkey', kind: 'primary key', columns: ['id'], target: '' }],
  };
  dialogs = {
    columns: new Map([
      ['id', { type: 'integer', isRequired: true }],
      ['user_id', { type: 'integer', isRequired: true }],
    ]),
    constraints: [{ name: 'dialogs_user_id_fkey', kind: 'foreign key', columns: ['user_id'], target: 'users' }],
  };
  schema.tables.set('users', users).set('dialogs', dialogs);
  schema.indexes.set('idx_dialogs_user', { table: 'dialogs', columns: ['user_id'] });
});

const ALL = [
  'column dialogs.id integer not null',
  'column dialogs.user_id integer not null',
  'column users.id integer not null',
  'foreign key dialogs user_id to users',
  'index idx_dialogs_user on dialogs',
  'primary key users id',
  'table dialogs',
  'table users',
];

it('names every object once, in one order, and a key’s column as required', () => {
  expect(schemaItems(schema)).toEqual(ALL);
});

describe('what goes along', () => {
  it('with a table: its indexes, and the keys that led to it', () => {
    dropTable(schema, 'users');
    expect(schemaItems(schema)).toEqual(ALL.filter((item) => !item.includes('users')));
    dropTable(schema, 'dialogs');
    expect(schemaItems(schema)).toEqual([]);
  });

  it('with a column: its keys and indexes, and no others', () => {
    dropColumn(schema, 'dialogs', dialogs, 'user_id');
    expect(schemaItems(schema)).toEqual(ALL.filter((item) => !/user_id|idx_dialogs_user/.test(item)));
  });
});

describe('another name', () => {
  it('of a table is that of its indexes’ table and of the keys that lead to it', () => {
    renameTable(schema, 'users', 'people');
    renameTable(schema, 'dialogs', 'talks');
    expect(schemaItems(schema)).toEqual(
      ALL.map((item) => item.replace(/\busers\b/, 'people').replace(/\bdialogs\b/, 'talks')).sort(),
    );
  });

  it('of a column is that of its keys and indexes', () => {
    renameColumn(schema, 'dialogs', dialogs, 'user_id', 'owner');
    expect(schemaItems(schema)).toContain('foreign key dialogs owner to users');
    expect(schema.indexes.get('idx_dialogs_user')?.columns).toEqual(['owner']);
  });
});

it.each([
  ['primary key', ['id'], 'users_pkey'],
  ['unique', ['email'], 'users_email_key'],
  ['foreign key', ['team_id'], 'users_team_id_fkey'],
] as const)('the server’s own name for a %s is %s', (kind, columns, name) => {
  expect(presetName('users', kind, columns)).toBe(name);
});
