/** Every active definition of every tenant, and what runs wait for, compiled: an immutable rule index that this one writer swaps. */
import type { Codec } from '@upshot/avro';
import type { BusRecord } from '@upshot/bus';
import { definitionSchema, readAwaited, type Definition } from '@upshot/definitions';
import { toUpshotError, UpshotError } from '@upshot/errors';
import { buildRuleIndex, type RuleEntry, type RuleIndex } from '@upshot/rules';
import type { DefinitionRecord } from '@upshot/schemas';
import type { Logger } from '@upshot/telemetry';
import type { ModuleSchema } from '@upshot/values';
import { awaitedNodes, type AwaitedNode } from './awaited-nodes.ts';
import { entriesOf, idsIn, type Listener, type Listening } from './listening-entries.ts';
import type { PublishedDefinition } from './time/time-rules.ts';

export interface DefinitionsTable {
  ruleIndex(): RuleIndex<Listener>;
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

/** What a record says; a definition that is gone may have runs that wait. */
interface Known {
  readonly revision: number;
  readonly definition: Definition | null;
  readonly nodes: readonly AwaitedNode[];
}

/** An empty table; `open` it when the topic has been read to its end. */
export function createDefinitionsTable(options: DefinitionsTableOptions): DefinitionsTable {
  const { codec, schemas, log, scoresOf = () => [], onTaken = () => {} } = options;
  const known = new Map<string, Known>();
  let rules: RuleIndex<Listener> = buildRuleIndex([], schemas);
  const entries = (key: string, { definition, nodes }: Known) => entriesOf(key, definition, nodes, scoresOf);
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
        const after = await read(record, codec);
        const before = known.get(key) ?? UNKNOWN;
        const { revision, definition } = after;
        if (revision < before.revision) return;
        known.set(key, after);
        onTaken({ ...idsIn(key), revision, definition, publishedAtMs: record.timestampMs });
        if (opened) rules = swap(rules, entries(key, before), entries(key, after));
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
        [...known].flatMap(([key, each]) => entries(key, each)),
        schemas,
      );
    },
  };
}

const UNKNOWN: Known = { revision: 0, definition: null, nodes: [] };

/** Everything that is known of a definition is in its newest record: the topic keeps no other. */
async function read(record: BusRecord, codec: DefinitionsTableOptions['codec']): Promise<Known> {
  if (record.value === null)
    return { ...UNKNOWN, revision: Number(record.headers['revision'] ?? Number.MAX_SAFE_INTEGER) };
  const { revision, document, awaited, gone } = await codec.decode(record.value);
  const parsed = definitionSchema.safeParse(JSON.parse(document));
  if (!parsed.success) throw new UpshotError('definition_invalid', 'the document breaks its schema');
  const told = awaited === null ? null : readAwaited(JSON.parse(awaited));
  const nodes = awaitedNodes(parsed.data, told);
  return { revision, definition: gone ? null : parsed.data, nodes };
}

function swap(
  rules: RuleIndex<Listener>,
  former: readonly RuleEntry<Listener>[],
  entries: readonly RuleEntry<Listener>[],
): RuleIndex<Listener> {
  const gone = former.filter(({ key }) => !entries.some((entry) => entry.key === key));
  const without = gone.reduce((left, { tenantId, key }) => left.withoutEntry(tenantId, key), rules);
  return entries.reduce((grown, entry) => grown.withEntry(entry), without);
}
