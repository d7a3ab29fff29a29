import { randomUUID } from 'node:crypto';
import type { ActionResult } from '../../lib/contracts/result';
import type { RunView } from '../../lib/contracts/run-view';
import type { TargetFile } from '../../lib/contracts/target';
import type { Who } from './people';
import { hostileTarget } from './targets';
import { type Ground, until } from './world';

/** A title that would like to be a template, a heading and a tag. It is text, and has to stay so everywhere. */
export const HOSTILE_TITLE =
  // biome-ignore lint/suspicious/noTemplateCurlyInString: it is meant to be one, and nobody may take it for one
  "{{constructor.constructor('return process')()}} ${7*7} {severity} <b>bold</b> =1+1 `id` $(touch canary)";
export const HOSTILE_NOTE =
  '# Heading\n```\n</pre><img src=x onerror=alert(1)> ![x](http://evil.example/a.png) {status}';

type Planned = { run: RunView & { id: string; planHash: string } };

/** One real rollback on a target whose programs misbehave, in the stages that the inputs are about. Each is reached once. */
export class Rollback {
  private readonly reached = new Map<string, Promise<unknown>>();

  constructor(private readonly world: Ground) {}

  /** Registers a target as an administrator does, by its file. */
  register(file: TargetFile | object): Promise<ActionResult<{ key: string }> | null> {
    const json = JSON.stringify(file);
    return this.world.act<{ key: string }>('admin', 'registerTarget', { json }).then(({ result }) => result);
  }

  async declare(targetKey: string, title = HOSTILE_TITLE, requestKey: string = randomUUID(), kind = 'feature_failing') {
    const signals = [{ kind, value: null, note: 'seen by the harness' }];
    const input = { targetKey, signals, title, message: `${title}\n${HOSTILE_NOTE}`, toldBy: ['hotline'], requestKey };
    return (await this.world.act<{ code: string }>('engineer', 'declareIncident', input)).result;
  }

  /** Chooses procedure 1.1 and waits for its plan. */
  async plan(code: string, commit: string): Promise<Planned> {
    const parameters = { stable_commit: commit, schema: 'keep' };
    const input = { incidentCode: code, procedureKey: '1.1', branch: 'main', parameters };
    const { run: before } = await this.room(code);
    value(await this.world.act('engineer', 'prepareRun', input));
    let wasPlanning = false;
    return until('a plan', async () => {
      const { run } = await this.room(code);
      if (wasPlanning && run && !run.isPlanning && !run.planHash) throw new Error('no plan could be made');
      wasPlanning ||= Boolean(run?.isPlanning);
      const isNew = run?.planHash && !run.isPlanning && run.preflight?.at !== before?.preflight?.at;
      return isNew ? ({ run } as Planned) : null;
    });
  }

  /** A plan of procedure 1.1 on a target of ours, in an incident of its own. */
  planOn(targetKey: string): Promise<Planned> {
    const open = async () => {
      const { stable } = await this.declared();
      return { code: okay(await this.declare(targetKey)).code, stable };
    };
    return this.once(`open ${targetKey}`, open).then(({ code, stable }) => this.plan(code, stable));
  }

  async room(code: string, who: Who = 'engineer') {
    const { status, text } = await this.world.as(who).get(`/api/incidents/${code}`);
    if (status !== 200) throw new Error(`the room answers ${status}: ${text.slice(0, 200)}`);
    return JSON.parse(text) as { run: RunView | null; incident: { id: string; title: string } };
  }

  /** The incident, with the commit that runs well and the bad one that was just deployed. */
  declared(): Promise<{ code: string; stable: string; bad: string }> {
    return this.once('declared', async () => {
      const { world } = this;
      const head = () => world.head();
      const stable = await head();
      value(
        await world.act('engineer', 'switchFault', { targetKey: 'replyx-sandbox', fault: 'bad-deploy', isOn: true }),
      );
      const bad = await until('the bad deployment', async () => {
        const now = await head();
        return now !== stable && now;
      });
      const modes = { 'git-log': 'talk', 'git-status': 'plain', 'git-commit-type': 'plain', 'git-checkout': 'daemon' };
      okay(await this.register(hostileTarget(world.sandbox, world.folder, 'hostile', modes)));
      const { code } = okay(await this.declare('hostile'));
      return { code, stable, bad };
    });
  }

