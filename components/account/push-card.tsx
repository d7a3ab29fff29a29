'use client';

import { Bell, BellOff } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ActionButton } from '@/components/ui/action-button';
import { Pill } from '@/components/ui/pill';
import { RelativeTime } from '@/components/ui/time';
import type { PushDeviceView, PushView } from '@/lib/contracts/push';
import type { ActionResult } from '@/lib/contracts/result';
import type { AllowedAction } from '@/lib/contracts/views';
import { browserWords } from '@/lib/domain/browser-words';
import { type BrowserFacts, DEVICE_WORDS, deviceState, pushTrouble } from './push-model';

export type PushActions = {
  addPushDevice: (input: unknown) => Promise<ActionResult>;
  removePushDevice: (input: unknown) => Promise<ActionResult>;
  testPushDevice: (input: unknown) => Promise<ActionResult>;
};
type Props = { view: PushView; actions: PushActions };

const action = (key: string, label: string, about: string, isDanger = false): AllowedAction => ({
  key,
  label,
  about,
  isPrimary: false,
  isDanger,
  needsReason: false,
});
const SWITCH_ON = action('switch-on', 'Switch on notifications', 'Your browser asks whether it may.');
const SWITCH_OFF = action('switch-off', 'Switch off', 'Nothing is pushed to this browser any more.');
const TEST = action('test', 'Send me a test notification', 'It should appear within a few seconds.');
const TEST_THERE = action('test', 'Send a test', 'It should appear there within a few seconds.');
const REMOVE = action('remove', 'Remove this device', 'Nothing is pushed to it any more.', true);

/** Whether this browser tells its person what waits for them, the switch for it, and their other devices. */
export function PushCard({ view, actions }: Props) {
  const { facts, key, reread } = useThisBrowser(view);
  const state = deviceState(view.publicKey !== null, facts);
  const words = DEVICE_WORDS[state];
  const here = view.devices.find((device) => device.key === key);
  const others = view.devices.filter((device) => device !== here);
  const Icon = state === 'on' ? Bell : BellOff;
  return (
    <section id="notifications" className="mt-8 scroll-mt-4" aria-label="Notifications">
      <h2 className="mb-2.5 text-lg font-[640]">Notifications on this device</h2>
      <div className="card divide-y divide-line">
        <div className="grid items-center gap-x-4 gap-y-3 px-4.5 py-3.5 sm:grid-cols-[minmax(0,1fr)_auto]">
          <div className="min-w-0">
            <p className="flex items-center gap-2 font-[620]" role="status">
              <Icon aria-hidden className="size-4.5 shrink-0" />
              {words.title}
            </p>
            <p className="text-small text-muted">{words.text}</p>
            {here ? <Standing device={here} /> : null}
          </div>
          {/* The buttons' place is kept while the browser is asked, so that nothing moves. */}
          <div className="flex min-h-11 flex-wrap items-center gap-2 sm:justify-end">
            {state === 'off' ? (
              <ActionButton
                action={SWITCH_ON}
                variant="primary"
                onRun={() => switchOn(view, actions).finally(reread)}
              />
            ) : null}
            {state === 'on' && here ? (
              <>
                <ActionButton action={TEST} size="large" onRun={() => actions.testPushDevice({ device: here.key })} />
                <ActionButton
                  action={SWITCH_OFF}
                  size="large"
                  variant="ghost"
                  onRun={() => switchOff(here, actions).finally(reread)}
                />
              </>
            ) : null}
          </div>
        </div>
      </div>
      {others.length > 0 ? <Others devices={others} actions={actions} /> : null}
    </section>
  );
}

/** Asked of the browser itself, again whenever the list of devices changed. */
function useThisBrowser({ devices }: PushView) {
  const [found, setFound] = useState<{ facts: BrowserFacts; key: string | null } | null>(null);
  const [round, setRound] = useState(0);
  const known = devices.map((device) => device.key).join();
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` is what asks again
  useEffect(() => {
    let isCurrent = true;
    void readBrowser(known.split(',')).then((one) => isCurrent && setFound(one));
    return () => {
      isCurrent = false;
    };
  }, [known, round]);
  return { facts: found?.facts ?? null, key: found?.key ?? null, reread: () => setRound((n) => n + 1) };
}

async function readBrowser(known: string[]): Promise<{ facts: BrowserFacts; key: string | null }> {
  const push = await import('@/lib/client/push');
  const canPush = push.canPush();
  const key = canPush ? await push.findDeviceKey() : null;
  const facts = {
    isSecure: window.isSecureContext,
    canPush,
    isApplePhone: /iPhone|iPad/.test(navigator.userAgent),
    isInstalled: push.isInstalled(),
    permission: canPush ? Notification.permission : ('default' as const),
    isOn: key !== null && known.includes(key),
  };
  return { facts, key };
}

async function switchOn({ publicKey }: PushView, { addPushDevice }: PushActions): Promise<ActionResult> {
  try {
    const push = await import('@/lib/client/push');
    return await addPushDevice(await push.subscribe(publicKey ?? ''));
  } catch (error) {
    const remedy = 'Try again, or use another browser. Mail and chat reach you as before.';
    return { ok: false, error: { code: 'push', message: pushTrouble(error), remedy } };
  }
}

/** The server first: a browser that could not let go is pushed to no more all the same. */
async function switchOff({ key }: PushDeviceView, { removePushDevice }: PushActions): Promise<ActionResult> {
  const result = await removePushDevice({ device: key });
  const push = await import('@/lib/client/push');
  await push.unsubscribe().catch(() => undefined);
  return result;
}

function Others({ devices, actions }: { devices: PushDeviceView[]; actions: PushActions }) {
  return (
    <>
      <h3 className="mt-5 mb-2 font-[620]">Your other devices with notifications</h3>
      <ul aria-label="Your other devices" className="card divide-y divide-line">
        {devices.map((device) => (
          <li key={device.key} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-2 px-4.5 py-3">
            <div className="min-w-0">
              <p className="flex flex-wrap items-center gap-x-2 font-[620]">
                {browserWords(device.agent)}
                {device.isOutdated ? <Pill tone="waiting">open the console there once</Pill> : null}
              </p>
              <Standing device={device} />
            </div>
            <div className="flex flex-wrap gap-2">
              <ActionButton
                action={TEST_THERE}
                size="small"
                className="max-sm:min-h-11"
                onRun={() => actions.testPushDevice({ device: device.key })}
              />
              <ActionButton
                action={REMOVE}
                size="small"
                className="max-sm:min-h-11"
                onRun={() => actions.removePushDevice({ device: device.key })}
              />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}

const TEST_WORDS = {
  under_way: 'test on its way',
  sent: 'test taken by its push service',
  shown: 'test shown',
  failed: 'test not delivered',
};

function Standing({ device: { addedAt, lastSuccessAt, service, test } }: { device: PushDeviceView }) {
  return (
    <p className="text-small text-muted [overflow-wrap:anywhere]" aria-live="polite">
      switched on <RelativeTime at={addedAt} /> · over {service} ·{' '}
      {lastSuccessAt ? (
        <>
          last reached <RelativeTime at={lastSuccessAt} />
        </>
      ) : (
        'not reached yet'
      )}
      {test ? ` · ${TEST_WORDS[test.state]}${test.state === 'failed' ? `: ${test.answer}` : ''}` : null}
    </p>
  );
}
