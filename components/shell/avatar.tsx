import { initialsOf } from './shortcuts-model';

/** A person as two letters; the name is beside it or read aloud. */
export function Avatar({ name, className }: { name: string; className?: string }) {
  return (
    <span
      title={name}
      className={`grid size-6.5 shrink-0 place-items-center rounded-full bg-accent-soft text-tiny font-[640] text-accent ${className ?? ''}`}
    >
      <span aria-hidden>{initialsOf(name)}</span>
      <span className="sr-only">{name}</span>
    </span>
  );
}
