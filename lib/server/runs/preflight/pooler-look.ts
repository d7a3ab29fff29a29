import 'server-only';
import { judgePooler } from '@/lib/domain/preflight/pooler';
import { sqlRenderer } from '../../runbooks/sql-catalogue';
import { sqlTargetOf } from '../../targets/get-target';
import { probePooler } from '../../targets/probe-pooler';
import { connectOf, type Look } from './look';

/** Whether one connection is one backend for its whole life: by what it does, since a pooler may hide its name. */
export const pooler: Look = async (context) => {
  const statement = (await sqlRenderer(context.catalogue))('preflight/backend.sql', {});
  const probe = await probePooler(sqlTargetOf(context.target, connectOf(context)), statement, context.tag);
  return { findings: [judgePooler(probe)] };
};
