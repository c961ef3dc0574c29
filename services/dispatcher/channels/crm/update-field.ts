/** The action `update_field`: writes one field of the record. */
import { updateFieldConfig } from '@upshot/actions';
import type { SourceMapping } from '@upshot/mapping';
import { z } from 'zod';
import { fieldValueSchema } from '../../due-effect.ts';
import { defineAction, type Action } from '../../action.ts';
import { crmWriteSchema, type Crm } from '../../ports/crm.ts';
import { moduleOf, writableField, writeBack } from './write-back.ts';

export interface UpdateFieldPorts {
  readonly crm: Pick<Crm, 'apply'>;
  readonly mapping: SourceMapping;
}

const request = z.object({ write: crmWriteSchema, key: z.string(), value: fieldValueSchema });

/** Text is rendered; numbers, booleans, null and lists are written as they are. */
export const updateField = ({ crm, mapping }: UpdateFieldPorts): Action =>
  defineAction({
    name: 'update_field',
    config: updateFieldConfig,
    request,
    honoursKey: true,
    render(config, effect, renderer) {
      const key = config.fieldKey ?? config.field ?? '';
      const entity = config.entity ?? '';
      const module = moduleOf(mapping, entity === '' ? effect.module : entity);
      const value = renderer.tree(config.value);
      const values = { [writableField(module, key)]: value };
      const write = { kind: 'set' as const, module: module.module, recordId: effect.recordId, values };
      return { request: { write, key, value } };
    },
    foresee: ({ write }) => ({ shown: write }),
    deliver: ({ write, key, value }, effect) => writeBack(crm, effect, write, { updated: { [key]: value } }),
  });
