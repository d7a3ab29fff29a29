'use client';

import { Ellipsis } from 'lucide-react';
import { lazy } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import { ActionButton } from './action-button';
import { type Beside, foldedOnPhone } from './beside-model';
import { Button } from './button';
import { useActionPress } from './use-action-press';
import { WhenPressed } from './when-pressed';

const MoreMenu = lazy(() => untilFetched(() => import('./more-menu').then((file) => ({ default: file.MoreMenu }))));

/** What stands beside the primary action of the bottom bar: all of it on a desk, behind one “More” on a phone. */
export function BesideButtons({ items, hasPrimary }: { items: readonly Beside[]; hasPrimary: boolean }) {
  const folded = foldedOnPhone(items, hasPrimary);
  const hidden = (item: Beside) => (folded.includes(item) ? 'max-sm:hidden' : undefined);
  return (
    <>
      {items.map((item) =>
        'go' in item ? (
          <Button
            key={item.key}
            variant={item.variant}
            size={item.size}
            icon={item.icon}
            onClick={item.go}
            className={hidden(item)}
          >
            {item.label}
          </Button>
        ) : (
          <ActionButton
            key={item.key}
            action={item.action}
            onRun={item.onRun}
            variant={item.variant}
            size={item.size}
            className={hidden(item)}
          />
        ),
      )}
      {folded.length > 0 ? <More items={folded} /> : null}
    </>
  );
}

/** The menu is fetched with the press that opens it; what a choice opens stays here when the menu has gone. */
function More({ items }: { items: readonly Beside[] }) {
  const { press, isPending, windows } = useActionPress(items.flatMap((item) => ('go' in item ? [] : [item])));
  const button = (
    <Button
      size="large"
      aria-haspopup="menu"
      isPending={isPending}
      icon={<Ellipsis aria-hidden className="size-4.5" />}
      className="grow-0! px-3.5 sm:hidden"
    >
      More
    </Button>
  );
  return (
    <>
      <WhenPressed button={button}>
        <MoreMenu items={items} press={press} button={button} />
      </WhenPressed>
      {windows}
    </>
  );
}
