import { RUN_EDGES, RUN_STATES, STEP_EDGES, STEP_STATES } from '../../lib/domain/run-states';

type Edge = { readonly from: string; readonly to: string; readonly when: string };
type Region = { name: string; states: readonly string[]; edges: readonly Edge[]; end: string };

const REGIONS: Region[] = [
  {
    name: 'run-states',
    states: RUN_STATES,
    edges: RUN_EDGES,
    end: 'nothing follows; another run can be planned in the same incident',
  },
  {
    name: 'step-states',
    states: STEP_STATES,
    edges: STEP_EDGES,
    end: 'nothing follows; the run goes on to its next step',
  },
];

/** The document with both state tables written anew between their marks. Throws where a mark is missing. */
export function withStateTables(text: string): string {
  return REGIONS.reduce(replaceRegion, text);
}

function replaceRegion(text: string, region: Region): string {
  const start = `<!-- begin ${region.name} -->`;
  const end = `<!-- end ${region.name} -->`;
  const [from, to] = [text.indexOf(start), text.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`The document lacks the marks ${start} and ${end}.`);
  return `${text.slice(0, from + start.length)}\n\n${renderTable(region)}\n\n${text.slice(to)}`;
}

/** One row an edge, in the order of the states; a state that no edge leaves has a row that says so. */
function renderTable({ states, edges, end }: Region): string {
  const rows = states.flatMap((state) => {
    const leaving = edges.filter((edge) => edge.from === state);
    if (leaving.length === 0) return [`| \`${state}\` | | ${end} |`];
    return leaving.map(({ from, to, when }) => `| \`${from}\` | \`${to}\` | ${when} |`);
  });
  return ['| from | to | when |', '| --- | --- | --- |', ...rows].join('\n');
}
