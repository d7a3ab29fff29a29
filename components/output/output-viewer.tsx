'use client';

import clsx from 'clsx';
import { Search } from 'lucide-react';
import { useMemo, useState } from 'react';
import { formatBytes } from '../charts/figures';
import { useShortcut } from '../shell/shortcuts';
import { CopyButton } from '../ui/copy-button';
import { OutputList } from './output-list';
import { copyText, findMatches } from './output-model';
import { OutputSearch } from './output-search';
import { useOutput } from './use-output';

export type OutputViewerProps = {
  stepId: string;
  epoch: number;
  output: { lines: number; bytes: number; lastSeq: number };
  isLive: boolean;
  /** "Reload backend": for the accessible name. */
  title: string;
  className?: string;
};

/** What a step printed: it opens at the tail and stays there, is searched with `/`, and copies whole. */
export function OutputViewer({ stepId, epoch, output, isLive, title, className }: OutputViewerProps) {
  const { lines, bytes, isPending, error } = useOutput(stepId, epoch, output.lastSeq, isLive);
  const search = useSearch(lines);
  const everything = useMemo(() => copyText(lines), [lines]);
  // The room is not read anew for every chunk; until the first ones are here, only the room knows.
  const count = Math.max(output.lines, lines.length);
  const size = Math.max(output.bytes, bytes);
  return (
    <section aria-label={`Output of ${title}`} className={className}>
      <header className="mb-1.5 flex min-h-8 items-center gap-2 text-small">
        <h3 className="text-small font-semibold">Output</h3>
        {isLive ? <span className="text-running">live</span> : null}
        <span className="num ml-auto text-faint">
          {count} {count === 1 ? 'line' : 'lines'} · {formatBytes(size)}
        </span>
        <button
          type="button"
          onClick={search.open}
          className="flex min-h-8 items-center gap-1.5 rounded-control px-2 text-muted hover:bg-sunken"
          aria-keyshortcuts="/"
        >
          <Search className="size-3.5" aria-hidden /> <span className="max-sm:sr-only">Search</span>{' '}
          <kbd className="max-sm:hidden">/</kbd>
        </button>
        <CopyButton text={everything} label="Copy all" className="min-h-8 px-2 text-muted hover:bg-sunken" />
      </header>
      <div
        className={clsx(
          'flex flex-col rounded-control bg-code-bg text-code',
          lines.length > 8 ? 'h-80 max-sm:h-72' : 'h-48',
        )}
      >
        {search.isOpen ? (
          <OutputSearch
            words={search.words}
            onWords={search.setWords}
            position={search.position}
            count={search.matches.length}
            onStep={search.step}
            onClose={search.close}
          />
        ) : null}
        {lines.length > 0 ? (
          <OutputList
            lines={lines}
            words={search.words}
            matchedLine={search.matchedLine}
            label={`Output of ${title}`}
          />
        ) : (
          <Empty
            words={
              error
                ? 'The output could not be read. It is asked for again.'
                : isPending || isLive
                  ? 'Nothing printed yet.'
                  : 'It printed nothing.'
            }
          />
        )}
      </div>
    </section>
  );
}

function Empty({ words }: { words: string }) {
  return <p className="px-3.5 py-3 font-mono text-[12.5px] text-code-dim">{words}</p>;
}

function useSearch(lines: Parameters<typeof findMatches>[0]) {
  const [isOpen, setIsOpen] = useState(false);
  const [words, setWords] = useState('');
  const [index, setIndex] = useState(0);
  const matches = useMemo(() => findMatches(lines, words), [lines, words]);
  useShortcut('/', 'Search the output', () => setIsOpen(true));
  const position = matches.length === 0 ? 0 : ((index % matches.length) + matches.length) % matches.length;
  return {
    isOpen,
    words,
    matches,
    position,
    matchedLine: matches[position] ?? null,
    open: () => setIsOpen(true),
    close: () => {
      setIsOpen(false);
      setWords('');
    },
    setWords: (next: string) => {
      setWords(next);
      setIndex(0);
    },
    step: (by: 1 | -1) => setIndex(position + by),
  };
}
