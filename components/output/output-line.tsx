import clsx from 'clsx';
import { memo } from 'react';
import { formatMillisecond } from '../charts/times';
import { LONGEST_SHOWN, parseAnsi, type Segment, splitAtWords } from './ansi-model';
import { type OutputLine, plainText } from './output-model';

type Props = { line: OutputLine; zone: string; words: string; isCurrentMatch: boolean };

/** One line: time, stream, text. What went to stderr has a bar and the word, not only a colour; a note looks unlike output. */
export const OutputLineView = memo(function OutputLineView({ line, zone, words, isCurrentMatch }: Props) {
  if (line.stream === 'note') return <Note text={plainText(line)} />;
  return (
    <div
      className={clsx(
        'flex gap-3 border-l-2 py-px pl-2.5 pr-3',
        line.stream === 'stderr' ? 'border-[oklch(0.7_0.17_25)]' : 'border-transparent',
        isCurrentMatch && 'bg-white/10',
      )}
    >
      <time dateTime={line.at} className="num shrink-0 select-none text-code-dim max-sm:hidden">
        {formatMillisecond(line.at, zone)}
      </time>
      {line.stream === 'stderr' ? (
        <abbr title="standard error" className="shrink-0 select-none text-[oklch(0.76_0.14_25)] no-underline">
          err
        </abbr>
      ) : null}
      <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {parseAnsi(line.text).map((segment, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of a line never move
          <Stretch key={index} segment={segment} words={words} />
        ))}
        {line.text.length > LONGEST_SHOWN ? (
          <em className="text-code-dim"> … {line.text.length - LONGEST_SHOWN} more characters; “Copy all” has them</em>
        ) : null}
      </span>
    </div>
  );
});

function Note({ text }: { text: string }) {
  return (
    <div role="note" className="my-1 flex items-center gap-3 px-3 text-code-hi">
      <span aria-hidden className="h-px grow bg-current opacity-40" />
      <span className="min-w-0 text-center [overflow-wrap:anywhere]">{text}</span>
      <span aria-hidden className="h-px grow bg-current opacity-40" />
    </div>
  );
}

function Stretch({ segment, words }: { segment: Segment; words: string }) {
  const look = clsx(
    segment.isBold && 'font-semibold',
    segment.isDim && 'opacity-75',
    segment.isItalic && 'italic',
    segment.isUnderlined && 'underline',
  );
  return (
    <span className={look || undefined} style={segment.color ? { color: segment.color } : undefined}>
      {splitAtWords(segment.text, words).map((part, index) =>
        part.isMatch ? (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text in their order
          <mark key={index} className="rounded-sm bg-code-hi text-[oklch(0.2_0.02_260)]">
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </span>
  );
}
