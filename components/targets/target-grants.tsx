'use client';

import { CircleCheck, Info, TriangleAlert } from 'lucide-react';
import { CodeBlock } from '@/components/ui/code-block';
import { CopyButton } from '@/components/ui/copy-button';
import type { Lack } from '@/lib/contracts/grants';
import type { TargetGrantsView } from '@/lib/contracts/target-hosts';
import { allStatements, grantsWords } from './target-grants-model';

/** What the console's role lacks on a target, and the statements that give exactly that. The console runs none of them. */
export function TargetGrants({ view: { advice } }: { view: TargetGrantsView }) {
  if (!advice)
    return (
      <section aria-label="Rights of the console's role" className="min-w-0">
        <h3 className="label">Rights of the console’s role</h3>
        <p className="mt-1.5 text-small text-muted">Not looked at yet: press Check hosts.</p>
      </section>
    );
  const isWell = advice.lacks.length === 0;
  return (
    <section aria-label="Rights of the console's role" className="min-w-0">
      <h3 className="label">Rights of the console’s role</h3>
      <p className="mt-1.5 grid grid-cols-[auto_1fr] gap-x-2.5">
        {isWell ? (
          <CircleCheck aria-hidden className="mt-0.5 size-4 text-ok" />
        ) : (
          <TriangleAlert aria-hidden className="mt-0.5 size-4 text-waiting" />
        )}
        <span className="[overflow-wrap:anywhere]">{grantsWords(advice)}</span>
      </p>
      {isWell ? null : (
        <details className="mt-1.5">
          <summary className="inline-flex min-h-11 items-center text-accent sm:min-h-6">
            What it lacks, and how to give it ({advice.lacks.length})
          </summary>
          <p className="mt-1 text-small text-muted">
            For an administrator of the server. The console runs none of it; press Check hosts afterwards.
          </p>
          <ul className="mt-2 grid grid-cols-[minmax(0,1fr)] gap-3">
            {advice.lacks.map((lack) => (
              <LackItem key={lack.key} lack={lack} />
            ))}
          </ul>
          <CopyButton text={allStatements(advice)} label="Copy all statements" className="mt-2 min-h-11 sm:min-h-8" />
        </details>
      )}
      {advice.unknown.map((sentence) => (
        <p key={sentence} className="mt-1.5 text-small text-muted [overflow-wrap:anywhere]">
          {sentence}
        </p>
      ))}
    </section>
  );
}

function LackItem({ lack }: { lack: Lack }) {
  const Icon = lack.isNeeded ? TriangleAlert : Info;
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-1.5">
      <p className="grid grid-cols-[auto_minmax(0,1fr)] gap-x-2.5 text-small">
        <Icon
          role="img"
          aria-label={lack.isNeeded ? 'Needed' : 'Worth having'}
          className={lack.isNeeded ? 'mt-0.5 size-4 text-waiting' : 'mt-0.5 size-4 text-muted'}
        />
        <span className="[overflow-wrap:anywhere]">{lack.sentence}</span>
      </p>
      <CodeBlock
        code={lack.statements.join('\n')}
        label={`Statements for ${lack.key.replaceAll('-', ' ')}`}
        isWrapped
      />
    </li>
  );
}
