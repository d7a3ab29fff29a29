'use client';

import clsx from 'clsx';
import { Download, Search } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { outputFile } from '@/lib/client/fetchers';
import { copyText } from '@/lib/domain/output-lines';
import { formatBytes } from '../charts/figures';
import { useShortcut } from '../shell/shortcuts';
import { CopyButton } from '../ui/copy-button';
import { PlainButton } from '../ui/plain-button';
import { type OutputView, useViewState, viewOf } from './kept-view';
import { OutputList } from './output-list';
import { OutputSearch } from './output-search';
import type { OutputShown } from './output-window';
import { useLineLink } from './use-line-link';
import { useOutput } from './use-output';
import { useOutputSearch } from './use-output-search';

export type OutputViewerProps = {
  stepId: string;
  /** The newest attempt. */
  epoch: number;
  output: { lines: number; bytes: number; lastSeq: number };
  isLive: boolean;
  /** "Reload backend": for the accessible name. */
  title: string;
  className?: string;
};

/** What a step printed in one of its attempts: the newest, unless the address or a person says another. */
export function OutputViewer(props: OutputViewerProps) {
  const { stepId, epoch } = props;
  const { linked, addressOf } = useLineLink(stepId);
  const [chosen, setChosen] = useState<number | null>(null);
  const wanted = chosen ?? linked?.epoch ?? epoch;
  const attempt = wanted >= 1 && wanted <= epoch ? wanted : epoch;
  const line = linked && (linked.epoch ?? epoch) === attempt ? linked.line : null;
  return (
    <Attempt
      // A link that is followed while the page stands opens at its line, as one that is opened anew.
      key={`${stepId} ${attempt} ${line}`}
      {...props}
      attempt={attempt}
      line={line}
      addressOf={(number) => addressOf(number, attempt)}
      onAttempt={setChosen}
    />
  );
}

type AttemptProps = OutputViewerProps & {
  attempt: number;
  line: number | null;
  addressOf: (line: number) => string;
  onAttempt: (attempt: number) => void;
};

/** It opens at the tail or at the linked line, stays at the tail, is searched with `/`, and is downloaded whole. */
function Attempt({
  stepId,
  epoch,
  attempt,
  line,
  isLive,
  title,
  className,
  addressOf,
  onAttempt,
  ...props
}: AttemptProps) {
  const isNewest = attempt === epoch;
  const view = useMemo(() => viewOf(stepId, attempt, line), [stepId, attempt, line]);
  const { output } = view;
  const newestSeq = isNewest ? props.output.lastSeq : 0;
  const shown = useOutput(view, { newestSeq, isLive: isLive && isNewest });
  const search = useSearchLine(view, shown);
  const [pressed, setPressed] = useViewState(view, 'pressed');
  const marked = search.line ?? pressed;
  const isMarkedAway = marked !== null && !shown.isPending && !output.has(marked);
  // biome-ignore lint/correctness/useExhaustiveDependencies: fetched once for each line that is brought up
  useEffect(() => {
    if (isMarkedAway && marked !== null && marked <= shown.total.lines) void output.show({ line: marked });
  }, [output, marked, isMarkedAway]);
  const jump = (to: 'start' | 'end') => {
    search.forget();
    // A line that is marked is brought up, and read where it is not here.
    setPressed(to === 'start' ? 1 : null);
    if (to === 'end' && shown.hasLater) void output.show({ tail: true });
  };
  // Until the first chunks are here, only the room knows.
  const count = Math.max(isNewest ? props.output.lines : 0, shown.total.lines);
  const size = Math.max(isNewest ? props.output.bytes : 0, shown.total.bytes);
  const section = useRef<HTMLElement>(null);
  useEffect(() => {
    // Whoever follows a link to a line wants to see it; the step's other facts stand above it.
    if (line !== null) section.current?.scrollIntoView({ block: 'center' });
  }, [line]);
  return (
    <section ref={section} aria-label={`Output of ${title}`} className={className}>
      <header className="mb-1.5 flex min-h-8 flex-wrap items-center gap-x-2 gap-y-0.5 text-small">
        <h3 className="text-small font-semibold">Output</h3>
        {isLive && isNewest ? <span className="text-running">live</span> : null}
        {epoch > 1 ? <AttemptChoice epoch={epoch} attempt={attempt} onAttempt={onAttempt} /> : null}
        <span className="num ml-auto text-faint">
          {count.toLocaleString('en-US')} {count === 1 ? 'line' : 'lines'} · {formatBytes(size)}
        </span>
        <span className="flex items-center">
          <ToolButton label="Search" shortcut="/" onClick={search.open} />
          {marked === null ? null : <CopyLink address={addressOf(marked)} line={marked} />}
          <CopyButton
            // Only what is held here can be copied; the whole is a file.
            getText={() => copyText(output.getShown().lines)}
            label={shown.hasEarlier || shown.hasLater ? 'Copy part' : 'Copy all'}
            className="min-h-8 px-2 text-muted hover:bg-sunken"
          />
          <a
            href={outputFile(stepId, attempt)}
            download
            className="flex min-h-8 items-center gap-1.5 rounded-control px-2 text-xs font-medium text-muted hover:bg-sunken"
          >
            <Download className="size-3.5" aria-hidden /> <span className="max-sm:sr-only">Download</span>
          </a>
        </span>
      </header>
      <div
        className={clsx('flex flex-col rounded-control bg-code-bg text-code', count > 8 ? 'h-80 max-sm:h-72' : 'h-48')}
      >
        {search.isOpen ? <OutputSearch {...search.bar} /> : null}
        {shown.lines.length > 0 ? (
          <OutputList
            lines={shown.lines}
            hasEarlier={shown.hasEarlier}
            hasLater={shown.hasLater}
            words={search.words}
            marked={marked}
            onMark={(number) => {
              search.forget();
              setPressed(number);
            }}
            onEarlier={() => void output.readEarlier()}
            onLater={() => void output.readOn()}
            onJump={jump}
            onFollow={(follows) => {
              output.isFollowing = follows;
            }}
            lineAddress={addressOf}
            fileAddress={(number) => outputFile(stepId, attempt, number)}
            top={view.top}
            onTop={(number) => {
              view.top = number;
            }}
            label={`Output of ${title}`}
          />
        ) : (
          <Empty words={emptyWords(shown, isLive && isNewest)} />
        )}
      </div>
    </section>
  );
}

