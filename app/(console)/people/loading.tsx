import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingPeople() {
  return <PageSkeleton hasAction />;
}
