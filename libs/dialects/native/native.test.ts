/** Runs the dialects' shared suite over the native dialect. */
import type { JsonObject } from '../shared/json.ts';
import { dialectSuite } from '../testing/dialect-suite.ts';
import { native } from './index.ts';
import { validDefinition } from './testing.ts';

/** Everything that was sent, as it was sent; a definition is active unless it says otherwise. */
const comparable = ({ name, description, active = true, trigger, graph }: JsonObject): unknown => ({
  name,
  description,
  active,
  trigger,
  graph,
});

dialectSuite({ dialect: native, valid: validDefinition, sent: comparable, wanted: comparable });
