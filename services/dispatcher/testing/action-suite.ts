/** What every action keeps to, whatever it does: the suite that each one passes. */
import { ACTION_CHANNELS, type ActionName } from '@upshot/definitions';
import type { Effect } from '@upshot/schemas';
import { beforeAll, describe, expect, it } from 'vitest';
import { dueEffectOf } from '../due-effect.ts';
import { createRenderer } from '../rendering.ts';
import type { Bench } from './bench.ts';

/** One action's example. */
export interface ActionExample {
  readonly name: ActionName;
  /** Holds the token `{{trigger.not_there}}` somewhere, and can be carried out all the same. */
  readonly config: (bench: Bench) => object;
  /** What the other side has when it is done. */
  readonly leftBehind: (bench: Bench, leadId: string) => Promise<unknown>;
}

/** A bench with a lead for the example's effect to be about. */
class Scene {
  readonly bench: Bench;
  readonly effect: Effect;
  readonly left: () => Promise<unknown>;

  constructor({ name, config, leftBehind }: ActionExample, bench: Bench, leadId: string, ownerId: string) {
    const record = { id: leadId, owner_id: ownerId, first_name: 'Ann', email: 'ann@example.com' };
    this.bench = bench;
    this.left = () => leftBehind(bench, leadId);
    this.effect = bench.effectOf({
      channel: ACTION_CHANNELS[name],
      action: name,
      config: JSON.stringify(config(bench)),
      recordId: leadId,
      record: JSON.stringify(record),
    });
  }
  get action() {
    return this.bench.ports.actions.get(this.effect.action) ?? expect.unreachable();
  }
}

/** Runs the suite for an action on a bench of real engines, which is open when the tests run. */
export function actionSuite(example: ActionExample, open: () => Bench): void {
  describe(`the action ${example.name}`, () => {
    let scene: Scene;
    beforeAll(async () => {
      const bench = open();
      const tenant_id = bench.tenantId;
      const ownerId = await bench.crm.insert('users', { tenant_id, name: 'Olga', email: 'olga@example.com' });
      const leadId = await bench.crm.insert('leads', { tenant_id, owner_id: ownerId, first_name: 'Ann' });
      scene = new Scene(example, bench, leadId, ownerId);
    });
    declares(() => scene, example.name);
    happensOnce(() => scene);
  });
}

function declares(scene: () => Scene, name: ActionName): void {
  it('is carried out on its channel', () => {
    expect([scene().action.name, scene().action.channel]).toEqual([name, ACTION_CHANNELS[name]]);
  });
  it('renders the same request each time', async () => {
    const due = dueEffectOf(scene().effect);
    const render = () => scene().action.render(due, createRenderer(due), 1_700_000_000_000);
    const first = await render();
    expect(first).toHaveProperty('request');
    expect(await render()).toEqual(first);
  });
  it('fails, naming the place, on a config that it does not take', async () => {
    const { effect, bench } = scene();
    const config = JSON.stringify({ nonsense: 1 });
    const broken = { ...effect, effectId: `${effect.effectId}-broken`, config };
    expect(await bench.resultOf(broken)).toMatchObject({
      outcome: 'failed',
      errorCode: 'definition_invalid',
      errorMessage: expect.stringMatching(/^config/),
      attempts: 0,
    });
  });
}

function happensOnce(scene: () => Scene): void {
  it('succeeds once, says which field was missing, and says the same again', async () => {
    const { bench, effect, left } = scene();
    const first = await bench.resultOf(effect);
    expect(first).toMatchObject({
      outcome: 'succeeded',
      output: { missingFields: ['trigger.not_there'] },
      errorCode: null,
      attempts: 1,
    });
    const after = await left();
    expect(await bench.resultOf(effect)).toEqual(first);
    expect(await left()).toEqual(after);
  });
  it('says when there is no way back, where the other side honours no key', async () => {
    const { bench, effect, action } = scene();
    let said = 0;
    const sending: typeof bench.ledger.sending = (claim) => {
      said += 1;
      return bench.ledger.sending(claim);
    };
    await bench.resultOf(
      { ...effect, effectId: `${effect.effectId}-2` },
      { ledger: { ...bench.ledger, sending } },
    );
    expect(said).toBe(action.honoursKey ? 0 : 1);
  });
  it('changes nothing more when it is delivered again, where the other side honours the key', async () => {
    const { bench, effect, left, action } = scene();
    const after = await left();
    if (action.honoursKey) await bench.resultOf(effect, await bench.withoutLedger());
    expect(await left()).toEqual(after);
  });
}
