import 'server-only';
import { withoutPool } from '@/lib/domain/pool-change';
import { ok, warn } from '@/lib/domain/preflight/finding';
import { shortId } from '@/lib/domain/words';
import { ask, type Look, one } from './look';

/** Whether a commit that is about to be checked out brings a connection pool back that an earlier step takes away. */
export const poolAtCommit: Look = async (context, args) => {
  const [key, file, commit] = ['pool-at-commit', one(args, 'file'), one(args, 'commit')];
  const shown = await ask(context, 'git-show', { object: `${commit}:${file}` });
  if (!shown.isOk) {
    const sentence = `Whether ${shortId(commit)} has a connection pool cannot be seen: ${shown.why}.`;
    return { findings: [warn(key, sentence, `Look at ${file} in it before approving.`)] };
  }
  if (withoutPool(shown.output).verdict === 'already')
    return { findings: [ok(key, `${shortId(commit)} connects without a pool, as phase 4 leaves it.`)] };
  const sentence = `${shortId(commit)} has a connection pool of its own: checking it out in phase 1 brings back what phase 4 takes away.`;
  return { findings: [warn(key, sentence, 'Choose a commit from before phase 4, or leave phase 4 out of the plan.')] };
};
