import { CardsSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingContacts() {
  return <CardsSkeleton />;
}
