/** Reads a file of scenarios: what each begins with. Other files that it names are handed in. */
import { DIALECT_MODULES, pointerOf } from '@upshot/dialects';
import { criteriaSchema, NO_GRAPH } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { loadMapping, problemText, type SourceMapping } from '@upshot/mapping';
import { parse, stringify, YAMLParseError } from 'yaml';
import type { z } from 'zod';
import type { Given } from './given.ts';
import { plainMapping } from './plain-module.ts';
import { scenarioFile, type OfDefinition, type OfGraph, type Scenario } from './scenario.ts';

/** One scenario, and what it begins with. */
export interface ReadScenario {
  readonly scenario: Scenario;
  readonly given: Given;
}

/** The text of another file by its path, as the scenario file names it. */
export type ReadOther = (path: string) => string;

type Shared = Pick<Given, 'mapping' | 'definition'>;

/** Every scenario in `text` (YAML or JSON). Throws `scenario_invalid` with the place of what is wrong. */
export function readScenarios(text: string, readOther: ReadOther): readonly ReadScenario[] {
  const parsed = scenarioFile.safeParse(yamlOf(text));
  if (!parsed.success) throw new UpshotError('scenario_invalid', problemsOf(parsed.error));
  const file = parsed.data;
  const shared = 'definition' in file ? definitionOf(file, readOther) : graphOf(file);
  return file.scenarios.map((scenario) => ({ scenario, given: givenBy(scenario, file, shared) }));
}

function yamlOf(text: string): unknown {
  try {
    return parse(text);
  } catch (thrown) {
    if (!(thrown instanceof YAMLParseError)) throw thrown;
    throw new UpshotError('scenario_invalid', thrown.message, { cause: thrown });
  }
}

function givenBy(scenario: Scenario, file: OfDefinition | OfGraph, { mapping, definition }: Shared): Given {
  const { name: _name, script: _script, graph, after, zones, calendar, byHand, ...rest } = scenario;
  return {
    ...rest,
    mapping,
    definition: graph === undefined ? definition : { ...definition, graph },
    after: after === undefined ? {} : after,
    zones: { ...file.zones, ...zones },
    calendar: calendar ?? file.calendar,
    byHand,
  };
}

/** A definition as its dialect reads it: what the API would refuse is refused here. */
function definitionOf({ dialect, definition, mapping }: OfDefinition, readOther: ReadOther): Shared {
  const modules = mappingOf(mapping, readOther);
  const body: unknown = typeof definition === 'string' ? yamlOf(readOther(definition)) : definition;
  const module = DIALECT_MODULES.find(({ name }) => name === dialect);
  if (module === undefined) throw new UpshotError('scenario_invalid', `there is no dialect ${dialect}`);
  let ids = 0;
  const newId = (): string => `id-${String((ids += 1))}`;
  const parsed = module.parse(body, { modules, newId, mode: 'create' });
  if (!parsed.ok) {
    const problems = parsed.error.map(({ path, code, message }) => `${pointerOf(path)} ${code}: ${message}`);
    throw new UpshotError('scenario_invalid', ['the definition is refused', ...problems].join('\n'));
  }
  const { name, trigger, graph } = parsed.value;
  return { mapping: modules, definition: { name, trigger, graph, dialect: module.name } };
}

function mappingOf(mapping: OfDefinition['mapping'], readOther: ReadOther): SourceMapping {
  const isPath = typeof mapping === 'string';
  const loaded = loadMapping(isPath ? readOther(mapping) : stringify(mapping), isPath ? mapping : 'mapping');
  if (loaded.ok) return loaded.value;
  throw new UpshotError('scenario_invalid', loaded.error.map(problemText).join('\n'));
}

/** A graph alone runs on every change that is saved. */
function graphOf({ fields, graph = NO_GRAPH, criteria = { kind: 'all', of: [] } }: OfGraph): Shared {
  const asked = criteriaSchema.safeParse(criteria);
  if (!asked.success) throw new UpshotError('scenario_invalid', problemsOf(asked.error, ['criteria']));
  const trigger = {
    module: 'things',
    kind: 'saved',
    name: 'saved',
    criteria: asked.data,
    maxDepth: 0,
  } as const;
  return { mapping: plainMapping('things', fields), definition: { name: 'a graph', trigger, graph } };
}

/** The deepest place that says what is wrong: of the two shapes of a file, the one that fits better. */
function problemsOf(error: z.ZodError, at: readonly PropertyKey[] = []): string {
  const lines = error.issues.flatMap((issue) => linesOf(issue, at));
  return lines.join('\n');
}

function linesOf(issue: z.core.$ZodIssue, at: readonly PropertyKey[]): readonly string[] {
  const place = [...at, ...issue.path];
  if (issue.code !== 'invalid_union' || issue.errors.length === 0)
    return [`/${place.map(String).join('/')}: ${issue.message}`];
  const each = issue.errors.map((issues) => issues.flatMap((inner) => linesOf(inner, place)));
  return each.reduce((best, next) => (next.length < best.length ? next : best));
}
