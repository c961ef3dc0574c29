/** A runner whose commands come back to it, as the topic would bring them: over real stores, with what it sends kept for the test. */
import type { BusRecord, OutgoingRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import type { RunState } from '@upshot/flow';
import {
  NO_COMMAND,
  RUN_COMMANDS,
  RUN_EVENTS,
  START_REQUESTS,
  TIMER_COMMANDS,
  type ReportEffect,
  type RunCommand,
  type RunEvent,
  type RunSignal,
  type StartRequest,
  type TimerCommand,
} from '@upshot/schemas';
import { expect } from 'vitest';
import { runCommands, runSignals, type RunnerPorts, type SignalPorts } from '../topology.ts';
import { batchOf, batchOfRecords, recordOf, type openBench } from './bench.ts';

type Bench = Awaited<ReturnType<typeof openBench>>;

/** What a test does differently. */
type Parts = Partial<RunnerPorts & SignalPorts>;

/** So many rounds of commands that bring commands are two that never end. */
const MOST_ROUNDS = 50;

/** A house over the bench's stores; each has ends of its own. */
export function openHouse({ ports, commands, signals, timers, starts, events }: Bench) {
  const sent: OutgoingRecord[] = [];
  let queue: Buffer[] = [];
  const send = async (records: readonly OutgoingRecord[]): Promise<void> => {
    sent.push(...records);
    queue.push(...records.flatMap(({ topic, value }) => (topic === RUN_COMMANDS && value ? [value] : [])));
  };
  const own = { ...ports, bus: { send } };
  const decoded = async <T>(topic: string, decode: (value: Buffer) => T | Promise<T>) => {
    const values = sent.flatMap((record) => (record.topic === topic && record.value ? [record.value] : []));
    return Promise.all(values.map((value) => decode(value)));
  };
  const records = new Map<RunCommand, BusRecord>();
  /** The same object is the same record, at its place on the topic; a copy of it is a record of its own. */
  const recordFor = (command: RunCommand): BusRecord => {
    const record = records.get(command) ?? recordOf(commands.encode(command));
    records.set(command, record);
    return record;
  };
  const house = {
    sent,
    /** Takes the commands that wait, and those that they bring, until there are none. */
    async settle(): Promise<void> {
      for (let round = 0; queue.length > 0; round += 1) {
        if (round === MOST_ROUNDS) throw new UpshotError('internal', 'commands without end');
        const batch = queue;
        queue = [];
        await runCommands(batchOf(batch), own);
      }
    },
    /** One batch of commands, and not what they bring; those that were taken before are redelivered. */
    take: (batch: readonly RunCommand[], parts: Parts = {}) =>
      runCommands(batchOfRecords(batch.map(recordFor)), { ...own, ...parts }),
    async tell(...batch: readonly RunCommand[]): Promise<void> {
      await house.take(batch);
      await house.settle();
    },
    signal: (batch: readonly RunSignal[], parts: Parts = {}) =>
      runSignals(batchOf(batch.map((each) => signals.encode(each))), { ...own, ...parts }),
    stateOf: async (runId: string): Promise<RunState> => {
      const state = (await ports.store.load([runId])).get(runId)?.state;
      if (state === undefined) throw new UpshotError('internal', 'no such run');
      return state;
    },
    startsSent: (): Promise<StartRequest[]> => decoded(START_REQUESTS, (value) => starts.decode(value)),
    timersSent: (): Promise<TimerCommand[]> => decoded(TIMER_COMMANDS, (value) => timers.decode(value)),
    eventsSent: (): Promise<RunEvent[]> => decoded(RUN_EVENTS, (value) => events.decode(value)),
    commandsSent: (): Promise<RunCommand[]> => decoded(RUN_COMMANDS, (value) => commands.decode(value)),
  };
  return house;
}

/** A command of one block. */
export const commandTo = (tenantId: string, runId: string, block: Partial<RunCommand>): RunCommand => ({
  ...NO_COMMAND,
  tenantId,
  runId,
  sentAtMs: 1,
  ...block,
});

/** The report of a step that succeeded. */
export const report = (stepId: string, more: Partial<ReportEffect> = {}): Partial<RunCommand> => ({
  reportEffect: {
    effectId: 'e',
    stepId,
    outcome: 'succeeded',
    answer: null,
    output: '{}',
    recordPatch: null,
    errorCode: null,
    errorMessage: null,
    attempts: 1,
    startedAtMs: 1,
    finishedAtMs: 2,
    input: null,
    attemptLog: [],
    ...more,
  },
});

/** Throws at the first pass of a crash point, as a kill there would end the work. */
export function crashAt(point: string): (name: string) => void {
  let crashed = false;
  return (name) => {
    if (name !== point || crashed) return;
    crashed = true;
    throw new UpshotError('internal', `crash at ${point}`);
  };
}

/** The same command until it passes, as the topic would bring it: after a crash at that point, where one is named. */
export async function passing(
  house: Pick<ReturnType<typeof openHouse>, 'take'>,
  command: RunCommand,
  point: string | null,
): Promise<void> {
  if (point !== null)
    await expect(house.take([command], { crashPoint: crashAt(point) })).rejects.toMatchObject({
      code: 'internal',
    });
  await house.take([command]);
}
