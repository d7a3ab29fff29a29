import type { ReportView } from '@/lib/contracts/report-view';
import { formatMs } from '../charts/figures';
import { useZone } from '../ui/render-context';
import { StateIcon } from '../ui/state';
import { formatExact, formatTime } from '../ui/time-model';

/** Every statement and command that ran, also those that failed. */
export function ReportCommands({ commands }: { commands: ReportView['commands'] }) {
  const zone = useZone();
  return (
    <section aria-label="Commands executed" className="mt-4">
      <h3 className="label">Commands executed</h3>
      {commands.length === 0 ? (
        <p className="mt-1 text-muted">Nothing was run.</p>
      ) : (
        <section
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard (WCAG 2.1.1)
          tabIndex={0}
          aria-label="Commands executed, table"
          className="relative -mx-1 overflow-x-auto px-1 print:overflow-visible"
        >
          <table className="num w-full min-w-[34rem] border-collapse text-left text-small print:min-w-0">
            <thead>
              <tr className="label">
                <th scope="col" className="py-1.5 pr-3 font-[640]">
                  At
                </th>
                <th scope="col" className="py-1.5 pr-3 font-[640]">
                  What ran
                </th>
                <th scope="col" className="py-1.5 pr-3 font-[640]">
                  Where
                </th>
                <th scope="col" className="py-1.5 pr-3 font-[640]">
                  By
                </th>
                <th scope="col" className="py-1.5 pr-2 text-right font-[640]">
                  Took
                </th>
                <th scope="col" className="py-1.5">
                  <span className="sr-only">How it ended</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {commands.map((command) => (
                <tr
                  key={`${command.at}${command.text}${command.where}`}
                  className="border-t border-line align-top [break-inside:avoid]"
                >
                  <td className="py-2 pr-3 whitespace-nowrap">
                    <time dateTime={command.at} title={formatExact(command.at, zone)} suppressHydrationWarning>
                      {formatTime(command.at, zone, true)}
                    </time>
                  </td>
                  <td className="py-2 pr-3">
                    <code className="text-xs whitespace-pre-wrap">{command.text}</code>
                  </td>
                  <td className="py-2 pr-3">{command.where}</td>
                  <td className="py-2 pr-3">{command.by}</td>
                  <td className="py-2 pr-2 text-right whitespace-nowrap">
                    {command.tookMs === null ? '–' : formatMs(command.tookMs)}
                  </td>
                  <td className="py-2">
                    <StateIcon state={command.outcome} className="size-4" />
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </section>
  );
}
