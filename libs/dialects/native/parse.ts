/** Reads a native definition: its shape by its schema, then what it names by the source mapping. */
import type { Definition } from '@upshot/definitions';
import { err, ok, type Result } from '@upshot/errors';
import type { DialectProblem, ParseContext, Parsed } from '../dialect.ts';
import { checkGraph } from '../graph/index.ts';
import { nameNodes } from '../graph/name-nodes.ts';
import { isJsonObject, soundJson, type JsonObject } from '../shared/json.ts';
import { gatherProblems, type Report } from '../shared/report.ts';
import { reportIssues } from '../shared/zod-problems.ts';
import { definitionBodySchema } from './body-schema.ts';
import { checkTrigger } from './check-trigger.ts';
import { RETURNED } from './print.ts';

/** What a trigger holds unless it says otherwise, beside its kind as its name: everything matches, and no write-back starts it. */
export const UNSAID = { criteria: { kind: 'all', of: [] }, maxDepth: 0 } as const;

/** A body replaces what is there as a whole. What a definition is printed with beside it says nothing in an update. */
export function parseDefinition(
  body: unknown,
  context: ParseContext,
): Result<Parsed, readonly DialectProblem[]> {
  const { report, problems } = gatherProblems();
  const sent = readBody(body, context, report);
  const parsed = problems.length > 0 ? null : readDefinition(sent, report);
  if (parsed !== null) check(parsed, context, report);
  if (parsed === null || problems.length > 0) return err(nameNodes(problems, sent['graph']));
  return ok({ ...parsed, source: sourceOf(sent) });
}

function readBody(body: unknown, { mode }: ParseContext, report: Report): JsonObject {
  const value = soundJson(body, report);
  if (!isJsonObject(value)) {
    report([], 'wrong_type', 'must be an object');
    return {};
  }
  if (mode === 'create') return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => !RETURNED.some((each) => each === key)));
}

type Read = Pick<Definition, 'name' | 'active' | 'trigger' | 'graph' | 'sandbox'>;

function readDefinition(sent: JsonObject, report: Report): Read | null {
  const trigger = sent['trigger'];
  const filled = isJsonObject(trigger) ? { ...UNSAID, name: nameOf(trigger), ...trigger } : trigger;
  const parsed = definitionBodySchema.safeParse({
    ...sent,
    ...(filled !== undefined && { trigger: filled }),
  });
  if (!parsed.success) {
    reportIssues(parsed.error, [], report);
    return null;
  }
  const { name, active = true, graph, sandbox } = parsed.data;
  return { name, active, trigger: parsed.data.trigger, graph, sandbox };
}

const nameOf = ({ kind }: JsonObject): string => (typeof kind === 'string' ? kind : '');

function check({ trigger, graph }: Read, context: ParseContext, report: Report): void {
  const { modules, existing, definitions } = context;
  const mapping = modules.modules.get(trigger.module) ?? null;
  if (mapping === null) report(['trigger', 'module'], 'not_found', 'is not a module of the source mapping');
  const schema = mapping === null ? null : checkTrigger(trigger, mapping, modules, report);
  const definitionId = existing?.id ?? null;
  checkGraph(graph, { mapping, modules, report, schema, definitionId, definitions });
}

/** What is read back, less what the store says for itself. */
function sourceOf(sent: JsonObject): JsonObject {
  const { active: _, ...source } = sent;
  return source;
}