function emptyWords({ isPending, hasFailed }: { isPending: boolean; hasFailed: boolean }, isLive: boolean): string {
  if (hasFailed) return 'The output could not be read. It is asked for again.';
  return isPending || isLive ? 'Nothing printed yet.' : 'It printed nothing.';
}

function Empty({ words }: { words: string }) {
  return <p className="px-3.5 py-3 font-mono text-code-block text-code-dim">{words}</p>;
}

function ToolButton({ label, shortcut, onClick }: { label: string; shortcut: string; onClick: () => void }) {
  return (
    <PlainButton
      onClick={onClick}
      className="flex min-h-touch items-center gap-1.5 rounded-control px-2 text-muted sm:min-h-8 hover:bg-sunken"
      aria-keyshortcuts={shortcut}
    >
      <Search className="size-3.5" aria-hidden /> <span className="max-sm:sr-only">{label}</span>{' '}
      <kbd className="max-sm:hidden">{shortcut}</kbd>
    </PlainButton>
  );
}

function CopyLink({ address, line }: { address: string; line: number }) {
  return (
    <CopyButton
      getText={() => new URL(address, window.location.href).href}
      label={`Link to line ${line}`}
      className="min-h-8 px-2 text-muted hover:bg-sunken"
    />
  );
}

function AttemptChoice({
  epoch,
  attempt,
  onAttempt,
}: {
  epoch: number;
  attempt: number;
  onAttempt: (to: number) => void;
}) {
  return (
    <select
      aria-label="Attempt"
      value={attempt}
      onChange={(event) => onAttempt(Number(event.target.value))}
      className="min-h-8 rounded-control border border-edge bg-surface px-1.5 text-small"
    >
      {Array.from({ length: epoch }, (_, index) => index + 1).map((number) => (
        <option key={number} value={number}>
          Attempt {number} of {epoch}
        </option>
      ))}
    </select>
  );
}

/** The words searched for, and which of the lines that hold them is shown; none once somebody has marked a line. */
function useSearchLine(view: OutputView, shown: OutputShown) {
  const [isOpen, setIsOpen] = useViewState(view, 'isSearchOpen');
  const [words, setWords] = useViewState(view, 'words');
  const [place, setPlace] = useViewState(view, 'place');
  const { lines, total, isSearching, hasFailed } = useOutputSearch(view, shown, words);
  const open = () => setIsOpen(true);
  useShortcut('/', 'Search the output', open);
  const position = lines.length === 0 ? 0 : (((place ?? 0) % lines.length) + lines.length) % lines.length;
  const close = () => {
    setIsOpen(false);
    setWords('');
  };
  return {
    isOpen,
    words,
    open,
    close,
    /** Keeps the words and lets go of the place. */
    forget: () => setPlace(null),
    line: place === null ? null : (lines[position] ?? null),
    bar: {
      words,
      position,
      count: total,
      isSearching,
      hasFailed,
      onWords: (next: string) => {
        setWords(next);
        setPlace(0);
      },
      onStep: (by: 1 | -1) => setPlace(place === null ? 0 : position + by),
      onClose: close,
    },
  };
}
