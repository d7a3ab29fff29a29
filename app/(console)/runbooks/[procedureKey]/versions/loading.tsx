import { CardsSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingVersions() {
  return <CardsSkeleton />;
}
