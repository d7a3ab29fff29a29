'use client';

import { useGuide } from '@/components/guide/guide-context';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Checkbox } from '@/components/ui/field';
import type { Shortcut } from './shortcuts';
import { EVERY_PLACE } from './shortcuts-model';

type Props = { shown: readonly Shortcut[]; isOff: boolean; choose: (isOff: boolean) => void; close: () => void };

/** Every key that does something here, and the switch that turns single ones off. */
export function ShortcutHelp({ shown, isOff, choose, close }: Props) {
  const guide = useGuide();
  return (
    <Dialog
      isOpen
      onOpenChange={close}
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
      {shown.length > 0 ? (
        <ShortcutList title="On this page" items={shown.map((each) => ({ keys: [each.key], label: each.label }))} />
      ) : null}
      <ShortcutList
        title="Go to"
        items={[
          ...EVERY_PLACE.map((place) => ({ keys: ['g', place.letter], label: place.title })),
          { keys: ['g', 's'], label: 'Something is wrong: assess it' },
        ]}
      />
      {guide.isOn ? null : (
        <Button
          className="mt-4 w-full"
          onClick={() => {
            close();
            void guide.change('on');
          }}
        >
          New here? Practise with a drill
        </Button>
      )}
      <Checkbox
        checked={!isOff}
        onChange={(event) => choose(!event.target.checked)}
        className="mt-4 border-t border-line pt-3"
      >
        Listen to single keys
      </Checkbox>
    </Dialog>
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
