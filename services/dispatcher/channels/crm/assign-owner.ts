/** The action `assign_owner`: one user of a pool becomes the record's owner. */
import { assignOwnerConfig, type AssignOwnerConfig } from '@upshot/actions';
import type { SourceMapping } from '@upshot/mapping';
import { z } from 'zod';
import { defineAction, type Action, type Turn } from '../../action.ts';
import type { DueEffect } from '../../due-effect.ts';
import { crmWriteSchema, type Crm } from '../../ports/crm.ts';
import type { Cursors } from '../../ports/cursor.ts';
import { leastLoaded, poolOf, weightedChoice, type Pool } from './choose-user.ts';
import { moduleOf, writableRole, writeBack } from './write-back.ts';

export interface AssignOwnerPorts {
  readonly crm: Pick<Crm, 'apply' | 'countBy'>;
  readonly cursors: Cursors;
  readonly mapping: SourceMapping;
}

const request = z.object({ write: crmWriteSchema, column: z.string(), userId: z.string() });

/** The choice is made once, when the request is rendered, and kept with it. An empty pool skips the step. */
export const assignOwner = (ports: AssignOwnerPorts): Action =>
  defineAction({
    name: 'assign_owner',
    config: assignOwnerConfig,
    request,
    honoursKey: true,
    async render(config, effect, renderer) {
      const module = moduleOf(ports.mapping, effect.module);
      const column = writableRole(module, 'owner');
      const pool = poolOf(config, renderer.plain);
      const chosen = await choose(config.algorithm, pool, effect, column, ports);
      if (chosen === null) return { skipped: 'No user resolved' };
      const { userId, turn } = chosen;
      const values = { [column]: userId };
      const write = { kind: 'set' as const, module: module.module, recordId: effect.recordId, values };
      return { request: { write, column, userId }, ...(turn === undefined ? {} : { turn }) };
    },
    foresee: ({ write, column, userId }) => ({ shown: write, recordPatch: { [column]: userId } }),
    deliver({ write, column, userId }, effect) {
      const output = { assignedUserId: userId, payloadMerge: { owner_id: userId } };
      return writeBack(ports.crm, effect, write, output, { [column]: userId });
    },
  });

interface Choice {
  readonly userId: string;
  readonly turn?: Turn;
}

async function choose(
  algorithm: AssignOwnerConfig['algorithm'],
  pool: Pool,
  effect: DueEffect,
  column: string,
  { crm, cursors }: AssignOwnerPorts,
): Promise<Choice | null> {
  const { effectId, tenantId, module, definitionId, nodeId } = effect;
  if (pool.users.length === 0) return null;
  switch (algorithm) {
    case 'round_robin': {
      const round = { tenantId, cursor: `${definitionId}/${nodeId}` };
      const turn = await (effect.sandbox ? cursors.peek(round) : cursors.next({ ...round, effectId }));
      const userId = pool.users[turn.position % pool.users.length];
      return userId === undefined ? null : { userId, turn };
    }
    case 'weighted': {
      const userId = weightedChoice(pool, effectId);
      return userId === null ? null : { userId };
    }
    case 'load_based': {
      const userId = leastLoaded(pool, await crm.countBy(tenantId, module, column, pool.users));
      return userId === null ? null : { userId };
    }
  }
}
