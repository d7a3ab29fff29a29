'use client';

import { lazy, Suspense } from 'react';
import { untilFetched } from '@/lib/client/until-fetched';
import type { DialogProps } from './dialog-box';

const DialogBox = lazy(() => untilFetched(() => import('./dialog-box').then((file) => ({ default: file.DialogBox }))));

/**
 * Centred on a desk; from the bottom edge on a phone, where thumbs are. Escape and the cross close it. What draws it is
 * fetched with the first one that opens.
 */
export function Dialog(props: DialogProps) {
  return props.isOpen ? (
    <Suspense>
      <DialogBox {...props} />
    </Suspense>
  ) : null;
}
