import { z } from 'zod';
import { bindingComplaints } from '@/lib/domain/binding-policy';
import { expandBindings } from '@/lib/domain/binding-sets';
import { whyNotCallable } from '@/lib/domain/endpoint-address';
import { hostComplaints } from '@/lib/domain/hosts';
import { placeComplaints } from '@/lib/domain/script-policy-variables';
import { sudoComplaints } from '@/lib/domain/sudo';
import { queryFiguresSchema } from './benchmark';
import { bindingSetSchema, boundSetSchema } from './binding-set';
import { hourSchema, timeZoneSchema, WEEKDAYS } from './drill-plan';
import type { ActionError } from './result';

/**
 * A target's inventory: everything the console may do to it, as data. Commands are argument lists bound here and
 * nowhere else; a `{name}` that is a whole argument is replaced by a parameter, and a parameter is never an option.
 */
const keySchema = z.string().regex(/^[a-z][a-z0-9-]*$/, 'use lower-case letters, digits and hyphens');

export const environmentSchema = z.enum(['production', 'staging', 'sandbox']);
export type Environment = z.infer<typeof environmentSchema>;

/** What a host is there for: "app", "database", or an organisation's own words. */
const rolesSchema = z.array(keySchema).min(1).optional();

export const hostSchema = z.discriminatedUnion('kind', [
  z.strictObject({ key: keySchema, kind: z.literal('local'), roles: rolesSchema }),
  z.strictObject({
    key: keySchema,
    kind: z.literal('ssh'),
    roles: rolesSchema,
    address: z.string().min(1),
    port: z.int().min(1).max(65535).default(22),
    user: z.string().min(1),
    /**
     * The pinned host key, as `ssh-keyscan` prints it: "ssh-ed25519 AAAA…". Left out, nothing is sent to the host until an
     * administrator has pinned the one that it shows.
     */
    hostKey: z.string().min(1).optional(),
  }),
]);
export type Host = z.infer<typeof hostSchema>;

export const commandBindingSchema = z.strictObject({
  /** A host, or a role: then every host that has it. */
  host: keySchema,
  /** The program and its arguments. Never passed through a shell. */
  argv: z.array(z.string().min(1)).min(1),
  cwd: z.string().optional(),
  /** Added to the small allow-listed environment that every command gets. */
  env: z.record(z.string(), z.string()).optional(),
  /** A key of `tools`: where that tool is missing, the command cannot run and the preflight says how to install it. */
  needs: keySchema.optional(),
});
export type CommandBinding = z.infer<typeof commandBindingSchema>;

/** Where scripts may run, and with what. A script's text is the runbook's; the place is the administrator's. */
export const placeSchema = z.strictObject({
  /** A host, or a role: then every host that has it. */
  host: keySchema,
  cwd: z.string().optional(),
  /** Added to the small allow-listed environment, such as PGHOST and PGPASSFILE. */
  env: z.record(z.string(), z.string()).optional(),
});
export type Place = z.infer<typeof placeSchema>;

export const endpointSchema = z.strictObject({
  key: keySchema,
  title: z.string().min(1),
  method: z.enum(['GET', 'POST']).default('GET'),
  url: z
    .url({ protocol: /^https?$/ })
    // Left out by the reader of addresses without a word: what is called would not be what is written.
    .refine((url) => !/[\s\p{Cc}]/u.test(url), 'the address holds a space or a line break: take it out')
    .refine(
      (url) => !URL.canParse(url) || (new URL(url).username === '' && new URL(url).password === ''),
      'the address carries a user name or password, which would end in logs: take it out',
    ),
  /** Sent as JSON with a POST. */
  body: z.json().optional(),
  expectStatus: z.int().default(200),
  /** The answer's JSON must carry these top-level values: a 200 with `{"status":"error"}` is a failure. */
  expectJson: z.record(z.string(), z.json()).optional(),
  timeoutMs: z.int().positive().default(5000),
  /** Called by the background prober every few seconds. */
  isProbed: z.boolean().default(true),
});
export type Endpoint = z.infer<typeof endpointSchema>;

export const toolSchema = z.strictObject({
  title: z.string(),
  host: keySchema,
  /** Exits 0 where the tool is there. */
  check: z.array(z.string()).min(1),
  /** One sentence: how to get it. */
  install: z.string().min(1),
});

/** Sandbox only: a fault that can be switched on and off, and the command that tells whether it is on. */
export const faultSchema = z.strictObject({
  key: keySchema,
  title: z.string(),
  /** What users would notice. */
  effect: z.string(),
  on: commandBindingSchema,
  off: commandBindingSchema,
  /** Prints "on" or "off". */
  status: commandBindingSchema,
});

