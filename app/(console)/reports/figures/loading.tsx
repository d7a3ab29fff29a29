import { FiguresSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingFigures() {
  return <FiguresSkeleton />;
}
