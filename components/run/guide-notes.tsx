/** Where the procedure does something else than the written guide; nothing where it does not. */
export function GuideNotes({ notes, className }: { notes: readonly string[]; className?: string }) {
  if (notes.length === 0) return null;
  return (
    <details className={className}>
      <summary className="w-fit py-3 text-accent sm:min-h-6 sm:py-0">
        What differs from the written guide, and why ({notes.length})
      </summary>
      <ul className="mt-1 grid list-disc gap-1 pl-5 text-muted">
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}
