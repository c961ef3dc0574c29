/** The template engine: outputs and filters only, bounded by counts rather than by a clock. */
import { Liquid } from 'liquidjs';
import { MAX_TEMPLATE_LENGTH } from './bounds.ts';
import { restrictFilters } from './filters.ts';

/** What filters may build on the way, in characters and list members. */
const MEMORY_LIMIT = 4_194_304;

/** Without tags there are no loops, so that work grows with the template: no limit by time, which would not be pure. */
export const engine: Liquid = createEngine();

function createEngine(): Liquid {
  const created = new Liquid({
    ownPropertyOnly: true,
    strictFilters: true,
    strictVariables: false,
    parseLimit: MAX_TEMPLATE_LENGTH,
    memoryLimit: MEMORY_LIMIT,
    timezoneOffset: 0,
    locale: 'en-US',
  });
  for (const name of Object.keys(created.tags)) Reflect.deleteProperty(created.tags, name);
  restrictFilters(created);
  return created;
}
