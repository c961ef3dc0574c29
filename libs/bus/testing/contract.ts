/** The contract of a bus: what every adapter must hold, on a real broker. */
import { describe, it } from 'vitest';
import { batchCases } from './contract/batches.ts';
import { codecCases } from './contract/codecs.ts';
import { crashCases } from './contract/crashes.ts';
import { followCases } from './contract/follow.ts';
import { groupCases } from './contract/groups.ts';
import { logCases } from './contract/logs.ts';
import { outageCases } from './contract/outages.ts';
import { pressureCases } from './contract/pressure.ts';
import { recordCases } from './contract/records.ts';
import { sendCases } from './contract/sending.ts';
import { topicCases } from './contract/topics.ts';
import { useRig, type Adapter } from './rig.ts';

const PARTS = {
  sending: sendCases,
  batches: batchCases,
  records: recordCases,
  groups: groupCases,
  pressure: pressureCases,
  following: followCases,
  topics: topicCases,
  codecs: codecCases,
  logs: logCases,
  crashes: crashCases,
  outages: outageCases,
};

/** Runs the contract against one adapter. */
export function busContract(adapter: Adapter): void {
  describe.each(Object.entries(PARTS))(`the bus on ${adapter.name}, %s`, (_part, cases) => {
    const rig = useRig(adapter);
    it.each(cases)('$name', async ({ run }) => run(rig));
  });
}
