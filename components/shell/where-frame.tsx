import { clsx } from 'clsx';
import { FlaskConical, type LucideIcon, Server, ServerCog } from 'lucide-react';
import type { ReactNode } from 'react';
import { Pill } from '@/components/ui/pill';
import type { Environment } from '@/lib/contracts/target';

/** Its shape tells the environment without its colour. */
const ICONS: Record<Environment, LucideIcon> = { production: Server, staging: ServerCog, sandbox: FlaskConical };

const FRAMES: Record<Environment, { word: string; classes: string; edge: string }> = {
  production: { word: 'PRODUCTION', classes: 'bg-production text-frame-ink', edge: 'border-production' },
  staging: { word: 'STAGING', classes: 'bg-staging text-staging-ink', edge: 'border-staging' },
  sandbox: { word: 'DRILL', classes: 'hatched text-frame-ink', edge: 'border-drill' },
};

type Props = {
  environment: Environment;
  /** A drill on staging is hatched too: nothing is being mended there. */
  isDrill?: boolean;
  targetName: string;
  /** Hosts, server version and the like. */
  details?: string;
  /** Right end: who you are here. */
  aside?: ReactNode;
  children: ReactNode;
};

/** Frames the page with where it runs: a bar above that stays, and an edge all round. */
export function WhereFrame({ environment, isDrill = false, targetName, details, aside, children }: Props) {
  const frame = isDrill && environment !== 'production' ? FRAMES.sandbox : FRAMES[environment];
  const Icon = ICONS[isDrill && environment !== 'production' ? 'sandbox' : environment];
  const word = isDrill && environment === 'production' ? 'DRILL ON PRODUCTION' : frame.word;
  return (
    <div className={clsx('flex min-h-[inherit] min-w-0 grow flex-col border-x-3', frame.edge)}>
      <div
        role="note"
        aria-label={`This runs on ${targetName}, ${environment === 'sandbox' ? 'the sandbox: a drill' : environment}`}
        className={clsx(
          'sticky top-0 z-10 flex min-h-7.5 items-center gap-2.5 px-4 text-xs font-[650] tracking-[0.06em]',
          frame.classes,
        )}
      >
        <Icon aria-hidden strokeWidth={2.2} className="size-3.5 shrink-0" />
        <span className="shrink-0">{word}</span>
        <span className="min-w-0 truncate font-[480] tracking-normal">
          {targetName}
          {details ? ` · ${details}` : ''}
        </span>
        {aside ? <span className="ml-auto hidden shrink-0 font-[480] tracking-normal sm:block">{aside}</span> : null}
      </div>
      {children}
    </div>
  );
}

/** A target's name and where it is; they stay on one line where it has room. */
export function TargetName({ name, environment }: { name: string; environment: Environment }) {
  return (
    <span className="inline-flex max-w-full items-center gap-2">
      <span className="min-w-0 truncate">{name}</span>
      <EnvironmentPill environment={environment} />
    </span>
  );
}

/** The same meaning as a word in a list. */
export function EnvironmentPill({ environment }: { environment: Environment }) {
  const Icon = ICONS[environment];
  return (
    <Pill
      tone={environment === 'sandbox' ? 'drill' : environment}
      icon={<Icon aria-hidden strokeWidth={2.2} className="size-3.5" />}
    >
      {environment}
    </Pill>
  );
}
