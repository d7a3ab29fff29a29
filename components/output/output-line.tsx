import clsx from 'clsx';
import { memo } from 'react';
import { type OutputLine, plainText } from '@/lib/domain/output-lines';
import { formatMillisecond } from '../charts/times';
import { LONGEST_SHOWN, parseAnsi, type Segment, splitAtWords } from './ansi-model';

type Props = {
  line: OutputLine;
  zone: string;
  words: string;
  isMarked: boolean;
  onMark: (line: number) => void;
  /** The page's address that leads to this line. */
  address: string;
  /** Where all of the line is, for one that is longer than what is shown. */
  file: string;
};

/** One line: number, time, stream, text. What went to stderr has a bar and the word, not only a colour; a note looks unlike output. */
export const OutputLineView = memo(function OutputLineView(props: Props) {
  const { line, zone, words, isMarked, file } = props;
  if (line.stream === 'note') return <Note text={plainText(line)} isMarked={isMarked} />;
  const hidden = Math.max(0, line.text.length - LONGEST_SHOWN) + line.elided;
  return (
    <div
      aria-current={isMarked ? 'location' : undefined}
      className={clsx(
        'flex gap-2.5 border-l-2 py-px pr-3',
        line.stream === 'stderr' ? 'border-code-fail' : 'border-transparent',
        isMarked && 'bg-code/15',
      )}
    >
      <LineNumber {...props} />
      <time dateTime={line.at} className="num shrink-0 select-none text-code-dim max-sm:hidden">
        {formatMillisecond(line.at, zone)}
      </time>
      {line.stream === 'stderr' ? (
        <abbr title="standard error" className="shrink-0 select-none text-code-fail no-underline">
          err
        </abbr>
      ) : null}
      <span className="min-w-0 whitespace-pre-wrap [overflow-wrap:anywhere]">
        {line.isHeadMissing ? <em className="text-code-dim">(begins earlier) … </em> : null}
        {parseAnsi(line.text).map((segment, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the stretches of a line never move
          <Stretch key={index} segment={segment} words={words} />
        ))}
        {hidden > 0 ? (
          <em className="text-code-dim">
            {' '}
            … {hidden.toLocaleString('en-US')} more characters:{' '}
            <a href={file} download className="text-code-hi underline">
              download line {line.number.toLocaleString('en-US')}
            </a>
          </em>
        ) : null}
      </span>
    </div>
  );
});

/** Marks its line, as a link that can be copied or opened elsewhere. Not a stop for Tab: a list has thousands of them. */
function LineNumber({ line, isMarked, onMark, address }: Props) {
  return (
    <a
      href={address}
      tabIndex={-1}
      aria-label={`Line ${line.number}`}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey) return;
        event.preventDefault();
        onMark(line.number);
      }}
      className={clsx(
        'num min-w-9 shrink-0 select-none pl-1.5 text-right hover:text-code max-sm:min-w-7',
        isMarked ? 'font-semibold text-code-hi' : 'text-code-dim',
      )}
    >
      {line.number}
    </a>
  );
}

function Note({ text, isMarked }: { text: string; isMarked: boolean }) {
  return (
    <div
      role="note"
      aria-current={isMarked ? 'location' : undefined}
      className={clsx('my-1 flex items-center gap-3 px-3 text-code-hi', isMarked && 'bg-code/15')}
    >
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
          <mark key={index} className="rounded-sm bg-code-hi text-code-ink">
            {part.text}
          </mark>
        ) : (
          part.text
        ),
      )}
    </span>
  );
}