/** When a target may be restarted. One that ends at or before the hour it begins ends on the next day. */
export const maintenanceWindowSchema = z.strictObject({
  days: z
    .array(z.enum(WEEKDAYS))
    .min(1)
    .refine((days) => new Set(days).size === days.length, 'a day is named twice'),
  from: hourSchema,
  to: hourSchema,
  timeZone: timeZoneSchema,
});
export type MaintenanceWindow = z.infer<typeof maintenanceWindowSchema>;

export const inventorySchema = z.strictObject({
  hosts: z.array(hostSchema).min(1),
  endpoints: z.array(endpointSchema),
  commands: z.record(keySchema, commandBindingSchema),
  tools: z.record(keySchema, toolSchema),
  /** Left out, no script runs on this target. */
  places: z.record(keySchema, placeSchema).optional(),
  /** What the prober saw on a good day; "performance degraded by N %" is measured against p95Ms. */
  baseline: z.strictObject({
    errorRatePercent: z.number().min(0),
    p95Ms: z.number().positive(),
    measuredAt: z.iso.datetime(),
    /** How long the runbook's timed queries took then, by their keys: what a benchmark is compared with. */
    queries: z.record(z.string(), queryFiguresSchema).optional(),
  }),
  /** pg_control_system().system_identifier and current_database() as they must be found before anything runs. */
  fingerprint: z.strictObject({ systemIdentifier: z.string(), database: z.string() }),
  /** Whether embeddings use pgvector or the array column that stands in for it. */
  vector: z.enum(['extension', 'array']),
  maintenanceWindow: maintenanceWindowSchema.optional(),
  faults: z.array(faultSchema).default([]),
  /** A staging system that exists to be drilled on, such as a copy of production. Left out, it is none. */
  isDrillClone: z.literal(true).optional(),
});
export type Inventory = z.infer<typeof inventorySchema>;

/** What a target is registered from: `<data>/sandbox/target.json` for the sandbox. */
export const targetFileSchema = z
  .strictObject({
    key: keySchema,
    name: z.string().min(1),
    environment: environmentSchema,
    /** The key of the team that it belongs to; without it, whose it is stays as it was, and a new one is everybody's. */
    team: keySchema.optional(),
    /** Encrypted before it is stored. */
    databaseUrl: z.string().startsWith('postgres'),
    /** The same database for a role that cannot write: checks, looks and probes use it. Encrypted likewise. */
    readUrl: z.string().startsWith('postgres').optional(),
    /** Private key for the hosts of kind ssh, in OpenSSH's form. Encrypted before it is stored. */
    sshKey: z.string().startsWith('-----BEGIN').optional(),
    inventory: inventorySchema,
    /** Sets of commands, by what they are used on: written out into `inventory.commands`. */
    bindings: z.array(boundSetSchema).optional(),
    /** Sets of the organisation's own. */
    sets: z.record(keySchema, bindingSetSchema).optional(),
  })
  .transform(({ bindings = [], sets = {}, ...file }, context) => {
    const { commands, tools, complaints } = expandBindings(file.inventory, bindings, sets);
    for (const { path, message } of complaints) context.addIssue({ code: 'custom', path, message });
    return { ...file, inventory: { ...file.inventory, commands, tools } };
  })
  .refine((file) => file.sshKey !== undefined || file.inventory.hosts.every((host) => host.kind === 'local'), {
    path: ['sshKey'],
    message: 'A host of kind ssh needs the private key that the console signs in with.',
  })
  .superRefine(({ inventory }, context) => {
    for (const { path, message } of [
      ...hostComplaints(inventory),
      ...sudoComplaints(inventory.commands),
      ...bindingComplaints(inventory),
      ...placeComplaints(inventory.places),
    ])
      context.addIssue({ code: 'custom', path: ['inventory', ...path], message });
    // Here and not where endpoints are read again: a target that an older release took must still open.
    for (const [index, { url }] of inventory.endpoints.entries()) {
      const because = whyNotCallable(url);
      if (because)
        context.addIssue({ code: 'custom', path: ['inventory', 'endpoints', index, 'url'], message: because });
    }
  });
export type TargetFile = z.infer<typeof targetFileSchema>;

/** What the worker last saw of a target, between incidents too: pages must not touch targets themselves. */
export type ObservedTarget = {
  commits: { id: string; at: string; subject: string }[];
  head: string | null;
  /** What a binding lists for a parameter to choose from, by the binding's key. */
  choices?: Record<string, { value: string; title: string; detail?: string }[]>;
  /** Tool key → is it there. */
  tools: Record<string, boolean>;
  /** Fault key → is it on (sandbox). */
  faults: Record<string, boolean>;
  problems: string[];
};

/** Why a fault's last switching failed; `id` is another one for every failure. */
export type FaultTrouble = { id: string; at: string; error: ActionError };
