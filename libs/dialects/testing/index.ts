/** For tests of other rooms: a small source mapping, and workflows that must be accepted. */
export { testModules } from './modules.ts';
export { soundGraph } from '../graph/testing.ts';
export { validDefinition } from '../native/testing.ts';
export { validWorkflow } from '../workflows-api/testing.ts';
