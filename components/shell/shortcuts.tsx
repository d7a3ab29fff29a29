'use client';

import { useRouter } from 'next/navigation';
import { createContext, type ReactNode, useCallback, useContext, useEffect, useMemo, useRef, useState } from 'react';
import { Dialog } from '@/components/ui/dialog';
import { Checkbox } from '@/components/ui/field';
import { type Pending, PLACES, readKey } from './shortcuts-model';

type Shortcut = { key: string; label: string; run: () => void };
type Registry = { register: (shortcut: Shortcut) => () => void; openHelp: () => void };
const ShortcutsContext = createContext<Registry>({ register: () => () => undefined, openHelp: () => undefined });
const KEPT_OFF = 'single-key-shortcuts-off';

export const useShortcutHelp = () => useContext(ShortcutsContext).openHelp;

/** A single key of this page, listed under `?`. Give it nothing that changes the system. */
export function useShortcut(key: string, label: string, run: () => void) {
  const { register } = useContext(ShortcutsContext);
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  useEffect(() => register({ key, label, run: () => latest.current() }), [register, key, label]);
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return (
    target.isContentEditable ||
    target.closest('input, textarea, select, [role="dialog"], [role="menu"], [role="listbox"]') !== null
  );
}

/** Listens to single keys. They can be turned off, for people whose speech input types them (WCAG 2.1.4). */
export function ShortcutsProvider({ children }: { children: ReactNode }) {
  const router = useRouter();
  const shortcuts = useRef<Shortcut[]>([]);
  const [shown, setShown] = useState<Shortcut[] | null>(null);
  const [isOff, setIsOff] = useState(false);

  useEffect(() => setIsOff(localStorage.getItem(KEPT_OFF) === '1'), []);

  const openHelp = useCallback(() => setShown([...shortcuts.current]), []);
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
      <Dialog
        isOpen={shown !== null}
        onOpenChange={() => setShown(null)}
        title="Keyboard shortcuts"
        description="None of them changes anything on a target."
      >
        <ShortcutList
          title="Anywhere"
          items={[
            { keys: ['⌘', 'K'], label: 'Find or do anything (Ctrl K elsewhere)' },
            { keys: ['?'], label: 'Show this list' },
            { keys: ['Esc'], label: 'Close what is open' },
          ]}
        />
        {shown && shown.length > 0 ? (
          <ShortcutList title="On this page" items={shown.map((each) => ({ keys: [each.key], label: each.label }))} />
        ) : null}
        <ShortcutList
          title="Go to"
          items={[
            ...PLACES.map((place) => ({ keys: ['g', place.letter], label: place.title })),
            { keys: ['g', 's'], label: 'Something is wrong: assess it' },
          ]}
        />
        <Checkbox
          checked={!isOff}
          onChange={(event) => choose(!event.target.checked)}
          className="mt-4 border-t border-line pt-3"
        >
          Listen to single keys
        </Checkbox>
      </Dialog>
    </ShortcutsContext>
  );
}

function ShortcutList({ title, items }: { title: string; items: { keys: string[]; label: string }[] }) {
  return (
    <section className="mt-4 first:mt-0">
      <h3 className="label mb-1">{title}</h3>
      <dl>
        {items.map((item) => (
          <div key={item.label} className="flex items-center justify-between gap-4 py-1.25">
            <dt>{item.label}</dt>
            <dd className="flex gap-1">
              {item.keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}
