import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingFollowUps() {
  return <PageSkeleton hasFilter />;
}
