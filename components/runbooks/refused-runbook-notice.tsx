import { Notice } from '@/components/ui/notice';

/** What the console does not run by, and why: people may have meant a change that is not in force. */
export function RefusedRunbookNotice({ problems }: { problems: string }) {
  return (
    <Notice tone="fail" title="The runbook’s files were changed, and refused" className="mb-4.5">
      <p>
        What you read here is the version from before: it stays in force. Mend the files at the places named, then start
        the console anew.
      </p>
      <pre className="mt-2 overflow-x-auto font-mono text-xs whitespace-pre-wrap">{problems}</pre>
    </Notice>
  );
}
