'use client';

import { LoaderCircle } from 'lucide-react';
import { useRouter } from 'next/navigation';
import * as Switch from 'radix-ui/switch';
import { useEffect, useId, useState, useTransition } from 'react';
import { useRefreshEvery } from '@/components/shell/use-refresh';
import { settle } from '@/components/ui/settle';
import type { ActionError } from '@/lib/contracts/result';
import { FaultNotice } from './fault-notice';
import { type AskedFault, type FaultView, isFaultAnswered, type TargetCardView } from './target-model';
import type { TargetActions } from './targets-screen';

type Props = { target: TargetCardView; canSwitch: boolean } & Pick<TargetActions, 'lookAtFaults' | 'switchFault'>;

/** How often the target is asked while somebody looks at its switches: others may switch them from anywhere. */
const LOOK_MS = 4_000;

/** Breaks the sandbox on purpose, so that people can practise. Only sandboxes have faults. */
export function FaultSwitches({ target, canSwitch, lookAtFaults, switchFault }: Props) {
  useEffect(() => {
    const look = () => {
      // A look that is not made is no news: what is shown stays what was seen last.
      if (document.visibilityState === 'visible') void settle(lookAtFaults({ targetKey: target.key } as never));
    };
    look();
    const again = setInterval(look, LOOK_MS);
    return () => clearInterval(again);
  }, [lookAtFaults, target.key]);
  return (
    <section aria-label={`Faults of ${target.name}`} className="border-t border-line bg-sunken/60 px-4.5 py-4">
      <h3 className="text-base font-[640]">Break it on purpose</h3>
      <p className="text-muted">
        {canSwitch
          ? 'Switch a fault on, see what the probes see, and roll it back as you would at 3 a.m.'
          : 'Engineers, team leads and administrators switch faults on and off.'}
      </p>
      <ul className="mt-3 grid gap-2.5 md:grid-cols-2">
        {target.faults.map((fault) => (
          <FaultSwitch
            key={fault.key}
            fault={fault}
            targetKey={target.key}
            canSwitch={canSwitch}
            switchFault={switchFault}
          />
        ))}
      </ul>
    </section>
  );
}

type OneProps = { fault: FaultView; targetKey: string; canSwitch: boolean; switchFault: TargetActions['switchFault'] };

function FaultSwitch({ fault, targetKey, canSwitch, switchFault }: OneProps) {
  const id = useId();
  const router = useRouter();
  const [asked, setAsked] = useState<AskedFault | null>(null);
  const [unanswered, setUnanswered] = useState<AskedFault | null>(null);
  const [error, setError] = useState<ActionError | null>(null);
  const [isRefreshing, startRefresh] = useTransition();
  const isPending = asked !== null || isRefreshing;

  // The worker switches it; the page shows what the system then says, not what was asked for.
  useEffect(() => {
    if (asked !== null && isFaultAnswered(asked, fault)) setAsked(null);
  }, [asked, fault]);
  useEffect(() => {
    if (asked === null) return;
    const giveUp = setTimeout(() => {
      setAsked(null);
      setUnanswered(asked);
    }, 45_000);
    return () => clearTimeout(giveUp);
  }, [asked]);
  useRefreshEvery(asked === null ? null : 2000);

  const change = async (isOn: boolean) => {
    setError(null);
    setUnanswered(null);
    setAsked({ isOn, lastTrouble: fault.trouble?.id ?? null });
    const result = await settle(switchFault({ targetKey, fault: fault.key, isOn } as never));
    if (result.ok) return startRefresh(() => router.refresh());
    setAsked(null);
    setError(result.error);
  };
  return (
    <li className="card px-4 py-3">
      <div className="flex items-start gap-3.5">
        <div className="min-w-0 grow">
          <label htmlFor={id} className="block font-[620]">
            {fault.title}
          </label>
          <p id={`${id}-effect`} className="text-small text-muted">
            {fault.effect}
          </p>
        </div>
        <span className="flex shrink-0 items-center gap-2 pt-0.5">
          {isPending ? <LoaderCircle aria-hidden className="size-4 animate-turn text-running" /> : null}
          <span className="text-small whitespace-nowrap text-muted">
            {asked?.isOn === true ? (
              'starting'
            ) : asked?.isOn === false ? (
              'ending'
            ) : fault.isOn === null ? (
              'not known'
            ) : fault.isOn ? (
              <b className="text-critical">on</b>
            ) : (
              'off'
            )}
          </span>
          <Switch.Root
            id={id}
            aria-describedby={`${id}-effect`}
            checked={asked?.isOn ?? fault.isOn === true}
            disabled={!canSwitch || asked !== null}
            onCheckedChange={(isOn) => void change(isOn)}
            className="h-6.5 w-11 rounded-full border border-edge bg-sunken p-0.5 transition-colors disabled:opacity-60 data-[state=checked]:border-critical data-[state=checked]:bg-critical"
          >
            <Switch.Thumb className="block size-5 rounded-full bg-edge transition-transform data-[state=checked]:translate-x-4.5 data-[state=checked]:bg-accent-ink" />
          </Switch.Root>
        </span>
      </div>
      {asked === null ? (
        <FaultNotice
          error={error}
          trouble={fault.trouble}
          unanswered={unanswered && !isFaultAnswered(unanswered, fault) ? unanswered : null}
        />
      ) : null}
    </li>
  );
}
