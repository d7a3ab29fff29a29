import { judge } from './judge';
import { request } from './requests';
import type { Bench, BenchSetting, Row } from './row';
import { fillStore } from './scale-store/fill';
import { openBenchStore, signIn, startWeb } from './webs';

const FEW = 200;
const MANY = 20_000;
const LIMIT_MS = 50;
const GROWTH = 1.5;

type Codes = { open: string[]; closed: string[] };
/** A page or the answer that keeps it true, and what has to be in it for it to be one. */
type Place = {
  work: string;
  path: (codes: Codes, turn: number) => string;
  has: (codes: Codes, turn: number) => string;
};

const one = (codes: readonly string[], turn: number) => codes[turn % codes.length] as string;
const PLACES: Place[] = [
  { work: 'Now, the page', path: () => '/', has: ({ open }) => one(open, 0) },
  { work: 'Now, asked again', path: () => '/api/now', has: ({ open }) => one(open, 0) },
  {
    work: 'Room, the page',
    path: ({ open }, turn) => `/incidents/${one(open, turn)}`,
    has: ({ open }, turn) => one(open, turn),
  },
  {
    work: 'Room, asked again',
    path: ({ open }, turn) => `/api/incidents/${one(open, turn)}`,
    has: ({ open }, turn) => one(open, turn),
  },
  { work: 'Incidents, the page', path: () => '/incidents', has: ({ open }) => one(open, 0) },
  { work: 'Reports, the page', path: () => '/reports', has: ({ closed }) => one(closed, 0) },
  {
    work: 'Reports, searched by what was said in one',
    path: ({ closed }, turn) => `/reports?text=${encodeURIComponent(`"reload backend" ${one(closed, turn)}`)}`,
    has: ({ closed }, turn) => one(closed, turn),
  },
  {
    work: 'Reports, searched by what was said in all',
    path: () => `/reports?text=${encodeURIComponent('postcondition recover -vacuum')}`,
    has: ({ closed }) => one(closed, 0),
  },
  { work: 'Figures over time, the page', path: () => '/reports/figures', has: ({ closed }) => one(closed, 0) },
  {
    work: 'one report, its chain verified',
    path: ({ closed }, turn) => `/reports/${one(closed, turn)}`,
    has: () => 'verified',
  },
];

type Samples = Map<string, number[]>;

async function measurePlaces(
  address: string,
  headers: { cookie: string },
  codes: Codes,
  times: number,
): Promise<Samples> {
  const samples: Samples = new Map();
  for (const { work, path, has } of PLACES) {
    const took: number[] = [];
    // The first fifth warms up: code that was never run, pages of the store that were never read.
    for (let turn = -Math.ceil(times / 5); turn < times; turn += 1) {
      const at = Math.abs(turn);
      const answer = await request(`${address}${path(codes, at)}`, headers);
      if (answer.status !== 200 || !answer.body.includes(has(codes, at)))
        throw new Error(`${work}: ${path(codes, at)} answered ${answer.status} without what belongs there`);
      if (turn >= 0) took.push(answer.tookMs);
    }
    samples.set(work, took);
  }
  return samples;
}

/** One store and one web: few incidents first, and then the many older ones beside them. */
async function measureBoth({ say, isQuick }: BenchSetting): Promise<{ few: Samples; many: Samples }> {
  const store = await openBenchStore();
  const times = isQuick ? 20 : 100;
  const fill = async (incidents: number) => {
    const begun = performance.now();
    const filled = await fillStore(store.url, { incidents, people: store.people });
    const seconds = Math.round((performance.now() - begun) / 1000);
    say(`${filled.incidents} incidents with ${filled.events} events, filled in ${seconds} s`);
    return filled;
  };
  try {
    const fewFilled = await fill(FEW);
    const web = await startWeb(store);
    try {
      const headers = await signIn(store.people.engineer);
      const few = await measurePlaces(web.address, headers, fewFilled, times);
      const many = await measurePlaces(web.address, headers, await fill(isQuick ? MANY / 10 : MANY), times);
      return { few, many };
    } finally {
      await web.stop();
    }
  } finally {
    await store.close();
  }
}

export const bench: Bench = {
  name: 'scale',
  measure: async (at): Promise<Row[]> => {
    const { few, many } = await measureBoth(at);
    return PLACES.map(({ work }) =>
      judge({
        work: `${work}, with ${MANY} incidents and 2 million events`,
        unit: 'ms',
        samples: many.get(work) as number[],
        floor: few.get(work) as number[],
        floorWork: `the same with ${FEW} incidents`,
        bounds: [
          { figure: 'p95', limit: LIMIT_MS },
          { figure: 'floors', limit: GROWTH },
        ],
      }),
    );
  },
};
