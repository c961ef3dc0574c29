/** The matcher's walk of dates that have come: to the runs that they start, and to what is due next. */
import type { Batch } from '@upshot/bus';
import { checkDues, type CheckDuePorts } from './stages/check-due.ts';
import { decodeDues, type DecodeDuePorts } from './stages/decode-due.ts';
import { endWaits, type EndWaitsPorts } from './stages/end-waits.ts';
import { planDues, type PlanDuePorts } from './stages/plan-due.ts';
import { readRecords, waitForMirror, type ReadRecordPorts } from './stages/read-record.ts';
import { sendCommands, type SendCommandsPorts } from './stages/send-commands.ts';

export type DuePorts = DecodeDuePorts &
  ReadRecordPorts &
  CheckDuePorts &
  PlanDuePorts &
  SendCommandsPorts & {
    readonly waiting?: Pick<EndWaitsPorts, 'waits'> & NonNullable<DecodeDuePorts['waiting']>;
  };

/** Handles one batch of `upshot.due-triggers`; resolves when what starts and what follows is acknowledged. */
export async function startDues(batch: Batch, ports: DuePorts): Promise<void> {
  const dues = await decodeDues(batch, ports);
  const read = await readRecords(dues.dates, ports);
  const checked = checkDues(read, ports);
  const { waiting } = ports;
  const ended = waiting === undefined ? [] : await endWaits(dues.waits, { ...ports, ...waiting });
  await sendCommands([...planDues(checked, ports), ...ended], ports);
  ports.verdicts.flush();
  waitForMirror(read);
}
