/** What every action keeps to, whatever it does: the suite that each one passes. */
import { ACTION_CHANNELS, type ActionName } from '@upshot/definitions';
import type { Effect } from '@upshot/schemas';
import { beforeAll, describe, expect, it } from 'vitest';
import { dueEffectOf, type DueEffect } from '../due-effect.ts';
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

/** Runs the suite for an action on a bench of real engines, which is open when the tests run. */
export function actionSuite({ name, config, leftBehind }: ActionExample, open: () => Bench): void {
  describe(`the action ${name}`, () => {
    let bench: Bench;
    let leadId = '';
    let effect: Effect;
    let due: DueEffect;

    beforeAll(async () => {
      bench = open();
      const tenant_id = bench.tenantId;
      const owner_id = await bench.crm.insert('users', {
        tenant_id,
        name: 'Olga',
        email: 'olga@example.com',
      });
      leadId = await bench.crm.insert('leads', { tenant_id, owner_id, first_name: 'Ann' });
      effect = bench.effectOf({
        channel: ACTION_CHANNELS[name],
        action: name,
        config: JSON.stringify(config(bench)),
        recordId: leadId,
        record: JSON.stringify({ id: leadId, owner_id, first_name: 'Ann', email: 'ann@example.com' }),
      });
      due = dueEffectOf(effect);
    });

    const action = () => {
      const found = bench.ports.actions.get(name);
      expect(found).toBeDefined();
      return found ?? expect.unreachable();
    };

    it('is carried out on its channel', () => {
      expect([action().name, action().channel]).toEqual([name, ACTION_CHANNELS[name]]);
    });
    it('renders the same request each time', async () => {
      const render = () => action().render(due, createRenderer(due.record), 1_700_000_000_000);
      const [first, second] = [await render(), await render()];
      expect(second).toEqual(first);
      expect(first).toHaveProperty('request');
    });
    it('fails, naming the place, on a config that it does not take', async () => {
      const broken = {
        ...effect,
        effectId: `${effect.effectId}-broken`,
        config: JSON.stringify({ nonsense: 1 }),
      };
      expect(await bench.resultOf(broken)).toMatchObject({
        outcome: 'failed',
        errorCode: 'definition_invalid',
        errorMessage: expect.stringMatching(/^config/),
        attempts: 0,
      });
    });
    it('succeeds once, says which field was missing, and says the same again', async () => {
      const first = await bench.resultOf(effect);
      expect(first).toMatchObject({
        outcome: 'succeeded',
        output: { missingFields: ['trigger.not_there'] },
        errorCode: null,
        attempts: 1,
      });
      expect(first.finishedAtMs).toBeGreaterThanOrEqual(first.startedAtMs ?? Infinity);
      const left = await leftBehind(bench, leadId);
      expect(await bench.resultOf(effect)).toEqual(first);
      expect(await leftBehind(bench, leadId)).toEqual(left);
    });
    it('changes nothing more when it is delivered again, where the other side honours the key', async () => {
      if (!action().honoursKey) return;
      const left = await leftBehind(bench, leadId);
      await bench.resultOf(effect, await bench.withoutLedger());
      expect(await leftBehind(bench, leadId)).toEqual(left);
    });
  });
}
