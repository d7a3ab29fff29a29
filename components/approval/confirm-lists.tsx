import { ListChecks } from 'lucide-react';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import { Card } from '../ui/card';
import { Checkbox } from '../ui/field';

type Props = {
  lists: ApprovalView['exactLists'];
  /** Keys of those that were confirmed; null where this person has nothing to decide. */
  confirmed: readonly string[] | null;
  onConfirm: (key: string, isConfirmed: boolean) => void;
};

/** What goes along with the plan, counted: whoever approves confirms each number, with the list in sight. */
export function ConfirmLists({ lists, confirmed, onConfirm }: Props) {
  if (lists.length === 0) return null;
  return (
    <Card as="section" aria-label="What goes along" className="px-3.5 py-3">
      <h2 className="flex items-center gap-2 font-[640]">
        <ListChecks aria-hidden strokeWidth={2.2} className="size-4.5 shrink-0" />
        What goes along with this plan
      </h2>
      <ul className="mt-2 grid gap-4">
        {lists.map(({ key, sentence, count, items }) => (
          <li key={key} className="grid gap-2 border-t border-line pt-3">
            <p className="font-medium [overflow-wrap:anywhere]">{sentence}</p>
            <ul
              // A long list is scrolled, by the keyboard as well.
              // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached
              tabIndex={0}
              aria-label={sentence}
              className="max-h-56 overflow-auto rounded-control bg-sunken px-3 py-2 font-mono text-xs leading-relaxed"
            >
              {items.map((item) => (
                <li key={item} className="[overflow-wrap:anywhere]">
                  {item}
                </li>
              ))}
            </ul>
            {confirmed ? (
              <Checkbox checked={confirmed.includes(key)} onChange={(event) => onConfirm(key, event.target.checked)}>
                I have read the list: exactly {count} {count === 1 ? 'goes' : 'go'}
              </Checkbox>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
