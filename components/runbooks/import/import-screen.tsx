'use client';

import { FileInput, FileSearch } from 'lucide-react';
import Link from 'next/link';
import { type ChangeEvent, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field, Input } from '@/components/ui/field';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { PageHead } from '@/components/ui/page-head';
import { settle } from '@/components/ui/settle';
import type { ActionError, ActionResult } from '@/lib/contracts/result';
import { type ImportDraftView, MAX_IMPORT_BYTES } from '@/lib/contracts/runbook-import';
import { ImportDraft } from './import-draft';
import { toBase64, tooLong } from './import-model';

type File64 = { name: string; base64: string };
type Props = {
  draftImport: (input: File64) => Promise<ActionResult<ImportDraftView>>;
  keepImport: (input: File64 & { hash: string }) => Promise<ActionResult<{ isNew: boolean }>>;
};
type Shown = { file: File64; draft: ImportDraftView; kept: { isNew: boolean } | null };

/** One file in, a draft to read, and one button that keeps exactly what was read. */
export function ImportScreen({ draftImport, keepImport }: Props) {
  const [chosen, setChosen] = useState<File | null>(null);
  const [shown, setShown] = useState<Shown | null>(null);
  const [error, setError] = useState<ActionError | null>(null);
  const [isPending, setIsPending] = useState(false);

  const choose = (event: ChangeEvent<HTMLInputElement>) => {
    setChosen(event.target.files?.[0] ?? null);
    setShown(null);
    setError(null);
  };
  const read = async () => {
    if (!chosen || isPending) return;
    setError(tooLong(chosen));
    if (tooLong(chosen)) return;
    setIsPending(true);
    const file = { name: chosen.name, base64: toBase64(new Uint8Array(await chosen.arrayBuffer())) };
    const result = await settle(draftImport(file));
    setIsPending(false);
    if (result.ok) setShown({ file, draft: result.value, kept: null });
    else setError(result.error);
  };
  const keep = async () => {
    if (!shown?.draft.hash || isPending) return;
    setError(null);
    setIsPending(true);
    const result = await settle(keepImport({ ...shown.file, hash: shown.draft.hash }));
    setIsPending(false);
    if (result.ok) setShown({ ...shown, kept: result.value });
    else setError(result.error);
  };

  return (
    <>
      <nav aria-label="Where you are" className="mb-2 text-small text-muted">
        <Link href="/runbooks" className="link">
          Runbooks
        </Link>{' '}
        <span aria-hidden>/</span> Bring in
      </nav>
      <PageHead
        title="Bring in a runbook"
        about="One YAML or Markdown file, read as strictly as the console’s own. You see what was read before anything is kept, and no plan is made from it."
      />
      <div className="card grid gap-4 px-4.5 py-4">
        <Field
          label="Runbook file"
          help={`.yaml or .md, at most ${MAX_IMPORT_BYTES / 1024} KiB. Archives are not opened.`}
        >
          <Input type="file" accept=".yaml,.yml,.md,.markdown" onChange={choose} className="py-2" />
        </Field>
        <div className="flex flex-wrap gap-2 max-sm:[&>*]:w-full">
          <Button
            variant={shown?.draft.hash ? 'secondary' : 'primary'}
            size="large"
            icon={<FileSearch aria-hidden className="size-4.5" />}
            disabled={chosen === null}
            isPending={isPending && !shown}
            onClick={read}
          >
            Read this file
          </Button>
        </div>
      </div>
      {error ? <ErrorNotice error={error} className="mt-4.5" /> : null}
      {shown?.kept ? (
        <Notice tone="ok" title={shown.kept.isNew ? 'Kept as a version' : 'It was kept before'} className="mt-4.5">
          <p>
            It stands with the other versions under{' '}
            <Link href="/runbooks" className="link">
              Runbooks
            </Link>
            . Plans are still made from the runbook in force.
          </p>
        </Notice>
      ) : null}
      {shown ? <ImportDraft draft={shown.draft} /> : null}
      {shown?.draft.hash && !shown.kept ? (
        <div className="mt-5 flex flex-wrap justify-end max-sm:[&>*]:w-full">
          <Button
            variant="primary"
            icon={<FileInput aria-hidden className="size-4.5" />}
            isPending={isPending}
            onClick={keep}
          >
            Keep this version
          </Button>
        </div>
      ) : null}
    </>
  );
}
