/** The contract of a bus: what every adapter must hold, on a real broker. */
import { describe, it } from 'vitest';
import { batchCases } from './contract/batches.ts';
import { followCases } from './contract/follow.ts';
import { groupCases } from './contract/groups.ts';
import { outageCases } from './contract/outages.ts';
import { pressureCases } from './contract/pressure.ts';
import { recordCases } from './contract/records.ts';
import { sendCases } from './contract/sending.ts';
import { topicCases } from './contract/topics.ts';
import { useRig, type Connect } from './rig.ts';

const PARTS = {
  sending: sendCases,
  batches: batchCases,
  records: recordCases,
  groups: groupCases,
  pressure: pressureCases,
  following: followCases,
  topics: topicCases,
  outages: outageCases,
};

/** Runs the contract against one adapter. */
export function busContract(adapter: string, connect: Connect): void {
  describe.each(Object.entries(PARTS))(`the bus on ${adapter}, %s`, (_part, cases) => {
    const rig = useRig(connect);
    it.each(cases)('$name', async ({ run }) => run(rig));
  });
}
