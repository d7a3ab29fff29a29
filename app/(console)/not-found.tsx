import { NothingHere } from '@/components/shell/nothing-here';

export default function ConsoleNotFound() {
  return <NothingHere />;
}
