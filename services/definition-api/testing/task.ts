/** Tasks in the API's database, as the recorder would have put them there; and the record that they are about. */
import { randomUUID } from 'node:crypto';
import type { TaskRequest } from '@upshot/flow';
import { MIRROR, toDocument } from '@upshot/mirror-reader';
import { createTaskProjection, taskIdOf } from '@upshot/tasks';
import { REQUEST, taskEventsOf } from '@upshot/tasks/testing';
import type { FieldValue } from '@upshot/values';
import type { Db } from 'mongodb';

type Values = Readonly<Record<string, FieldValue>>;

/** A task of the tenant, and what its run says of it later. */
export async function makeTask(db: Db, tenantId: string, request: Partial<TaskRequest> = {}, atMs = 1_000) {
  const stepId = randomUUID();
  const recordId = request.origin?.recordId ?? `lead-${stepId}`;
  const origin = {
    ...REQUEST.origin,
    definitionId: randomUUID(),
    module: 'leads',
    ...request.origin,
    recordId,
  };
  const events = taskEventsOf(stepId, tenantId, randomUUID());
  const projection = createTaskProjection(db);
  const tell = (...told: Parameters<typeof projection.apply>[0]) => projection.apply(told, () => undefined);
  const started = events.started(2, atMs, { ...request, origin });
  await tell(started);
  const id = taskIdOf(stepId);
  return { id, stepId, runId: started.runId, path: `/api/tasks/${id}`, events, tell, origin };
}

let sequence = 0n;

/** What the mirror has of a record; later images have later commits. */
export async function mirrorRecord(
  db: Db,
  tenantId: string,
  recordId: string,
  values: Values,
  deleted = false,
) {
  sequence += 1n;
  const remembered = { tenantId, module: 'leads', recordId, values, unknown: [], deleted, sequence };
  const document = toDocument(
    { ...remembered, positionId: `p${sequence}`, committedAtMs: 10_000 + Number(sequence) },
    new Date(0),
  );
  const { _id, expireAt: _never, ...kept } = document;
  await db.collection<{ _id: string }>(MIRROR).replaceOne({ _id }, kept, { upsert: true });
}
