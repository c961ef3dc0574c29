/** Listens for the reports of one tenant, as the runner would. */
import type { Codec } from '@upshot/avro';
import type { Bus, BusRecord } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { RUN_COMMANDS, type ReportEffect, type RunCommand } from '@upshot/schemas';
import { vi } from 'vitest';

export interface HeardReport {
  readonly command: RunCommand;
  readonly report: ReportEffect;
  readonly record: BusRecord;
}

export interface Reports {
  count(effectId: string): number;
  /** The reports of an effect, once there are at least so many. */
  of(effectId: string, least?: number): Promise<readonly HeardReport[]>;
  stop(): Promise<void>;
}

/** Follows `upshot.run-commands` from its beginning. */
export async function hearReports(bus: Bus, commands: Codec<RunCommand>, tenantId: string): Promise<Reports> {
  const heard = new Map<string, HeardReport[]>();
  const follower = await bus.follow({
    topics: [RUN_COMMANDS],
    async onRecord(record) {
      const command = await commands.decode(record.value ?? Buffer.alloc(0));
      const report = command.reportEffect;
      if (command.tenantId !== tenantId || report === null) return;
      const known = heard.get(report.effectId) ?? [];
      heard.set(report.effectId, [...known, { command, report, record }]);
    },
  });
  await follower.ready;
  const found = (effectId: string) => heard.get(effectId) ?? [];
  const enough = (effectId: string, least: number): readonly HeardReport[] => {
    const reports = found(effectId);
    if (reports.length >= least) return reports;
    throw new UpshotError('internal', `${reports.length} of ${least} reports`);
  };
  return {
    count: (effectId) => found(effectId).length,
    of: (effectId, least = 1) => vi.waitFor(() => enough(effectId, least), { timeout: 20_000, interval: 10 }),
    stop: () => follower.stop(),
  };
}
