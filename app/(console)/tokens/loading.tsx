import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingTokens() {
  return <PageSkeleton hasAction rows={3} />;
}