  /** A request for a plan of the highest severity, which an executive decides. */
  critical(): Promise<{ approvalId: string; planHash: string }> {
    return this.once('critical', async () => {
      const { stable, bad } = await this.declared();
      const commit = (await this.world.head()) === stable ? bad : stable;
      okay(await this.register(hostileTarget(this.world.sandbox, this.world.folder, 'hostile-critical', {})));
      const { code } = okay(await this.declare('hostile-critical', HOSTILE_TITLE, randomUUID(), 'data_corruption'));
      const { run } = await this.plan(code, commit);
      return { approvalId: await this.request(run), planHash: run.planHash };
    });
  }

  /** A plan, and the hash of another that was made for the same incident before it. */
  planned(): Promise<Planned & { code: string; olderHash: string }> {
    return this.once('planned', async () => {
      const { code, stable, bad } = await this.declared();
      const older = await this.plan(code, bad);
      const planned = await this.plan(code, stable);
      if (planned.run.preflight?.isBlocked)
        throw new Error(`the plan is blocked: ${JSON.stringify(planned.run.preflight.findings)}`);
      return { ...planned, code, olderHash: older.run.planHash };
    });
  }

  requested(): Promise<Planned & { code: string; olderHash: string; approvalId: string }> {
    return this.once('requested', async () => {
      const planned = await this.planned();
      return { ...planned, approvalId: await this.request(planned.run) };
    });
  }

  async request({ id, planHash }: Planned['run']): Promise<string> {
    const input = { runId: id, planHash, note: HOSTILE_NOTE };
    return value(await this.world.act<{ approvalId: string }>('engineer', 'requestApproval', input)).approvalId;
  }

  /** Approved by a team lead, whatever was tried on the request before. */
  approved(): Promise<Planned & { code: string; olderHash: string }> {
    return this.once('approved', async () => {
      const requested = await this.requested();
      let { approvalId } = requested;
      const { run } = await this.room(requested.code);
      if (run?.state === 'approved') return requested;
      if (run?.state === 'draft') approvalId = await this.request(requested.run);
      const decision = { approvalId, planHash: requested.run.planHash, verdict: 'approved', reason: HOSTILE_NOTE };
      value(await this.world.act('lead', 'decideApproval', decision));
      return requested;
    });
  }

  /** Started by two presses at once, and what the report said meanwhile. */
  started(): Promise<{
    code: string;
    runId: string;
    starts: (ActionResult<unknown> | null)[];
    reportMeanwhile: string;
  }> {
    return this.once('started', async () => {
      const { code, run } = await this.approved();
      const press = () =>
        this.world.act('engineer', 'startRun', { runId: run.id, planHash: run.planHash, mode: 'to_decision' });
      const pressed = await Promise.all([press(), press(), press()]);
      const reportMeanwhile = (await this.world.as('engineer').get(`/api/reports/${code}/markdown`)).text;
      return { code, runId: run.id, starts: pressed.map(({ result }) => result), reportMeanwhile };
    });
  }

  finished(): Promise<{ code: string; run: RunView }> {
    return this.once('finished', async () => {
      const { code } = await this.started();
      const run = await until(
        'the end of the run',
        async () => {
          const { run: now } = await this.room(code);
          return now && !['running', 'approved'].includes(now.state) && now;
        },
        120_000,
      );
      return { code, run };
    });
  }

  private once<T>(stage: string, reach: () => Promise<T>): Promise<T> {
    const reached = (this.reached.get(stage) as Promise<T> | undefined) ?? reach();
    this.reached.set(stage, reached);
    return reached;
  }
}

/** What an action answered; throws with its refusal. */
export function value<T>({
  result,
  status,
  text,
}: {
  result: ActionResult<T> | null;
  status: number;
  text: string;
}): T {
  if (result === null) throw new Error(`no action answered: ${status} ${text.slice(0, 300)}`);
  return okay(result);
}

export function okay<T>(result: ActionResult<T> | null): T {
  if (result?.ok) return result.value;
  throw new Error(JSON.stringify(result));
}
