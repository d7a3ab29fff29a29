import { FileText, ListChecks } from 'lucide-react';
import { formatMs } from '../charts/figures';
import { TellResolved } from '../messages/tell-resolved';
import { ButtonLink } from '../ui/button';
import { Card, CardBody, CardTitle } from '../ui/card';
import { StateIcon } from '../ui/state';
import { LocalTime } from '../ui/time';
import { Heading } from './heading';
import { useRoom } from './room-context';

/** The end of the procedure: closing, which stays shut while something is red, and then the report. */
export function CentreReport() {
  const { room } = useRoom();
  return room.incident.state === 'closed' ? <Closed /> : <Closing />;
}

function Closing() {
  const { room } = useRoom();
  const blockers = room.closeBlockedBy;
  return (
    <>
      <Heading
        label="Close"
        tone={blockers.length === 0 ? 'text-ok' : undefined}
        title={blockers.length === 0 ? 'Everything is settled: it can be closed' : 'It cannot be closed yet'}
      >
        <p>
          {blockers.length === 0
            ? 'Closing stops the clock and finishes the facts of the report. The report’s own words can still be written.'
            : 'Each of these is mended, ticked, or waived by a lead with a reason.'}
        </p>
      </Heading>
      {blockers.length > 0 ? (
        <Card as="section" aria-label="What keeps it open">
          <CardTitle>What keeps it open</CardTitle>
          <CardBody>
            <ul className="grid gap-2">
              {blockers.map((blocker) => (
                <li key={blocker} className="flex items-start gap-2.5">
                  <span className="mt-0.5">
                    <StateIcon state="failed" isDecorative />
                  </span>
                  {blocker}
                </li>
              ))}
            </ul>
          </CardBody>
        </Card>
      ) : null}
      <TellResolved />
      <p>
        <ButtonLink href={`/reports/${room.incident.code}`} icon={<FileText aria-hidden className="size-4" />}>
          Read the report so far
        </ButtonLink>
      </p>
    </>
  );
}

function Closed() {
  const { room } = useRoom();
  const { incident } = room;
  const openMs = incident.closedAt ? Date.parse(incident.closedAt) - Date.parse(incident.declaredAt) : null;
  const restoredMs = incident.restoredAt ? Date.parse(incident.restoredAt) - Date.parse(incident.detectedAt) : null;
  return (
    <>
      <Heading
        label={
          <>
            End of procedure
            {incident.closedAt ? (
              <>
                {' '}
                · closed at <LocalTime at={incident.closedAt} />
              </>
            ) : null}
          </>
        }
        tone="text-ok"
        title="It is over"
      >
        <p>
          {restoredMs === null ? 'The incident is closed.' : `Users were well again after ${formatMs(restoredMs)}.`}
          {openMs === null ? '' : ` It was open for ${formatMs(openMs)}.`} Everything that happened is in the report;
          what only people know is still to be written.
        </p>
      </Heading>
      <TellResolved />
      <p>
        <ButtonLink href={`/reports/${incident.code}#follow-ups`} icon={<ListChecks aria-hidden className="size-4" />}>
          Say who does what next
        </ButtonLink>
      </p>
    </>
  );
}
