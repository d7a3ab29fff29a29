import { CardsSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingTargets() {
  return <CardsSkeleton />;
}
