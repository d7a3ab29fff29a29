import { useRouter } from 'next/navigation';
import { useEffect, useRef, useState } from 'react';
import { getServerNow } from '@/lib/client/server-clock';
import type { ReportField } from '@/lib/contracts/report-view';
import type { ActionError } from '@/lib/contracts/result';
import { useRefreshEvery } from '../shell/use-refresh';
import { settle } from '../ui/settle';
import { beginDraft, clashOf, type Draft, parseDraft, saveDelayMs, savedDraft } from './report-model';
import type { WriteReport } from './report-sections';

const TRY_AGAIN_MS = 10_000;
const LOOK_MS = 15_000;

export type SaveState =
  | { kind: 'idle' | 'kept' | 'saving' }
  | { kind: 'saved'; at: string }
  | { kind: 'refused'; error: ActionError };

type Now = { draft: Draft | null; sending: Promise<boolean> | null; savedAt: number | null; isClash: boolean };
type Options = { code: string; field: ReportField; writer: string; write: WriteReport };

/**
 * A field that saves itself: every letter is kept in this browser, and sent when the field is left, when the page is
 * hidden and after a quiet time. What the server refuses or never hears of stays in the field and in the browser.
 */
export function useWrittenField({ code, field, writer, write }: Options) {
  const router = useRouter();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [state, setState] = useState<SaveState>({ kind: 'idle' });
  const place = `report-field/${writer}/${code}/${field.key}`;
  // Timers, other tabs and an unmount look here: a render's own values are old by then.
  const now = useRef<Now>({ draft, sending: null, savedAt: null, isClash: false });
  const isRefused = state.kind === 'refused' && state.error.code === 'conflict';
  // What was saved here, until the page has been read again: nothing flickers back to what it said before.
  const [saved, setSaved] = useState<string | null>(null);
  const value = saved ?? field.value;
  const clash = draft ? clashOf(draft, value, isRefused) : null;
  now.current.isClash = clash !== null;

  const keep = (next: Draft | null) => {
    now.current.draft = next;
    setDraft(next);
    if (next && next.text !== next.base) localStorage.setItem(place, JSON.stringify(next));
    else localStorage.removeItem(place);
  };

  const send = async (sent: Draft): Promise<boolean> => {
    setState({ kind: 'saving' });
    const result = await settle(
      write({ incidentCode: code, fields: { [field.key]: sent.text }, base: { [field.key]: sent.base } }),
    );
    now.current.sending = null;
    if (result.ok) {
      now.current.savedAt = Date.now();
      if (now.current.draft) keep(savedDraft(now.current.draft, sent.text));
      setSaved(sent.text);
      setState({ kind: 'saved', at: new Date(getServerNow()).toISOString() });
    } else {
      setSaved(null);
      setState({ kind: 'refused', error: result.error });
    }
    // After a refusal, too: what the other person wrote has to be seen beside one's own.
    if (result.ok || result.error.code !== 'UNREACHED') router.refresh();
    return result.ok;
  };

  /** Whether everything that was written is saved; what was typed while the rest was on its way goes after it. */
  const save = async (): Promise<boolean> => {
    if (now.current.sending && !(await now.current.sending)) return false;
    const draft = now.current.draft;
    if (!draft || draft.text === draft.base) return true;
    if (now.current.isClash) return false;
    now.current.sending ??= send(draft);
    return (await now.current.sending) && now.current.draft?.text === draft.text;
  };
  const latest = useRef(save);
  latest.current = save;

  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever the page says anew is what stands there
  useEffect(() => setSaved(null), [field.value]);

  // What an earlier visit could not save comes back into its field.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once for each field; what it says later is a clash or none
  useEffect(() => {
    const kept = parseDraft(localStorage.getItem(place));
    if (kept === null || kept.text === field.value) return localStorage.removeItem(place);
    keep(kept);
    setState({ kind: 'kept' });
  }, [place]);

  const unsaved = draft && draft.text !== draft.base ? draft.text : null;
  const isUnreached = state.kind === 'refused' && state.error.code === 'UNREACHED';
  // biome-ignore lint/correctness/useExhaustiveDependencies: each answer that was none sets the clock anew
  useEffect(() => {
    if (unsaved === null) return undefined;
    const delay = isUnreached ? TRY_AGAIN_MS : saveDelayMs(now.current.savedAt, Date.now());
    const timer = setTimeout(() => void latest.current(), delay);
    return () => clearTimeout(timer);
  }, [unsaved, isUnreached, state]);

  useEffect(() => {
    const onHidden = () => document.visibilityState === 'hidden' && void latest.current();
    const onOnline = () => void latest.current();
    document.addEventListener('visibilitychange', onHidden);
    window.addEventListener('online', onOnline);
    return () => {
      document.removeEventListener('visibilitychange', onHidden);
      window.removeEventListener('online', onOnline);
      void latest.current();
    };
  }, []);

  useRefreshEvery(draft ? LOOK_MS : null);

  return {
    value,
    draft,
    state,
    clash,
    begin: () => keep(beginDraft(value)),
    change: (text: string) => {
      const next = now.current.draft;
      if (!next) return;
      keep({ ...next, text });
      setState((before) => (before.kind === 'refused' && before.error.code === 'conflict' ? before : { kind: 'kept' }));
    },
    save,
    /** Leaves the field, once what was written is saved; where it cannot be, the field stays open with it. */
    close: async () => {
      if (await save()) keep(null);
    },
    takeTheirs: () => {
      keep(null);
      setState({ kind: 'idle' });
    },
    /** Goes on from theirs, with one's own words or with both. */
    goOnFrom: (theirs: string, text: string) => {
      const next = now.current.draft;
      if (next) keep({ ...next, base: theirs, own: [], text });
      setState({ kind: 'kept' });
    },
  };
}
