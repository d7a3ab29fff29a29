'use client';

import { CircleCheck, CircleDashed } from 'lucide-react';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Card, CardTitle } from '@/components/ui/card';
import { ReasonDialog } from '@/components/ui/gate-dialog';
import { LocalTime } from '@/components/ui/time';
import type { DrillView } from '@/lib/contracts/drill-view';
import type { ActionResult } from '@/lib/contracts/result';
import type { ChecklistLine } from '@/lib/domain/drill-checklist';

type Props = { view: DrillView; tick: (input: never) => Promise<ActionResult<unknown>> };

/** Seven lines: the machine ticks what it knows, people the rest, by name and with words. */
export function DrillChecklist({ view, tick }: Props) {
  const done = view.checklist.filter((line) => line.isDone).length;
  return (
    <Card as="section" aria-labelledby="checklist-title">
      <CardTitle
        id="checklist-title"
        aside={
          <span className="num text-small text-muted">
            {done} of {view.checklist.length}
          </span>
        }
      >
        Checklist
      </CardTitle>
      <ol className="divide-y divide-line border-t border-line">
        {view.checklist.map((line) => (
          <Line key={line.key} line={line} view={view} tick={tick} />
        ))}
      </ol>
    </Card>
  );
}

const LABELS: Record<string, string> = {
  'documentation-updated': 'What was changed in which pages, or that nothing needed it',
  'lessons-captured': 'What the drill taught',
};

function Line({ line, view, tick }: Props & { line: ChecklistLine }) {
  const [isAsking, setIsAsking] = useState(false);
  const router = useRouter();
  const send = async ({ reason }: { reason: string }) => {
    const result = await tick({ drillId: view.drill.id, line: line.key, note: reason } as never);
    router.refresh();
    return result;
  };
  return (
    <li className="flex items-start gap-3 px-4.5 py-3">
      {line.isDone ? (
        <CircleCheck aria-hidden className="mt-0.5 size-4.5 shrink-0 text-ok" />
      ) : (
        <CircleDashed aria-hidden className="mt-0.5 size-4.5 shrink-0 text-idle" />
      )}
      <div className="min-w-0 grow">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <b className="grow">
            <span className="sr-only">{line.isDone ? 'Done: ' : 'Open: '}</span>
            {line.title}
          </b>
          <span className="text-small text-faint">
            {line.person ?? (line.by === 'person' ? 'a person ticks it' : 'ticked by the console')}
            {line.at ? (
              <>
                , <LocalTime at={line.at} />
              </>
            ) : null}
          </span>
        </p>
        <p className="text-small text-muted [overflow-wrap:anywhere]">
          {line.person ? `“${line.sentence}”` : line.sentence}
          {line.key === 'next-drill-scheduled' && view.next ? (
            <>
              {' '}
              <Link href={`/drills/${view.next.id}`} className="link">
                {view.next.title}
              </Link>
              , <LocalTime at={view.next.scheduledFor} withZone />
            </>
          ) : null}
        </p>
        {line.by === 'person' && view.canTick ? (
          <Button size="small" className="mt-2 max-sm:min-h-11" onClick={() => setIsAsking(true)}>
            {line.isDone
              ? 'Write it anew'
              : line.key === 'lessons-captured'
                ? 'Write the lessons'
                : 'Say what was updated'}
          </Button>
        ) : null}
        <ReasonDialog
          isOpen={isAsking}
          onOpenChange={setIsAsking}
          title={line.title}
          about="It is ticked by your name, and the drill’s report shows your words."
          verb="Tick this line"
          reasonLabel={LABELS[line.key]}
          reasonHelp="A sentence or two."
          onRun={send}
        />
      </div>
    </li>
  );
}
