'use client';

import { useContext } from 'react';
import { ErrorScreenContext } from '@/components/shell/error-context';

export default function ErrorPage({ error, retry }: { error: unknown; retry: () => void }) {
  const ErrorScreen = useContext(ErrorScreenContext);
  return ErrorScreen ? <ErrorScreen error={error} retry={retry} /> : null;
}
