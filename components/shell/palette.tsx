'use client';

import { useQuery } from '@tanstack/react-query';
import { Command } from 'cmdk';
import { BookOpen, Compass, CornerDownLeft, Moon, Search, Stamp, Sun, TriangleAlert } from 'lucide-react';
import { useRouter } from 'next/navigation';
import * as Radix from 'radix-ui/dialog';
import type { ReactNode } from 'react';
import { useGuide } from '@/components/guide/guide-context';
import { SEVERITY_WORDS, SeverityIcon } from '@/components/ui/severity';
import { getNow, getProcedures } from '@/lib/client/fetchers';
import { queryKeys } from '@/lib/client/query-keys';
import { useTheme } from './providers';
import { ASSESS_HREF, EVERY_PLACE } from './shortcuts-model';

/** Go anywhere, find what is open. It only ever goes; nothing runs from here. */
export function Palette({ close }: { close: () => void }) {
  return (
    <Radix.Root open onOpenChange={close}>
      <Radix.Portal>
        <Radix.Overlay className="fixed inset-0 z-40 bg-scrim" />
        <Radix.Content
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[8dvh] z-50 mx-auto max-w-xl overflow-hidden rounded-card border border-line bg-surface shadow-pop"
        >
          <Radix.Title className="sr-only">Find or do</Radix.Title>
          <PaletteBody close={close} />
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

function PaletteBody({ close }: { close: () => void }) {
  const router = useRouter();
  const { chooseTheme } = useTheme();
  const guide = useGuide();
  const { data: now } = useQuery({ queryKey: queryKeys.now(), queryFn: ({ signal }) => getNow(signal) });
  const go = (href: string) => {
    close();
    router.push(href);
  };
  const open = (now?.incidents ?? []).filter((incident) => incident.state === 'open');
  const { data: procedures = [] } = useQuery({
    queryKey: queryKeys.procedures(),
    queryFn: ({ signal }) => getProcedures(signal),
  });
  return (
    <Command label="Find or do" loop>
      <div className="flex items-center gap-2.5 border-b border-line px-4">
        <Search aria-hidden className="size-4 shrink-0 text-faint" />
        <Command.Input
          placeholder="An incident, a page, a procedure…"
          className="h-12 w-full bg-transparent text-base outline-none"
        />
        <kbd>Esc</kbd>
      </div>
      <Command.List className="max-h-[60dvh] overflow-y-auto p-1.5 [&_[cmdk-group-heading]]:label [&_[cmdk-group-heading]]:px-2.5 [&_[cmdk-group-heading]]:pt-2.5 [&_[cmdk-group-heading]]:pb-1">
        <Command.Empty className="px-4 py-8 text-center text-muted">
          Nothing here has that name. Try a page, a procedure, or the code of an open incident.
        </Command.Empty>
        {open.length > 0 ? (
          <Command.Group heading="Open incidents">
            {open.map((incident) => (
              <Item
                key={incident.code}
                value={`${incident.title} ${incident.code} ${incident.targetName}`}
                onSelect={() => go(`/incidents/${incident.code}`)}
                icon={<SeverityIcon severity={incident.severity} className="size-4" />}
                aside={
                  <>
                    {SEVERITY_WORDS[incident.severity]}
                    <span className="max-sm:hidden"> · {incident.targetName}</span>
                  </>
                }
              >
                {incident.title}
              </Item>
            ))}
          </Command.Group>
        ) : null}
        {now && now.approvals.length > 0 ? (
          <Command.Group heading="Approvals">
            {now.approvals.map((approval) => (
              <Item
                key={approval.id}
                value={`approve ${approval.procedureTitle} ${approval.incidentTitle} ${approval.id}`}
                onSelect={() => go(`/approvals/${approval.id}`)}
                icon={<Stamp aria-hidden className="size-4" />}
                aside={approval.incidentTitle}
              >
                {approval.procedureTitle}
              </Item>
            ))}
          </Command.Group>
        ) : null}
        <Command.Group heading="Do">
          <Item
            value="something is wrong assess declare incident"
            onSelect={() => go(ASSESS_HREF)}
            icon={<TriangleAlert aria-hidden className="size-4" />}
            aside={
              <>
                <kbd>g</kbd> <kbd>s</kbd>
              </>
            }
          >
            Something is wrong: assess it
          </Item>
          <Item
            value="practise with a drill guide tour help begin"
            onSelect={() => {
              void guide.change('on');
              close();
            }}
            icon={<Compass aria-hidden className="size-4" />}
          >
            Practise with a drill
          </Item>
          <Item
            value="theme light look"
            onSelect={() => {
              chooseTheme('light');
              close();
            }}
            icon={<Sun aria-hidden className="size-4" />}
          >
            Light look
          </Item>
          <Item
            value="theme dark look"
            onSelect={() => {
              chooseTheme('dark');
              close();
            }}
            icon={<Moon aria-hidden className="size-4" />}
          >
            Dark look
          </Item>
        </Command.Group>
        <Command.Group heading="Go to">
          {EVERY_PLACE.map((place) => (
            <Item
              key={place.key}
              value={`go ${place.title}`}
              onSelect={() => go(place.href)}
              icon={<CornerDownLeft aria-hidden className="size-4" />}
              aside={
                <>
                  <kbd>g</kbd> <kbd>{place.letter}</kbd>
                </>
              }
            >
              {place.title}
            </Item>
          ))}
        </Command.Group>
        {procedures.length > 0 ? (
          <Command.Group heading="Read a procedure">
            {procedures.map((procedure) => (
              <Item
                key={procedure.key}
                value={`procedure ${procedure.key} ${procedure.title}`}
                onSelect={() => go(`/runbooks/${procedure.key}`)}
                icon={<BookOpen aria-hidden className="size-4" />}
                aside={procedure.key}
              >
                {procedure.title}
              </Item>
            ))}
          </Command.Group>
        ) : null}
      </Command.List>
    </Command>
  );
}

function Item({
  value,
  onSelect,
  icon,
  aside,
  children,
}: {
  value: string;
  onSelect: () => void;
  icon: ReactNode;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Command.Item
      value={value}
      onSelect={onSelect}
      className="flex min-h-touch cursor-pointer items-center gap-3 rounded-control sm:min-h-10 px-2.5 data-[selected=true]:bg-accent-soft"
    >
      <span className="inline-flex shrink-0 text-muted">{icon}</span>
      <span className="min-w-0 grow truncate">{children}</span>
      {aside ? <span className="max-w-[45%] shrink-0 truncate text-small text-muted">{aside}</span> : null}
    </Command.Item>
  );
}
