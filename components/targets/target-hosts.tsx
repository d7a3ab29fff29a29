'use client';

import { CircleCheck, CircleDashed, OctagonX, ScanSearch, TriangleAlert } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { useState } from 'react';
import { useRefreshEvery } from '@/components/shell/use-refresh';
import { Button } from '@/components/ui/button';
import { GateDialog } from '@/components/ui/gate-dialog';
import { ErrorNotice, Notice } from '@/components/ui/notice';
import { settle } from '@/components/ui/settle';
import { RelativeTime } from '@/components/ui/time';
import type { ActionError } from '@/lib/contracts/result';
import type { HostLine, TargetHostsView } from '@/lib/contracts/target-hosts';
import { canBePinned, hostWords, typedPart } from './target-hosts-model';
import type { TargetActions } from './targets-screen';

type Props = { view: TargetHostsView; canManage: boolean } & Pick<TargetActions, 'askHostLook' | 'pinHostKey'>;

/** Each host with its pinned key and what the worker last found there; administrators have it looked at, and pin keys. */
export function TargetHosts({ view, canManage, askHostLook, pinHostKey }: Props) {
  const [error, setError] = useState<ActionError | null>(null);
  const [pinning, setPinning] = useState<HostLine | null>(null);
  const router = useRouter();
  // The worker's answer comes as news; a look that it never ends is given up by the server's own clock.
  useRefreshEvery(view.isAsked ? 5_000 : null);
  const look = async () => {
    const result = await settle(askHostLook({ targetKey: view.key } as never));
    setError(result.ok ? null : result.error);
    if (result.ok) router.refresh();
  };
  return (
    <section aria-label="Hosts" className="min-w-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <h3 className="label grow">Hosts</h3>
        {view.at ? (
          <span className="text-xs text-faint">
            looked <RelativeTime at={view.at} />
          </span>
        ) : null}
        {canManage ? (
          <Button
            size="small"
            icon={<ScanSearch aria-hidden className="size-4" />}
            isPending={view.isAsked}
            onClick={() => void look()}
          >
            Check hosts
          </Button>
        ) : null}
      </div>
      {error ? <ErrorNotice error={error} className="mt-2" /> : null}
      <ul className="mt-1.5 grid gap-2.5">
        {view.hosts.map((host) => (
          <HostItem key={host.key} host={host} pin={canManage && canBePinned(host) ? () => setPinning(host) : null} />
        ))}
      </ul>
      <ReadingLine reading={view.reading} />
      {view.problems.length > 0 ? (
        <Notice tone="warn" title="Also missing" className="mt-3">
          <ul className="grid gap-1">
            {view.problems.map((problem) => (
              <li key={problem} className="[overflow-wrap:anywhere]">
                {problem}
              </li>
            ))}
          </ul>
        </Notice>
      ) : null}
      {pinning ? (
        <PinDialog target={view.key} host={pinning} close={() => setPinning(null)} pinHostKey={pinHostKey} />
      ) : null}
    </section>
  );
}

/** As whom checks run that only read: what keeps them from writing besides the policy. */
function ReadingLine({ reading }: { reading: TargetHostsView['reading'] }) {
  return (
    <p className="mt-3 grid grid-cols-[auto_1fr] gap-x-2.5 text-small text-muted">
      {reading.isSafe ? (
        <CircleCheck aria-label="safe" className="mt-0.5 size-4 text-ok" />
      ) : (
        <TriangleAlert aria-label="worth mending" className="mt-0.5 size-4 text-warn" />
      )}
      <span className="min-w-0 [overflow-wrap:anywhere]">{reading.sentence}</span>
    </p>
  );
}

function HostItem({ host, pin }: { host: HostLine; pin: (() => void) | null }) {
  const { look } = host;
  return (
    <li className="grid grid-cols-[auto_1fr] gap-x-2.5">
      <HostIcon host={host} />
      <div className="min-w-0">
        <p className="[overflow-wrap:anywhere]">
          <b>{host.key}</b> <span className="text-small text-muted">{[...host.roles, host.where].join(' · ')}</span>
        </p>
        <p className="text-small text-muted [overflow-wrap:anywhere]">{hostWords(host)}</p>
        {host.pinned ? <Fingerprint label="pinned" value={host.pinned} /> : null}
        {look?.seen && look.seen !== host.pinned ? <Fingerprint label="shows" value={look.seen} /> : null}
        {pin ? (
          <Button size="small" className="mt-1.5" onClick={pin}>
            Pin this key…
          </Button>
        ) : null}
      </div>
    </li>
  );
}

function HostIcon({ host: { isRemote, look } }: { host: HostLine }) {
  if (!isRemote || look?.state === 'ok') return <CircleCheck aria-hidden className="mt-0.5 size-4 text-ok" />;
  return look === null ? (
    <CircleDashed aria-hidden className="mt-0.5 size-4 text-idle" />
  ) : (
    <OctagonX aria-hidden className="mt-0.5 size-4 text-fail" />
  );
}

function Fingerprint({ label, value }: { label: string; value: string }) {
  return (
    <p className="text-xs">
      <span className="text-faint">{label}</span> <code className="[overflow-wrap:anywhere]">{value}</code>
    </p>
  );
}

type PinProps = { target: string; host: HostLine; close: () => void } & Pick<TargetActions, 'pinHostKey'>;

/** Who pins a key has compared it: part of what was compared has to be typed. */
function PinDialog({ target, host, close, pinHostKey }: PinProps) {
  const router = useRouter();
  const seen = host.look?.seen ?? '';
  return (
    <GateDialog
      isOpen
      onOpenChange={close}
      title={`Pin the key of ${host.key}`}
      about={
        <>
          <code className="block [overflow-wrap:anywhere]">{seen}</code>
          {host.pinned ? 'It is not the key that is pinned now. Plans approved for that one are void then. ' : ''}
          Compare it on the host itself with <code>ssh-keygen -lf</code> on its file in <code>/etc/ssh</code>, then type
          the first characters after <code>SHA256:</code>
        </>
      }
      gate="confirm"
      confirmText={typedPart(seen)}
      verb="Pin this key"
      isDanger={host.pinned !== null}
      onRun={async () => {
        const result = await pinHostKey({ targetKey: target, host: host.key, fingerprint: seen } as never);
        if (result.ok) router.refresh();
        return result;
      }}
    />
  );
}
