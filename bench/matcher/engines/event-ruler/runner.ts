/** AWS event-ruler: a Java child over files of patterns and events, from Maven, where there is Java. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toUpshotError } from '@upshot/errors';
import { readConfig } from '../../../../deploy/local/config.ts';
import { cached } from '../../../../deploy/local/download/cache.ts';
import { copyWithDependencies } from '../../../../deploy/local/download/maven.ts';
import { run } from '../../../../deploy/local/download/run.ts';
import { classPath } from '../../../../deploy/local/engines/java.ts';
import { cellResult, workloadOf, type CellResult, type CellSpec } from '../../cell.ts';
import { documentOf } from '../document.ts';
import { bucketOf, bucketsOf } from '../engine.ts';
import { patternOf, withoutEmpty } from './pattern.ts';

const VERSION = '2.0.1';
const HEAP_MB = 6_144;
/** Its own threads do not count, so the plainest collector will do. */
const JVM = ['-XX:+UseSerialGC', `-Xmx${HEAP_MB}m`, '-Xms1g'];

export interface Ruler {
  readonly runCell: (spec: CellSpec) => Promise<CellResult>;
}

/** Where event-ruler can run; else why it cannot. */
export async function openRuler(say: (line: string) => void): Promise<Ruler | string> {
  const { java, inherited, cache } = readConfig();
  try {
    await run({ command: java, args: ['-version'], env: inherited });
    const what = `event-ruler ${VERSION}`;
    const folder = await cached({ cache, key: `event-ruler-${VERSION}`, what, say }, (into) =>
      copyWithDependencies(
        { cache, env: inherited, say },
        [`software.amazon.event.ruler:event-ruler:${VERSION}`],
        into,
      ),
    );
    const args = [...JVM, '-cp', await classPath(folder), join(import.meta.dirname, 'Ruler.java')];
    return { runCell: (spec) => inFolder((folder) => runIn(folder, spec, java, args)) };
  } catch (error) {
    return toUpshotError(error).message;
  }
}

async function runIn(
  folder: string,
  spec: CellSpec,
  java: string,
  args: readonly string[],
): Promise<CellResult> {
  const { definitions, events } = workloadOf(spec);
  const rules = definitions.map(({ key, tenantId, module, kind, criteria }) => ({
    bucket: bucketOf(tenantId, module, kind),
    key,
    pattern: patternOf(criteria),
  }));
  const asked = events.map((event) => ({
    buckets: bucketsOf(event),
    document: withoutEmpty(documentOf(event)),
  }));
  await writeFile(join(folder, 'rules.jsonl'), lines(rules));
  await writeFile(join(folder, 'events.jsonl'), lines(asked));
  const { warmUpMs, measureMs, checked, checkMs } = spec.timing;
  const settings = [folder, warmUpMs, measureMs, checked, checkMs].map(String);
  const output = await run({ command: java, args: [...args, ...settings], env: readConfig().inherited });
  return cellResult.parse({ definitions: definitions.length, ...parsed(output) });
}

/** The last line: the JVM may warn before it. */
const parsed = (output: string): object => Object(JSON.parse(output.trim().split('\n').at(-1) ?? ''));

const lines = (values: readonly unknown[]): string =>
  values.map((value) => `${JSON.stringify(value)}\n`).join('');

async function inFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'upshot-event-ruler-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
