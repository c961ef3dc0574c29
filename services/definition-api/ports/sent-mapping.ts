/** Port: the source mapping beside what the change stream sends, as the schema registry tells it. Without a registry the mapping decides alone. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Registry } from '@upshot/avro';
import { sentColumns, type SentColumns } from '@upshot/cdc';
import { toUpshotError } from '@upshot/errors';
import { asSent, disagreements, type SourceMapping } from '@upshot/mapping';
import { subjectOf } from '@upshot/schemas';
import type { Logger } from '@upshot/telemetry';

export interface SentMapping {
  /** The mapping, with what was sent of each module when it was last looked; never fails, and hardly waits. */
  now(): Promise<SourceMapping>;
}

export interface SentMappingOptions {
  readonly modules: SourceMapping;
  readonly registry: Pick<Registry, 'latest'>;
  readonly log: Pick<Logger, 'warn'>;
  readonly nowMs: () => number;
  /** For how long what was found stands before it is looked for again. */
  readonly freshMs?: number | undefined;
  /** How long a caller waits for the registry. */
  readonly waitMs?: number | undefined;
}

const FRESH_MS = 10_000;
const WAIT_MS = 1_500;
/** How many subjects are asked for at once. */
const AT_ONCE = 8;

/** Asks the registry for the newest schema of each module's topic, when it is needed and not more often than `freshMs`. */
export function createSentMapping(options: SentMappingOptions): SentMapping {
  const { freshMs = FRESH_MS, waitMs = WAIT_MS, nowMs } = options;
  const known = new Map<string, SentColumns>();
  const told = new Set<string>();
  let mapping = options.modules;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  let looking: Promise<void> | null = null;
  const look = async (): Promise<void> => {
    await lookAll(options, known);
    mapping = asSent(options.modules, known);
    tellDisagreements(options, known, told);
    lookedAtMs = nowMs();
    looking = null;
  };
  return {
    async now() {
      if (nowMs() - lookedAtMs < freshMs) return mapping;
      looking ??= look();
      await Promise.race([looking, sleep(waitMs, undefined, { ref: false })]);
      return mapping;
    },
  };
}

/** What a registry that does not answer said before stands. */
async function lookAll({ modules, registry, log }: SentMappingOptions, known: Map<string, SentColumns>) {
  const topics = [...modules.modules].flatMap(([name, { topic }]) =>
    topic === null ? [] : [{ name, topic }],
  );
  for (let from = 0; from < topics.length; from += AT_ONCE) {
    const batch = topics.slice(from, from + AT_ONCE);
    try {
      await Promise.all(batch.map((each) => lookUp(each, registry, known)));
    } catch (thrown) {
      const { code } = toUpshotError(thrown);
      log.warn({ code }, 'what the change stream sends is not known anew: what was known of it stands');
      return;
    }
  }
}

async function lookUp(
  { name, topic }: { readonly name: string; readonly topic: string },
  registry: Pick<Registry, 'latest'>,
  known: Map<string, SentColumns>,
): Promise<void> {
  const schema = await registry.latest(subjectOf(topic));
  const columns = schema === null ? null : sentColumns(schema);
  if (columns === null) known.delete(name);
  else known.set(name, columns);
}

/** Each is told once: when the process starts, or when the schema changes under it. */
function tellDisagreements(
  { modules, log }: SentMappingOptions,
  known: ReadonlyMap<string, SentColumns>,
  told: Set<string>,
): void {
  for (const [name, columns] of known) {
    const module = modules.modules.get(name);
    for (const each of module === undefined ? [] : disagreements(module, columns)) {
      const key = JSON.stringify(each);
      if (told.has(key)) continue;
      told.add(key);
      log.warn({ ...each }, 'a column is not sent as it is mapped: what asks it is refused when it is saved');
    }
  }
}
