/** Crashes: a consumer that is killed in the middle of its work skips nothing. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { BusRecord } from '../../bus.ts';
import { numbered } from '../numbered.ts';
import { eventually, unused, type Case, type Rig } from '../rig.ts';

const CHILD = fileURLToPath(new URL('../crash-child.ts', import.meta.url));
const RECORDS = 600;

export const crashCases: readonly Case[] = (['batches', 'records'] as const).map((mode): Case => ({
  name: `skips nothing when it is killed in the middle (${mode})`,
  run: async (rig) => {
    const bus = await rig.bus();
    const topic = await rig.topic(bus, 3);
    const group = unused('group');
    await bus.send(numbered(topic, RECORDS));
    const done = new Set<string>();
    for (const enough of [60, 200, 350]) await killAfter(enough, start(rig, group, topic, mode), done);
    const committed = await bus.lag(group, [topic]);
    expect(committed.records).toBeLessThan(RECORDS);
    const rest = new Set<string>();
    await bus.consumeBatches({
      group,
      topics: [topic],
      onBatch: async ({ records }) => {
        for (const record of records) rest.add(placeOf(record));
        return Promise.resolve();
      },
    });
    await eventually(async () => expect(await bus.lag(group, [topic])).toEqual({ records: 0n }));
    expect(done.union(rest).size).toBe(RECORDS);
  },
}));

function start(rig: Rig, group: string, topic: string, mode: string): ChildProcess {
  const { module, brokers, name } = rig.adapter;
  const args = [CHILD, module.href, brokers().join(','), group, topic, mode, name];
  return spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
}

/** Kills the child once so many records are done over all; what it wrote until then counts. */
async function killAfter(enough: number, child: ChildProcess, done: Set<string>): Promise<void> {
  const exited = once(child, 'exit');
  let text = '';
  child.stdout?.on('data', (piece) => {
    text += String(piece);
    const lines = text.split('\n');
    text = lines.pop() ?? '';
    for (const line of lines) done.add(line);
    if (done.size >= enough) child.kill('SIGKILL');
  });
  const [, signal] = await exited;
  expect(signal).toBe('SIGKILL');
}

function placeOf({ partition, offset }: BusRecord): string {
  return `${partition}/${offset}`;
}
