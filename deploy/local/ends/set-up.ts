/** What the set-up says of itself: the processes of `local.json`, and the last runs as the API tells them. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

const localJson = z.object({
  api: z.string().optional(),
  apiKeys: z.object({ demo: z.string() }).optional(),
  processes: z.array(z.object({ name: z.string(), pid: z.number() })).optional(),
});
const workflowList = z.array(z.object({ id: z.string(), name: z.string() }));
const runList = z.object({
  data: z.array(
    z.object({
      id: z.string(),
      status: z.string(),
      triggerType: z.string().nullish(),
      triggerEntityId: z.string().nullish(),
      startedAt: z.string(),
      finishedAt: z.string().nullish(),
    }),
  ),
});

export interface ProcessState {
  readonly name: string;
  readonly pid: number;
  readonly alive: boolean;
}

export interface RunLine {
  readonly workflow: string;
  readonly id: string;
  readonly status: string;
  readonly trigger: string;
  readonly recordId: string;
  readonly startedAt: string;
  readonly finishedAt: string;
}

export interface SetUp {
  readonly api: string | null;
  readonly processes: readonly ProcessState[];
  /** Null where the API did not answer. */
  readonly runs: readonly RunLine[] | null;
}

const WORKFLOWS = 20;
const RUNS = 15;
const TIMEOUT_MS = 2000;

/** Reads `local.json` in `home` and asks the API that it (or `apiUrl`) names; never throws. */
export async function readSetUp(home: string, apiUrl: string | undefined): Promise<SetUp> {
  const local = await readLocal(join(home, 'local.json'));
  const api = local.api ?? apiUrl ?? null;
  return {
    api,
    processes: (local.processes ?? []).map((each) => ({ ...each, alive: isAlive(each.pid) })),
    runs: api === null ? null : await lastRuns(api, local.apiKeys?.demo ?? '').catch(() => null),
  };
}

async function readLocal(file: string): Promise<z.output<typeof localJson>> {
  try {
    return localJson.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch {
    return {};
  }
}

async function lastRuns(api: string, key: string): Promise<readonly RunLine[]> {
  const ask = async (path: string): Promise<unknown> => {
    const options = { headers: { authorization: `Bearer ${key}` }, signal: AbortSignal.timeout(TIMEOUT_MS) };
    return (await fetch(new URL(path, api), options)).json();
  };
  const workflows = workflowList.parse(await ask('/workflows')).slice(0, WORKFLOWS);
  const lists = await Promise.all(
    workflows.map(async ({ id, name }) => {
      const { data } = runList.parse(await ask(`/workflows/${encodeURIComponent(id)}/runs?limit=${RUNS}`));
      return data.map((run) => toLine(name, run));
    }),
  );
  return lists
    .flat()
    .sort((a, b) => b.startedAt.localeCompare(a.startedAt))
    .slice(0, RUNS);
}

function toLine(workflow: string, run: z.output<typeof runList>['data'][number]): RunLine {
  const { id, status, startedAt, finishedAt, triggerType, triggerEntityId } = run;
  const [trigger, recordId] = [triggerType ?? '', triggerEntityId ?? ''];
  return { workflow, id, status, trigger, recordId, startedAt, finishedAt: finishedAt ?? '' };
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
