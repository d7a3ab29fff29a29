import { NowSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingNow() {
  return <NowSkeleton />;
}
