import { DocumentSkeleton } from '@/components/shell/page-skeleton';

export default function LoadingKeptRunbook() {
  return <DocumentSkeleton />;
}
