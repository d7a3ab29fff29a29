import { CalendarSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingDrills() {
  return <CalendarSkeleton />;
}
