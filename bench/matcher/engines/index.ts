/** The engines that run in this process, in the order in which they are printed. */
import type { Engine } from './engine.ts';
import { jsonRulesEngine } from './json-rules-engine.ts';
import { mingo } from './mingo.ts';
import { scan } from './scan.ts';
import { sift } from './sift.ts';
import { upshot } from './upshot.ts';

export { ENGINE_NAMES, type Engine, type EngineName, type Loaded } from './engine.ts';

export const ENGINES: readonly Engine[] = [upshot, scan, jsonRulesEngine, mingo, sift];
