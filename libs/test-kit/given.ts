/** What a run of a test begins with: a definition, the world around it, and the change that starts it. */
import type { Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import type { Fields, RunOrigin } from '@upshot/flow';
import { deriveId } from '@upshot/ids';
import type { Image, RecordChange } from '@upshot/values';
import { instantOf } from './time-span.ts';
import type { World } from './world.ts';

export interface Given extends World {
  readonly definition: Pick<Definition, 'name' | 'trigger' | 'graph'> & Partial<Definition>;
  /** When the change was committed, ISO 8601; left out: Monday, 5 January 2026, 09:00 UTC. */
  readonly at?: string | undefined;
  /** The record before the change; null: it was created. Left out: as after it. */
  readonly before?: Fields | null | undefined;
  /** The record after the change; null: it was deleted. */
  readonly after: Fields | null;
  /** Fields that the source has and did not send with the image before. */
  readonly unknownBefore?: readonly string[] | undefined;
  readonly variables?: Fields | undefined;
  /** Somebody starts it by hand: the trigger is not asked. */
  readonly byHand?: boolean | undefined;
  /** The node to begin at. */
  readonly startAt?: string | undefined;
  /** False: the re-entry policy does not admit the record. */
  readonly admitted?: boolean | undefined;
  /** Another run awaits this one's end. */
  readonly awaited?: boolean | undefined;
}

const MONDAY_MORNING = '2026-01-05T09:00:00Z';

/** When the story begins. Throws `scenario_invalid`. */
export const beginningOf = ({ at = MONDAY_MORNING }: Pick<Given, 'at'>): number => instantOf(at);

/** The change that a story begins with. Throws `scenario_invalid` where there is no image at all. */
export function changeOfGiven({ before, after, unknownBefore = [] }: Given): RecordChange {
  const prior = before === undefined ? after : before;
  if (prior === null && after === null)
    throw new UpshotError('scenario_invalid', 'a change needs the record before it or after it');
  const operation = after === null ? 'delete' : prior === null ? 'create' : 'update';
  return { operation, before: imageOf(prior, unknownBefore), after: imageOf(after, []) };
}

const imageOf = (values: Fields | null, unknown: readonly string[]): Image | null =>
  values === null ? null : { values, unknown };

/** What the run knows of what started it. */
export function originOf(given: Given): RunOrigin {
  const { definition, variables, awaited = false, unknownBefore = [] } = given;
  const {
    tenantId = 'tenant',
    id = 'definition',
    version = 1,
    name,
    dialect = 'native',
    trigger,
  } = definition;
  const runId = deriveId('run', tenantId, id, 'test');
  const { operation, before, after } = changeOfGiven(given);
  return {
    tenantId,
    runId,
    definitionId: id,
    definitionVersion: version,
    definitionName: name,
    dialect,
    module: trigger.module,
    triggerName: trigger.name,
    recordId: 'record-1',
    operation,
    before: before?.values ?? null,
    after: after?.values ?? null,
    unknownBefore,
    positionId: 'test',
    committedAtMs: beginningOf(given),
    rootRunId: runId,
    depth: 0,
    criteria: trigger.criteria,
    ...(trigger.reentry !== undefined && { reentry: trigger.reentry }),
    ...(variables !== undefined && { variables }),
    ...(awaited && { parent: { runId: 'parent-run', stepId: 'parent-step', awaits: true } }),
  };
}
