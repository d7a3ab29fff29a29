import { OctagonX } from 'lucide-react';
import type { ApprovalView } from '@/lib/contracts/approval-view';
import { Card } from '../ui/card';
import { Field, Textarea } from '../ui/field';

type Props = {
  blocks: ApprovalView['blocks'];
  /** By the block's key; null where this person has nothing to decide. */
  reasons: Readonly<Record<string, string>> | null;
  onReason: (key: string, reason: string) => void;
};

/** What blocks the plan, each with its remedy; whoever approves lets each of them pass by name, or denies. */
export function OverrideBlocks({ blocks, reasons, onReason }: Props) {
  if (blocks.length === 0) return null;
  return (
    <Card as="section" aria-label="What blocks this plan" className="border-fail/45 px-3.5 py-3">
      <h2 className="flex items-center gap-2 font-[640] text-fail">
        <OctagonX aria-hidden strokeWidth={2.2} className="size-4.5 shrink-0" />
        The preflight blocks this plan
      </h2>
      <p className="mt-0.5 text-small text-muted">
        It is asked for in spite of that. To approve it, say for each block why it may be passed over; the report shows
        it with your name.
      </p>
      <ul className="mt-3 grid gap-4">
        {blocks.map((block) => (
          <li
            key={`${block.key}${block.sentence}`}
            className="grid gap-2 border-t border-line pt-3 [overflow-wrap:anywhere]"
          >
            <div>
              <p className="font-medium">{block.sentence}</p>
              {block.remedy ? <p className="text-small text-muted">To mend it: {block.remedy}</p> : null}
              {block.means ? <p className="text-small text-muted">If it is passed over: {block.means}</p> : null}
            </div>
            {reasons && block.means ? (
              <Field
                label={
                  <>
                    Override <code>{block.key}</code>, because
                  </>
                }
              >
                <Textarea
                  value={reasons[block.key] ?? ''}
                  onChange={(event) => onReason(block.key, event.target.value)}
                  rows={2}
                  maxLength={2000}
                />
              </Field>
            ) : null}
          </li>
        ))}
      </ul>
    </Card>
  );
}
