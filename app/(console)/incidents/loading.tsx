import { PageSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingIncidents() {
  return <PageSkeleton hasAction hasFilter />;
}
