/** Random histories of two tenants against a model: after each, both see exactly what the model says. */
import { SCOPES } from '@upshot/keys';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { openBench, type Bench } from './testing/bench.ts';
import type { Client, Reply } from './testing/client.ts';
import { Model, type ModelWorkflow } from './testing/model.ts';
import { idOf, WORKFLOW } from './testing/workflow.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await openBench(inject('engines'));
});
afterAll(async () => {
  await bench.close();
});

interface Tenant {
  readonly client: Client;
  readonly model: Model;
}

type Step =
  | { readonly kind: 'create' | 'rename'; readonly name: string; readonly at: number }
  | { readonly kind: 'toggle'; readonly isActive: boolean; readonly at: number }
  | { readonly kind: 'delete' | 'break'; readonly at: number };

const at = fc.nat(6);
const name = fc.constantFrom('a', 'b', 'c');
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant('create'), name, at }),
  fc.record({ kind: fc.constant('rename'), name, at }),
  fc.record({ kind: fc.constant('toggle'), isActive: fc.boolean(), at }),
  fc.record({ kind: fc.constantFrom('delete', 'break'), at }),
);
const history = fc.array(fc.tuple(fc.constantFrom(0, 1), step), { minLength: 4, maxLength: 16 });

async function newTenant(tenantId: string): Promise<Tenant> {
  return { client: bench.client(await bench.keyOf(tenantId, SCOPES)), model: new Model() };
}

async function create({ client, model }: Tenant, named: string): Promise<void> {
  const reply = await client.post('/workflows', { ...WORKFLOW, name: named });
  const { triggerModule } = WORKFLOW;
  model.put({ id: idOf(reply), name: named, triggerModule, isActive: true, version: 1 });
}

/** Asks, and changes the model where it knows the id; where it does not, the answer must be 404. */
async function ask(
  { model }: Tenant,
  id: string,
  reply: Reply,
  change: (known: ModelWorkflow) => ModelWorkflow | null,
): Promise<void> {
  const known = model.find(id);
  expect(reply.status).toBe(known === undefined ? 404 : 200);
  const changed = known === undefined ? undefined : change(known);
  if (changed === null) model.delete(id);
  else if (changed !== undefined) model.put(changed);
}

async function carryOut(tenant: Tenant, other: Tenant, each: Step): Promise<void> {
  const { client, model } = tenant;
  // Half of the ids are the other tenant's: they must be as unknown as those that nobody has.
  const id = (each.at % 2 === 0 ? model : other.model).idAt(each.at);
  const path = `/workflows/${id}`;
  if (each.kind === 'create') await create(tenant, each.name);
  else if (each.kind === 'rename')
    await ask(tenant, id, await client.put(path, { name: each.name }), (known) => ({
      ...known,
      name: each.name,
      version: known.version + 1,
    }));
  else if (each.kind === 'toggle')
    await ask(tenant, id, await client.patch(`${path}/toggle`, { isActive: each.isActive }), (known) => ({
      ...known,
      isActive: each.isActive,
    }));
  else if (each.kind === 'delete') await ask(tenant, id, await client.delete(path), () => null);
  else expect((await client.put(path, { name: '' })).status).toBe(model.find(id) === undefined ? 404 : 400);
}

async function compare({ client, model }: Tenant): Promise<void> {
  const { body } = await client.get('/workflows');
  expect(body).toMatchObject(model.newestFirst);
  for (const known of model.newestFirst)
    expect((await client.get(`/workflows/${known.id}`)).body).toMatchObject(known);
}

describe('any history of two tenants', () => {
  it('leaves each with what it has done itself', async () => {
    let run = 0;
    await fc.assert(
      fc.asyncProperty(history, async (steps) => {
        run += 1;
        const tenants = [await newTenant(`left-${run}`), await newTenant(`right-${run}`)] as const;
        for (const [whose, each] of steps)
          await carryOut(whose === 0 ? tenants[0] : tenants[1], whose === 0 ? tenants[1] : tenants[0], each);
        await compare(tenants[0]);
        await compare(tenants[1]);
      }),
      { numRuns: 12, endOnFailure: true },
    );
  });
});
