import { ChevronDown, ChevronUp, X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { PlainButton } from '../ui/plain-button';

type Props = {
  words: string;
  onWords: (words: string) => void;
  /** Of the place that is shown, from 0; and of how many. */
  position: number;
  count: number;
  isSearching: boolean;
  hasFailed: boolean;
  onStep: (by: 1 | -1) => void;
  onClose: () => void;
};

/** The search line: Enter goes to the next place, Shift+Enter to the one before, Escape closes it. */
export function OutputSearch({ words, onWords, position, count, isSearching, hasFailed, onStep, onClose }: Props) {
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => field.current?.focus(), []);
  return (
    <search className="flex items-center gap-1.5 border-b border-code/10 px-2.5 py-1.5 text-code">
      <input
        ref={field}
        type="search"
        value={words}
        onChange={(event) => onWords(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') onClose();
          if (event.key === 'Enter') onStep(event.shiftKey ? -1 : 1);
        }}
        aria-label="Search the output"
        placeholder="Search the output"
        maxLength={200}
        className="min-h-8 min-w-0 grow rounded-control border border-code/45 bg-transparent px-2.5 font-mono text-small text-code placeholder:text-code-dim"
      />
      <span role="status" className="num shrink-0 px-1 text-small text-code-dim">
        {words.trim() === '' ? '' : standing({ isSearching, hasFailed, count, position })}
      </span>
      <IconButton label="Previous match" onClick={() => onStep(-1)} icon={<ChevronUp className="size-4" />} />
      <IconButton label="Next match" onClick={() => onStep(1)} icon={<ChevronDown className="size-4" />} />
      <IconButton label="Close the search" onClick={onClose} icon={<X className="size-4" />} />
    </search>
  );
}

function standing({
  isSearching,
  hasFailed,
  count,
  position,
}: Omit<Props, 'words' | 'onWords' | 'onStep' | 'onClose'>) {
  if (hasFailed) return 'not searched; trying again';
  if (isSearching) return 'searching …';
  return count === 0 ? 'not found' : `${(position + 1).toLocaleString('en-US')} of ${count.toLocaleString('en-US')}`;
}

function IconButton({ label, icon, onClick }: { label: string; icon: React.ReactNode; onClick: () => void }) {
  return (
    <PlainButton
      aria-label={label}
      onClick={onClick}
      className="grid size-touch place-items-center sm:size-8 rounded-control text-code hover:bg-code/10"
    >
      {icon}
    </PlainButton>
  );
}
