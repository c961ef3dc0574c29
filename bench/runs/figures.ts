/** The figures of runs: beside a peer where one was measured in the same run, else beside what is aimed at. */
import type { Figure } from '../report.ts';
import type { Latency } from '../spine/latency.ts';
import type { PeerName } from './options.ts';
import type { WorkloadName } from './workloads.ts';

/** What a system did with webhook → condition → HTTP call. */
export interface Measured {
  readonly perSecond: number;
  readonly latency: Latency;
}

/** What runs are beside while there is no peer. */
const AIM = { runs: 1_000, changes: 10_000, p50Ms: 40, p99Ms: 120 };

/** Each of ours beside each peer; the peers' own stand after them. */
export function runsFigures(
  runs: ReadonlyMap<WorkloadName, number>,
  latency: Latency,
  peers: ReadonlyMap<PeerName, Measured>,
): readonly Figure[] {
  const [peer, beside] = [...peers][0] ?? [];
  const figure = (name: string, value: number, unit: string, theirs: number | undefined, aim: number) =>
    peer === undefined || theirs === undefined
      ? { name, value, unit, versus: 'aim', ratio: value / aim }
      : { name, value, unit, versus: peer, ratio: value / theirs };
  const { p50Ms, p99Ms } = latency;
  return [
    ...[...runs].map(([name, perSecond]) =>
      name === 'changes'
        ? figure('runs.changes', perSecond, 'changes/s', undefined, AIM.changes)
        : figure(
            `runs.${name}`,
            perSecond,
            'runs/s',
            name === 'one' ? beside?.perSecond : undefined,
            AIM.runs,
          ),
    ),
    figure('runs.latency.p50', p50Ms, 'ms', beside?.latency.p50Ms, AIM.p50Ms),
    figure('runs.latency.p99', p99Ms, 'ms', beside?.latency.p99Ms, AIM.p99Ms),
    ...[...peers].flatMap(([name, measured]) => peerFigures(name, measured, runs.get('one') ?? 0, latency)),
  ];
}

function peerFigures(peer: PeerName, theirs: Measured, ours: number, latency: Latency): readonly Figure[] {
  const { perSecond } = theirs;
  const { p50Ms, p99Ms } = theirs.latency;
  const versus = 'upshot';
  return [
    { name: `runs.one.${peer}`, value: perSecond, unit: 'runs/s', versus, ratio: perSecond / ours },
    { name: `runs.latency.p50.${peer}`, value: p50Ms, unit: 'ms', versus, ratio: p50Ms / latency.p50Ms },
    { name: `runs.latency.p99.${peer}`, value: p99Ms, unit: 'ms', versus, ratio: p99Ms / latency.p99Ms },
  ];
}
