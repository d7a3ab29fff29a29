import type { ApprovalSummary, ApprovalView } from '@/lib/contracts/approval-view';
import type { BenchmarksView } from '@/lib/contracts/benchmark';
import type { GuideView } from '@/lib/contracts/guide-view';
import type { HealthSeries } from '@/lib/contracts/health-view';
import type { LookInput } from '@/lib/contracts/look';
import type { NamedProcedure } from '@/lib/contracts/procedure-view';
import type { WaitingView } from '@/lib/contracts/push';
import type { ActionError } from '@/lib/contracts/result';
import type { NowView, OutputMatches, OutputPage, RoomView } from '@/lib/contracts/views';
import { noteServerTime } from './server-clock';

/** A GET that failed, with the server's own sentence where it sent one. `status` 0: the server was not reached. */
export class FetchError extends Error {
  override name = 'FetchError';
  constructor(
    readonly status: number,
    readonly detail: ActionError,
    options?: ErrorOptions,
  ) {
    super(detail.message, options);
  }
}

const UNREACHED: ActionError = {
  code: 'UNREACHED',
  message: 'The console’s server did not answer.',
  remedy: 'What you see is the last known state. It is asked again by itself.',
};

/** The refusal inside an answer, or one made from its status. */
function parseRefusal(status: number, body: unknown): ActionError {
  const inner = typeof body === 'object' && body !== null && 'error' in body ? body.error : body;
  if (typeof inner === 'object' && inner !== null && 'message' in inner && typeof inner.message === 'string') {
    const given = inner as Partial<ActionError> & { message: string };
    return { ...given, code: given.code ?? `HTTP_${status}`, message: given.message, remedy: given.remedy ?? '' };
  }
  if (status === 401)
    return { code: 'SIGNED_OUT', message: 'You are signed out.', remedy: 'Sign in again: you come back to this page.' };
  if (status === 404)
    return {
      code: 'NOT_FOUND',
      message: 'This is not here, or not for you.',
      remedy: 'Go back to Now and choose from there.',
    };
  return { code: `HTTP_${status}`, message: 'The server could not answer this.', remedy: 'Try again in a moment.' };
}

/** Longer than an answer takes from a console that can draw a page. */
const ANSWER_MS = 4_000;

/** Whether the console, and not only a proxy before it, answers this browser now, and has its store. */
export async function isAnswering(): Promise<boolean> {
  if (!navigator.onLine) return false;
  return fetch('/api/health', { cache: 'no-store', signal: AbortSignal.timeout(ANSWER_MS) }).then(
    (response) => response.ok,
    () => false,
  );
}

async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { signal, headers: { accept: 'application/json' }, cache: 'no-store' });
  } catch (cause) {
    if (signal?.aborted) throw cause;
    throw new FetchError(0, UNREACHED, { cause });
  }
  noteServerTime(response.headers.get('date'));
  const body: unknown = await response.json().catch(() => null);
  if (!response.ok || body === null) throw new FetchError(response.status, parseRefusal(response.status, body));
  return body as T;
}

/** What a page says by itself; what becomes of it is for whoever asks next. */
export async function postLook(look: LookInput): Promise<void> {
  await fetch('/api/looks', {
    method: 'POST',
    body: JSON.stringify(look),
    headers: { 'content-type': 'application/json' },
  });
}

const part = encodeURIComponent;

export const getNow = (signal?: AbortSignal) => getJson<NowView>('/api/now', signal);
export const getApprovals = (signal?: AbortSignal) => getJson<ApprovalSummary[]>('/api/approvals', signal);
export const getGuide = (signal?: AbortSignal) => getJson<GuideView>('/api/guide', signal);
export const getProcedures = (signal?: AbortSignal) => getJson<NamedProcedure[]>('/api/procedures', signal);
export const getWaiting = (signal?: AbortSignal) => getJson<WaitingView>('/api/waiting', signal);
export const getApproval = (id: string, signal?: AbortSignal) =>
  getJson<ApprovalView>(`/api/approvals/${part(id)}`, signal);
export const getIncident = (code: string, signal?: AbortSignal) =>
  getJson<RoomView>(`/api/incidents/${part(code)}`, signal);
export const getHealth = (targetKey: string, minutes: number, signal?: AbortSignal) =>
  getJson<HealthSeries>(`/api/targets/${part(targetKey)}/health?minutes=${minutes}`, signal);
export const getBenchmarks = (targetKey: string, signal?: AbortSignal) =>
  getJson<BenchmarksView>(`/api/targets/${part(targetKey)}/benchmarks`, signal);
/** Between two moments: what a closed incident shows, which no later probe changes. */
export const getHealthBetween = (targetKey: string, from: string, to: string, signal?: AbortSignal) =>
  getJson<HealthSeries>(`/api/targets/${part(targetKey)}/health?from=${part(from)}&to=${part(to)}`, signal);
/** Where a stretch of output is read: on from a chunk, up to one, the end, or around a line. */
export type OutputAt = { after: number } | { before: number } | { tail: true } | { line: number };

export function getOutput(stepId: string, epoch: number, at: OutputAt, signal?: AbortSignal): Promise<OutputPage> {
  const [[name, value] = []] = Object.entries(at);
  return getJson<OutputPage>(`/api/steps/${part(stepId)}/output?epoch=${epoch}&${name}=${value}`, signal);
}
export const getMatches = (stepId: string, epoch: number, words: string, signal?: AbortSignal) =>
  getJson<OutputMatches>(`/api/steps/${part(stepId)}/output/matches?epoch=${epoch}&words=${part(words)}`, signal);
/** The address of the whole output as a file, or of one line of it. */
export const outputFile = (stepId: string, epoch: number, line?: number) =>
  `/api/steps/${part(stepId)}/output/download?epoch=${epoch}${line === undefined ? '' : `&line=${line}`}`;
