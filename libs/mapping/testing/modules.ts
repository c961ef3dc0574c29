/** The demo CRM's modules, and changes of their records, for tests. */
import { UpshotError } from '@upshot/errors';
import type { Image, Operation, RecordChange } from '@upshot/values';
import { readFileSync } from 'node:fs';
import { loadMapping, type ModuleMapping } from '../index.ts';

const text = readFileSync(new URL('../../../deploy/crm/source-mapping.yaml', import.meta.url), 'utf8');
const loaded = loadMapping(text, 'source-mapping.yaml');

/** A module of the demo CRM's mapping. */
export function moduleOf(name: string): ModuleMapping {
  const module = loaded.ok ? loaded.value.modules.get(name) : undefined;
  if (module === undefined) throw new UpshotError('internal', `no module ${name}`);
  return module;
}

/** An image that knows these values, and of which `unknown` is not known. */
export const image = (values: Image['values'], unknown: Image['unknown'] = []): Image => ({
  values,
  unknown,
});

export const NOTHING = image({}, 'rest');

export const change = (operation: Operation, before: Image | null, after: Image | null): RecordChange => ({
  operation,
  before,
  after,
});

/** An update from one row to another. */
export const update = (before: Image['values'], after: Image['values']): RecordChange =>
  change('update', image(before), image(after));
