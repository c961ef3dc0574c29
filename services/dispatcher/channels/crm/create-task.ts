/** The action `create_task`: a follow-up in the CRM's own tasks, linked to the record. */
import { createTaskConfig, type CreateTaskConfig } from '@upshot/actions';
import { deriveId } from '@upshot/ids';
import type { SourceMapping } from '@upshot/mapping';
import { z } from 'zod';
import { defineAction, type Action } from '../../action.ts';
import { crmWriteSchema, type Crm } from '../../ports/crm.ts';
import { ownerOf } from '../../record-roles.ts';
import type { Renderer } from '../../rendering.ts';
import { taskValues } from './task-values.ts';
import { crmEffectOf, moduleOf } from './write-back.ts';

export interface CreateTaskPorts {
  readonly crm: Pick<Crm, 'apply'>;
  readonly mapping: SourceMapping;
}

const TASKS = 'tasks';

const request = z.object({ write: crmWriteSchema, title: z.string(), assignedTo: z.string().nullable() });

/** The task's id is derived from the effect's. */
export const createTask = ({ crm, mapping }: CreateTaskPorts): Action =>
  defineAction({
    name: 'create_task',
    config: createTaskConfig,
    request,
    honoursKey: true,
    render(config, effect, renderer) {
      const owner = ownerOf(mapping, effect);
      const specific = renderer.plain(config.specificUserId ?? '').trim();
      const assignedTo = config.assignedTo === 'owner' ? owner : specific === '' ? null : specific;
      const task = { ...renderedTask(config, renderer), assignedTo };
      const values = taskValues(moduleOf(mapping, TASKS), task, effect);
      const recordId = deriveId('record', effect.effectId);
      const write = { kind: 'insert' as const, module: TASKS, recordId, values };
      return { request: { write, title: task.title, assignedTo } };
    },
    foresee: ({ write }) => ({ shown: write }),
    async deliver({ write, title, assignedTo }, effect) {
      const { recordId: taskId } = await crm.apply(crmEffectOf(effect), write);
      return { output: { created: true, title, assignedTo, taskId } };
    },
  });

function renderedTask(config: CreateTaskConfig, renderer: Renderer): CreateTaskConfig {
  const plain = <T>(value: T): T | string => (typeof value === 'string' ? renderer.plain(value) : value);
  const title = renderer.plain(config.title).trim();
  return {
    ...config,
    title: title === '' ? 'Follow up' : title,
    description: plain(config.description),
    status: plain(config.status),
    priority: plain(config.priority),
    tags: Array.isArray(config.tags) ? config.tags.map((tag) => renderer.plain(tag)) : plain(config.tags),
  };
}
