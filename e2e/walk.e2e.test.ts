/** The walk is tested: the spans of a run are the stops that ARCHITECTURE.md names, in order, and each names a file. */
import { randomUUID } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import type { ReceivedSpan } from './support/otlp-receiver.ts';
import { createWorkflow, finishedRun, metricNames, spans, sql, type RunWithSteps } from './support/upshot.ts';
import { until } from './support/until.ts';
import { walkIn } from './support/walk.ts';

const WALK = walkIn('The walk of one change');
const WAIT = walkIn('The walk of a wait');
const email = `walker-${randomUUID()}@example.com`;

let run: RunWithSteps;
let trace: readonly ReceivedSpan[];

const root = new URL('../', import.meta.url);
const attributeOf = (span: ReceivedSpan, key: string) =>
  Object.values(span.attributes.find((each) => each.key === key)?.value ?? {})[0];
const namesIn = (some: readonly ReceivedSpan[]) => new Set(some.map(({ name }) => name));
const startOf = (span: ReceivedSpan) => BigInt(span.startTimeUnixNano);
const byStart = (a: ReceivedSpan, b: ReceivedSpan) =>
  startOf(a) < startOf(b) ? -1 : startOf(a) > startOf(b) ? 1 : 0;

async function traceOf(
  runId: string,
  holds: (found: readonly ReceivedSpan[]) => boolean,
): Promise<readonly ReceivedSpan[]> {
  return until('the whole trace', async () => {
    const all = await spans();
    const traceId = all.find((span) => attributeOf(span, 'upshot.run.id') === runId)?.traceId;
    const found = all.filter((span) => span.traceId === traceId);
    return holds(found) ? found.toSorted(byStart) : undefined;
  });
}

beforeAll(async () => {
  const id = randomUUID();
  const url = `${inject('upshot').hooks}/walk`;
  const workflow = {
    name: 'Walk',
    triggerModule: 'leads',
    triggerType: 'lead_created',
    triggerFilters: {
      match: 'all',
      items: [{ type: 'condition', field: 'email', operator: 'equals', value: email }],
    },
  };
  const workflowId = await createWorkflow({
    ...workflow,
    actions: [
      { actionType: 'wait', sortOrder: 1, config: { seconds: 1 } },
      { actionType: 'webhook', sortOrder: 2, config: { url } },
    ],
  });
  const straight = await createWorkflow({
    ...workflow,
    actions: [{ actionType: 'webhook', config: { url } }],
  });
  await sql('insert into leads (id, first_name, last_name, email) values ($1, $2, $3, $4)', [
    id,
    'Wanda',
    'Walker',
    email,
  ]);
  run = await finishedRun(straight);
  waited = await finishedRun(workflowId);
  trace = await traceOf(run.id, (found) => WALK.every(({ name }) => namesIn(found).has(name)));
});
let waited: RunWithSteps;

describe('the walk of one change', () => {
  it('has the stops that ARCHITECTURE.md names, and no other', () => {
    expect(WALK.length).toBeGreaterThan(15);
    expect([...namesIn(trace)].toSorted()).toEqual(WALK.map(({ name }) => name).toSorted());
  });
  it('comes to them in that order', () => {
    const recorder = new Set(
      WALK.filter(({ file }) => file.startsWith('services/run-recorder/')).map(({ name }) => name),
    );
    const first = new Map<string, ReceivedSpan>();
    for (const span of trace)
      if (!first.has(span.name) && !recorder.has(span.name)) first.set(span.name, span);
    // The recorder writes as the run goes; its stops are those of the run's last event.
    const last = new Map(trace.filter(({ name }) => recorder.has(name)).map((span) => [span.name, span]));
    const walked = [...first.values(), ...[...last.values()].toSorted(byStart)].map(({ name }) => name);
    expect(walked).toEqual(WALK.map(({ name }) => name));
  });
  it('is one trace, from the commit in the source on, and each span hangs on another', () => {
    const ids = new Set(trace.map(({ spanId }) => spanId));
    const roots = trace.filter(
      ({ parentSpanId }) => parentSpanId === undefined || parentSpanId === '' || !ids.has(parentSpanId),
    );
    expect(roots.map(({ name }) => name)).toEqual(['capture-change']);
  });
  it.each([...WALK, ...WAIT])('$name stands in $file', ({ name, file }) => {
    expect(existsSync(new URL(file, root))).toBe(true);
    expect(name).toMatch(/^[a-z]+(-[a-z]+)*$/u);
  });
});

describe('the walk of a wait', () => {
  it('ends one trace and links the next', async () => {
    const woken = await until('the trace of the wake-up', async () => {
      const all = await spans();
      const fired = all.find(
        (span) => span.name === 'fire-timer' && attributeOf(span, 'upshot.run.id') === waited.id,
      );
      return fired && all.some((span) => span.traceId === fired.traceId && span.name === 'report-result')
        ? fired
        : undefined;
    });
    const linked = (await spans())
      .filter(({ traceId }) => traceId === woken.traceId)
      .flatMap(({ links }) => links);
    const before = (await spans()).filter(({ traceId }) => traceId === linked[0]?.traceId);
    expect([...namesIn(before)]).toContain('capture-change');
    expect(before.every(({ traceId }) => traceId !== woken.traceId)).toBe(true);
    const stops = WAIT.map(({ name }) => name);
    const seen = namesIn(
      (await spans()).filter(({ traceId }) => traceId === woken.traceId || traceId === before[0]?.traceId),
    );
    expect(stops.filter((stop) => !seen.has(stop))).toEqual([]);
  });
});

describe('what telemetry holds', () => {
  it('has neither the record’s personal data nor its keys in any span', async () => {
    const text = JSON.stringify(await spans());
    expect(text).not.toContain(email);
    expect(text).not.toContain('Wanda');
  });
  it('measures stages, lag in records and in seconds, records and effects', async () => {
    const wanted = [
      'upshot.stage.duration',
      'upshot.lag.records',
      'upshot.lag.seconds',
      'upshot.records',
      'upshot.effects',
    ];
    await until('the metrics', async () => {
      const names = new Set(await metricNames());
      return wanted.every((name) => names.has(name)) ? true : undefined;
    });
  });
  it('writes no personal data to the logs', () => {
    const home = inject('upshotHome');
    for (const service of [
      'matcher',
      'runner',
      'dispatcher',
      'run-recorder',
      'scheduler',
      'mirror',
      'definition-api',
    ]) {
      expect(readFileSync(`${home}/logs/${service}.log`, 'utf8')).not.toContain(email);
    }
  });
});
