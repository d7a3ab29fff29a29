import { z } from 'zod';
import type { HealthSeries } from '@/lib/contracts/health-view';
import { type Environment, environmentSchema, type FaultTrouble } from '@/lib/contracts/target';
import type { TargetGrantsView, TargetHostsView } from '@/lib/contracts/target-hosts';
import type { TargetView, TeamView } from '@/lib/contracts/views';

export type FaultView = {
  key: string;
  title: string;
  effect: string;
  isOn: boolean | null;
  trouble: FaultTrouble | null;
};
export type ToolView = { title: string; isThere: boolean | null; install: string };
export type TargetCardView = TargetView & {
  series: HealthSeries;
  faults: FaultView[];
  tools: ToolView[];
  hostLines: TargetHostsView;
  grants: TargetGrantsView | null;
  team: TeamView | null;
};

const headSchema = z.object({ key: z.string().optional(), environment: environmentSchema.optional() });
export type JsonReading = { key?: string; environment?: Environment; problem: string | null };

/** What a pasted target file says about itself, and whether it is JSON at all; everything else is the server's to judge. */
export function readTargetJson(json: string): JsonReading {
  if (json.trim() === '') return { problem: null };
  try {
    const head = headSchema.safeParse(JSON.parse(json));
    return head.success ? { ...head.data, problem: null } : { problem: null };
  } catch (cause) {
    return { problem: `This is not JSON: ${cause instanceof Error ? cause.message : 'it cannot be read'}.` };
  }
}

/** Errors of the file by their path, without the one that the form's only field shows itself. */
export function listPathErrors(fields: Record<string, string> | undefined): { path: string; sentence: string }[] {
  return Object.entries(fields ?? {})
    .filter(([path]) => path !== 'json')
    .map(([path, sentence]) => ({ path: path.replace(/^json\./, ''), sentence }))
    .sort((a, b) => a.path.localeCompare(b.path, 'en', { numeric: true }));
}

/** A press of a fault's switch that is not answered yet, with the trouble that stood there before it. */
export type AskedFault = { isOn: boolean; lastTrouble: string | null };

/** Whether the worker has answered a press: the fault is seen as asked, or a trouble is told that is not the old one. */
export function isFaultAnswered(asked: AskedFault, { isOn, trouble }: Pick<FaultView, 'isOn' | 'trouble'>): boolean {
  return isOn === asked.isOn || (trouble !== null && trouble.id !== asked.lastTrouble);
}
