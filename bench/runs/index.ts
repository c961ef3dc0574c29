/**
 * Runs per second and latency over all of Upshot's processes, history on; then the same webhook → condition → HTTP call by other
 * workflow engines on the same machine, one at a time, where they can be installed.
 */
import { connectMongo } from '@upshot/mongo';
import { withUpshot } from '../../deploy/local/testing/throw-away.ts';
import type { Figure } from '../report.ts';
import { measureLatency, type Latency } from '../spine/latency.ts';
import { measureBurst } from './burst.ts';
import { runsFigures, type Measured } from './figures.ts';
import { runsOptions, type Flags, type PeerName, type RunsOptions } from './options.ts';
import { measurePeer } from './peers/index.ts';
import { WORKLOADS, type WorkloadName } from './workloads.ts';

type Say = (line: string) => void;

/** A tenant's share is not what is measured. */
const UNLIMITED = { UPSHOT_LIMIT_PER_SECOND: '100000', UPSHOT_LIMIT_BURST: '1000000' };
/** As many runs as warm the processes up. */
const WARM_UP_SHARE = 0.1;

/** Measures what the flags leave in. */
export async function runs(say: Say, flags: Flags = {}): Promise<readonly Figure[]> {
  const options = runsOptions(flags);
  const ours = await measureUpshot(options, say);
  const peers = new Map<PeerName, Measured>();
  for (const name of options.peers) {
    const measured = await measurePeer(name, options, say);
    if (typeof measured === 'string') say(`${name} cannot be installed or started here: ${measured}`);
    else peers.set(name, measured);
  }
  return runsFigures(ours.runs, ours.latency, peers);
}

interface Ours {
  readonly runs: ReadonlyMap<WorkloadName, number>;
  readonly latency: Latency;
}

const measureUpshot = ({ records, seconds }: RunsOptions, say: Say): Promise<Ours> =>
  withUpshot(
    say,
    async (local) => {
      const mongo = await connectMongo({ url: local.mongo, appName: 'bench' });
      try {
        const found = new Map<WorkloadName, number>();
        for (const workload of WORKLOADS) {
          await measureBurst(local, mongo.db, workload, Math.ceil(records * WARM_UP_SHARE));
          const perSecond = await measureBurst(local, mongo.db, workload, records);
          say(`${records} leads of ${workload.name}: ${perSecond.toFixed(0)} a second`);
          found.set(workload.name, perSecond);
        }
        return { runs: found, latency: await measureLatency(local, say, seconds) };
      } finally {
        await mongo.close();
      }
    },
    UNLIMITED,
  );
