/** Port: the open runs of a subject that is erased: those on its record, and those whose record, variables or results name it. */
import type { RunState } from '@upshot/flow';
import type { DueErasure } from '@upshot/history';
import { inStore } from '@upshot/mongo';
import { OPEN_RUNS_ORDER, RUNS, type OpenRun } from '@upshot/schemas';
import type { Collection, Db } from 'mongodb';
import { parseState } from './run-state-text.ts';

type Subject = Pick<DueErasure, 'tenantId' | 'module' | 'recordId' | 'texts'>;

interface StoredOpenRun extends OpenRun {
  readonly state: string;
}

type Runs = Collection<StoredOpenRun>;

/** Their ids, by a look at all open runs of the tenant. Throws `store_unavailable`. */
export function openRunsOf(db: Db, subject: Subject): Promise<ReadonlySet<string>> {
  const runs: Runs = db.collection(RUNS);
  return inStore(async () => new Set([...(await ofRecord(runs, subject)), ...(await naming(runs, subject))]));
}

const openOf = (tenantId: string) => ({ tenantId: { $eq: tenantId }, open: true as const });

async function ofRecord(runs: Runs, { tenantId, module, recordId }: Subject): Promise<readonly string[]> {
  const filter = { ...openOf(tenantId), module: { $eq: module }, recordId: { $eq: recordId } };
  const found = runs.find(filter, { hint: OPEN_RUNS_ORDER }).project<{ _id: string }>({ _id: 1 });
  return (await found.toArray()).map(({ _id }) => _id);
}

/** The database narrows them down; what a definition says for all of its runs is no run's own. */
async function naming(runs: Runs, { tenantId, texts }: Subject): Promise<readonly string[]> {
  if (texts.length === 0) return [];
  const inJson = texts.map((text) => JSON.stringify(text).slice(1, -1).toLowerCase());
  const holding = inJson.map((text) => ({ state: new RegExp(RegExp.escape(text), 'iu') }));
  const found = runs
    .find({ ...openOf(tenantId), $or: holding }, { hint: OPEN_RUNS_ORDER })
    .project<Pick<StoredOpenRun, '_id' | 'state'>>({ state: 1 });
  const ids: string[] = [];
  for await (const { _id, state } of found) {
    const own = textOf(parseState(state));
    if (inJson.some((text) => own.includes(text))) ids.push(_id);
  }
  return ids;
}

const textOf = ({ graph: _graph, origin, ...rest }: RunState): string => {
  const { criteria: _criteria, ...facts } = origin;
  return JSON.stringify({ ...rest, ...facts }).toLowerCase();
};
