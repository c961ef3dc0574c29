/** Results as figures: `match.<tenants>t.<definitions>` against each peer, and each peer's own. */
import type { Figure } from '../report.ts';
import type { CellResult } from './cell.ts';
import type { Costs } from './costs.ts';
import type { EngineName } from './engines/index.ts';
import type { Plan } from './workload/index.ts';

/** One engine beside ours. */
export interface PeerResult {
  readonly peer: EngineName;
  readonly result: CellResult;
  /** Ours on the definitions that the peer can express. */
  readonly ours: CellResult;
}

/** All that was measured on one workload. */
export interface SizeResult {
  readonly plan: Plan;
  readonly ours: CellResult;
  readonly peers: readonly PeerResult[];
}

const UNIT = 'events/s';

export const rateOf = ({ events, cpuSeconds }: CellResult): number => events / cpuSeconds;
export const nameOf = ({ tenants, definitions }: Plan): string => `match.${tenants}t.${definitions}`;

/**
 * Ours against each peer, then the peer itself. Where a peer cannot express some definitions, the two are compared on those that it
 * can, and ours on those is a figure too.
 */
export function figuresOf({ plan, ours, peers }: SizeResult): readonly Figure[] {
  const name = nameOf(plan);
  const value = rateOf(ours);
  if (peers.length === 0) return [{ name, value, unit: UNIT, versus: name, ratio: 1 }];
  return peers.flatMap((each): Figure[] => {
    const peerName = `${name}.${each.peer}`;
    const [shared, peer] = [rateOf(each.ours), rateOf(each.result)];
    const isWhole = each.result.definitions === plan.definitions;
    const onShared = `${name}.on-${each.result.definitions}`;
    return [
      { name, value, unit: UNIT, versus: peerName, ratio: shared / peer },
      { name: peerName, value: peer, unit: UNIT, versus: isWhole ? name : onShared, ratio: peer / shared },
      ...(isWhole
        ? []
        : [{ name: onShared, value: shared, unit: UNIT, versus: peerName, ratio: shared / peer }]),
    ];
  });
}

/** The index's costs, beside those of the scan's closures; an update beside building all anew. */
export function costFigures(definitions: number, costs: Costs): readonly Figure[] {
  const { buildSeconds, memoryMb, updateMs, scan } = costs;
  const build = `match.build.${definitions}`;
  const update = (name: string, value: number): Figure => ({
    name,
    value,
    unit: 'ms',
    versus: build,
    ratio: value / (buildSeconds * 1000),
  });
  return [
    { name: build, value: buildSeconds, unit: 's', versus: 'scan', ratio: buildSeconds / scan.buildSeconds },
    {
      name: `match.memory.${definitions}`,
      value: memoryMb,
      unit: 'MB',
      versus: 'scan',
      ratio: memoryMb / scan.memoryMb,
    },
    update('match.update', updateMs.median),
    update('match.update.max', updateMs.most),
  ];
}
