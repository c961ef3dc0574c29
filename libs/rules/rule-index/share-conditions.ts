/** Equal conditions of a module compiled once: rules share their closures, which take less room and stay near the processor. */
import type { ModuleSchema } from '@upshot/values';
import { compileCondition, type CompileCondition, type Judge } from '../compile-condition.ts';

/** So many are remembered; then all are forgotten, for conditions of rules that are gone are among them. */
const MOST = 100_000;

/** Compiles for one schema, and gives equal conditions what it gave before. */
export function shareConditions(): CompileCondition {
  const known = new Map<string, Judge>();
  return (condition, schema: ModuleSchema) => {
    const key = JSON.stringify(condition);
    const judge = known.get(key) ?? compileCondition(condition, schema);
    if (known.size >= MOST) known.clear();
    known.set(key, judge);
    return judge;
  };
}
