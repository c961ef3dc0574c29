/** The action `add_tag`: adds a tag to the record's list, once. */
import { addTagConfig } from '@upshot/actions';
import type { SourceMapping } from '@upshot/mapping';
import { z } from 'zod';
import { defineAction, type Action } from '../../action.ts';
import { crmWriteSchema, type Crm } from '../../ports/crm.ts';
import { moduleOf, writableRole, writeBack } from './write-back.ts';

export interface AddTagPorts {
  readonly crm: Pick<Crm, 'apply'>;
  readonly mapping: SourceMapping;
}

const request = z.object({ write: crmWriteSchema, tag: z.string() });

/** Skipped where the tag is empty once rendered. */
export const addTag = ({ crm, mapping }: AddTagPorts): Action =>
  defineAction({
    name: 'add_tag',
    config: addTagConfig,
    request,
    honoursKey: true,
    render(config, effect, renderer) {
      const module = moduleOf(mapping, effect.module);
      const column = writableRole(module, 'tags');
      const tag = renderer.plain(config.tag).trim();
      if (tag === '') return { skipped: 'the tag is empty' };
      const { recordId } = effect;
      return {
        request: {
          tag,
          write: { kind: 'append' as const, module: module.module, recordId, column, value: tag },
        },
      };
    },
    foresee: ({ write }) => ({ shown: write }),
    deliver: ({ write, tag }, effect) => writeBack(crm, effect, write, { tag }),
  });
