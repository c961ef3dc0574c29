/** Every active definition of every tenant, compiled: an immutable rule index that this one writer swaps. */
import type { Codec } from '@upshot/avro';
import type { BusRecord } from '@upshot/bus';
import { definitionSchema, type Definition } from '@upshot/definitions';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { buildRuleIndex, type RuleEntry, type RuleIndex } from '@upshot/rules';
import type { DefinitionRecord } from '@upshot/schemas';
import type { Logger } from '@upshot/telemetry';
import type { ModuleSchema } from '@upshot/values';
import { entriesOf, entryKeys } from './listening-entries.ts';
import type { PublishedDefinition } from './time/time-rules.ts';

/** A definition as the matcher needs it: `graph` is its JSON, written once and carried by every start command. */
export interface Listening {
  readonly definition: Definition;
  readonly graph: string;
  /** Set where what happens is what an `activity_missing` trigger awaits, not what begins the wait. */
  readonly awaited?: true;
}

export interface DefinitionsTable {
  ruleIndex(): RuleIndex<Listening>;
  /** A definition, switched off or not; null where it is gone, undefined where it is not known. */
  find(tenantId: string, definitionId: string): Listening | null | undefined;
  /** Takes one record of `upshot.definitions`; a stale, unreadable or unusable one leaves the rest as it is. */
  take(record: BusRecord): Promise<void>;
  /** From now on each record is live at once; until now they were gathered and compiled together. */
  open(): void;
}

export interface DefinitionsTableOptions {
  readonly codec: Pick<Codec<DefinitionRecord>, 'decode'>;
  readonly schemas: ReadonlyMap<string, ModuleSchema>;
  /** The columns of a module's scores, for triggers that any of them pulls; none unless given. */
  readonly scoresOf?: (module: string) => readonly string[];
  /** Hears of every state that is taken, in order: other tables of definitions follow this one. */
  readonly onTaken?: (taken: PublishedDefinition) => void;
  readonly log: Logger;
}

interface Known {
  readonly revision: number;
  readonly definition: Definition | null;
}

/** An empty table; `open` it when the topic has been read to its end. */
export function createDefinitionsTable(options: DefinitionsTableOptions): DefinitionsTable {
  const { codec, schemas, log, scoresOf = () => [], onTaken = () => {} } = options;
  const known = new Map<string, Known>();
  let rules: RuleIndex<Listening> = buildRuleIndex([], schemas);
  let opened = false;
  return {
    ruleIndex: () => rules,
    find(tenantId, definitionId) {
      const definition = known.get(`${tenantId}/${definitionId}`)?.definition;
      return definition && { definition, graph: JSON.stringify(definition.graph) };
    },
    async take(record) {
      const key = record.key?.toString() ?? '';
      try {
        const next = await read(record, codec);
        if (next.revision < (known.get(key)?.revision ?? 0)) return;
        known.set(key, next);
        onTaken({ ...idsIn(key), ...next, publishedAtMs: record.timestampMs });
        if (opened) rules = swap(rules, key, entriesOf(key, next.definition, scoresOf));
      } catch (thrown) {
        const error = toUpshotError(thrown, 'definition_invalid');
        if (error.retry !== 'never') throw error;
        log.error(
          { code: error.code, offset: record.offset, partition: record.partition },
          'a definition cannot be used',
        );
      }
    },
    open() {
      opened = true;
      rules = buildRuleIndex(
        [...known].flatMap(([key, { definition }]) => entriesOf(key, definition, scoresOf)),
        schemas,
      );
    },
  };
}

async function read(record: BusRecord, codec: DefinitionsTableOptions['codec']): Promise<Known> {
  if (record.value === null)
    return { revision: Number(record.headers['revision'] ?? Number.MAX_SAFE_INTEGER), definition: null };
  const { revision, document } = await codec.decode(record.value);
  const parsed = definitionSchema.safeParse(JSON.parse(document));
  if (!parsed.success) throw new UpshotError('definition_invalid', 'the document breaks its schema');
  return { revision, definition: parsed.data };
}

function swap(
  rules: RuleIndex<Listening>,
  key: string,
  entries: readonly RuleEntry<Listening>[],
): RuleIndex<Listening> {
  const gone = entryKeys(key).filter((each) => !entries.some((entry) => entry.key === each));
  const without = gone.reduce((left, each) => left.withoutEntry(tenantOf(key), each), rules);
  return entries.reduce((grown, entry) => grown.withEntry(entry), without);
}

const idsIn = (key: string) => ({
  tenantId: tenantOf(key),
  definitionId: key.slice(key.lastIndexOf('/') + 1),
});

/** The tenant in a key `tenant/definition`; definition ids hold no slash. */
const tenantOf = (key: string): string => key.slice(0, key.lastIndexOf('/'));
