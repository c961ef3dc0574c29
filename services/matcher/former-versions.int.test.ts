/** Shows on a real topic that a matcher which starts anew, on the newest record alone, signals the runs of every version as before. */
import { randomUUID } from 'node:crypto';
import { codec, connectRegistry, type Codec } from '@upshot/avro';
import { connectBus, type Bus } from '@upshot/bus';
import type { Awaited, Definition, Node } from '@upshot/definitions';
import { DEFINITIONS, schemaOfTopic, subjectOf, type DefinitionRecord } from '@upshot/schemas';
import { deploySchemas } from '@upshot/schemas/deploy';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { changeRig, opportunity } from './testing/change-rig.ts';
import { definition } from './testing/definition.ts';

let bus: Bus;
let records: Codec<DefinitionRecord>;
beforeAll(async () => {
  const { kafka, registry } = inject('engines');
  await deploySchemas({ brokers: [kafka], registryUrl: registry });
  const subject = { subject: subjectOf(DEFINITIONS), schema: schemaOfTopic(DEFINITIONS) };
  records = await codec<DefinitionRecord>(connectRegistry({ url: registry }), subject);
  bus = await connectBus({ brokers: [kafka], clientId: 'matcher-test', timings: { maxWaitMs: 100 } });
});
afterAll(async () => {
  await bus.close();
});

const forStage: Node = {
  kind: 'wait_for_event',
  id: 'w',
  event: { kind: 'change', change: 'stage_changed' },
};
const version = (number: number, ...nodes: readonly Node[]): Definition =>
  definition({ version: number, active: false, graph: { start: null, nodes, edges: [] } });
const recordOf = (
  each: Definition,
  awaited: Awaited | null,
  more: Partial<DefinitionRecord> = {},
): DefinitionRecord => ({
  tenantId: each.tenantId,
  definitionId: each.id,
  revision: each.version,
  document: JSON.stringify(each),
  awaited: awaited === null ? null : JSON.stringify(awaited),
  gone: false,
  ...more,
});
const FIRST = recordOf(version(1, forStage), { current: [{ nodeId: 'w', fromVersion: 0 }], former: [] });
const FORMER: Awaited = {
  current: [],
  former: [
    {
      nodeId: 'w',
      module: 'opportunities',
      awaits: { kind: 'event', event: { kind: 'change', change: 'stage_changed' } },
      fromVersion: 0,
      toVersion: 1,
    },
  ],
};
const SECOND = recordOf(version(2), FORMER);

/** What a matcher signals of a change of stage, that starts on a topic of these records; null: a tombstone of revision 9. */
async function signalled(...told: readonly (DefinitionRecord | null)[]) {
  const topic = `test.definitions-${randomUUID().slice(0, 8)}`;
  await bus.ensureTopics([{ name: topic, partitions: 1, config: { 'cleanup.policy': 'compact' } }]);
  await bus.send(
    told.map((each) => ({
      topic,
      key: 'demo/d1',
      value: each === null ? null : records.encode(each),
      headers: { revision: String(each?.revision ?? 9) },
    })),
  );
  const matcher = changeRig({ codec: records });
  const follower = await bus.follow({ topics: [topic], onRecord: (each) => matcher.definitions.take(each) });
  await follower.ready;
  await follower.stop();
  matcher.definitions.open();
  await matcher.match(matcher.change('u', opportunity(), opportunity({ stage: 'proposal' })));
  return matcher.signals().map(({ nodeId, fromVersion, toVersion }) => [nodeId, fromVersion, toVersion]);
}

describe('a run on version 1, whose node version 2 has no longer', () => {
  const toTheFirst = [['w', 0, 1]];

  it('is told by a matcher that has seen both, and by one that sees the newest alone', async () => {
    expect(await signalled(FIRST, SECOND)).toEqual(toTheFirst);
    expect(await signalled(SECOND)).toEqual(toTheFirst);
  });
  it('is told when the definition is deleted, until its tombstone says that nobody waits', async () => {
    const gone = recordOf(version(2), FORMER, { gone: true, revision: 3 });
    expect(await signalled(gone)).toEqual(toTheFirst);
    expect(await signalled(FIRST, gone, null)).toEqual([]);
  });
  it('is told no more once nobody waits there', async () => {
    expect(await signalled(SECOND, recordOf(version(2), { current: [], former: [] }))).toEqual([]);
  });
});

describe('a record of a process that tells nothing of earlier versions', () => {
  it('is read, and runs on them are taken to wait as those on the newest do', async () => {
    expect(await signalled(recordOf(version(3, forStage), null))).toEqual([['w', 0, null]]);
  });
});
