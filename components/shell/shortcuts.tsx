'use client';

import { useRouter } from 'next/navigation';
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import { type Pending, readKey } from './shortcuts-model';

const ShortcutHelp = lazy(() =>
  untilFetched(() => import('./shortcut-help').then((file) => ({ default: file.ShortcutHelp }))),
);

export type Shortcut = { key: string; label: string; run: () => void };
type Registry = { register: (shortcut: Shortcut) => () => void; openHelp: () => void };
const ShortcutsContext = createContext<Registry>({ register: () => () => undefined, openHelp: () => undefined });
const KEPT_OFF = 'single-key-shortcuts-off';

export const useShortcutHelp = () => useContext(ShortcutsContext).openHelp;

/** A single key of this page, listed under `?`. Give it nothing that changes the system. */
export function useShortcut(key: string, label: string, run: () => void) {
  const { register } = useContext(ShortcutsContext);
  const latest = useRef(run);
  // With the page, not after it: what is seen answers to its keys.
  useLayoutEffect(() => {
    latest.current = run;
  });
  useLayoutEffect(() => register({ key, label, run: () => latest.current() }), [register, key, label]);
}

/** A box that is ticked or picked takes no letters: whoever has just picked one still has the page's keys. */
const TAKES_LETTERS =
  'input:not([type="radio"], [type="checkbox"]), textarea, select, [role="dialog"], [role="menu"], [role="listbox"]';

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || target.closest(TAKES_LETTERS) !== null;
}

/** Listens to single keys. They can be turned off, for people whose speech input types them (WCAG 2.1.4). */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const shortcuts = useRef<Shortcut[]>([]);
  const [shown, setShown] = useState<Shortcut[] | null>(null);
  const [isOff, setIsOff] = useState(false);

  useEffect(() => setIsOff(localStorage.getItem(KEPT_OFF) === '1'), []);

  const openHelp = useCallback(() => setShown([...shortcuts.current]), []);
  const close = useCallback(() => setShown(null), []);
  const register = useCallback((shortcut: Shortcut) => {
    shortcuts.current = [...shortcuts.current, shortcut];
    return () => {
      shortcuts.current = shortcuts.current.filter((each) => each !== shortcut);
    };
  }, []);

  useEffect(() => {
    if (isOff) return;
    let pending: Pending = null;
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat) return;
      const outcome = readKey(pending, {
        key: event.key,
        hasModifier: event.metaKey || event.ctrlKey || event.altKey,
        isTyping: isTyping(event.target),
        at: event.timeStamp,
      });
      pending = outcome.pending;
      if (outcome.act?.kind === 'go') router.push(outcome.act.href);
      if (outcome.act?.kind !== 'press') return;
      const { key } = outcome.act;
      if (key === '?') return openHelp();
      const shortcut = shortcuts.current.findLast((each) => each.key === key);
      if (!shortcut) return;
      // `/` would open Firefox's own search, or be typed into the field that it opens here.
      event.preventDefault();
      shortcut.run();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isOff, openHelp, router]);

  const registry = useMemo(() => ({ register, openHelp }), [register, openHelp]);
  const choose = (isNowOff: boolean) => {
    setIsOff(isNowOff);
    localStorage.setItem(KEPT_OFF, isNowOff ? '1' : '0');
  };
  return (
    <ShortcutsContext value={registry}>
      {children}
      {shown ? (
        <Suspense>
          <ShortcutHelp shown={shown} isOff={isOff} choose={choose} close={close} />
        </Suspense>
      ) : null}
    </ShortcutsContext>
  );
}
