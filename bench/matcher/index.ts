/**
 * The matcher's rule index beside its peers: events per CPU second of one thread, on workloads of the same seed, all agreeing on every
 * match. Peers are asked by bucket of tenant, module and kind, as ours is, and get documents made ready for them.
 */
import type { Figure } from '../report.ts';
import { compare } from './agreement.ts';
import { cellResult, workloadOf, type CellResult, type CellSpec } from './cell.ts';
import { inChild } from './child.ts';
import { costs, type CostsSpec } from './costs.ts';
import { countCandidates } from './engines/scan.ts';
import { inBuckets, type EngineName } from './engines/engine.ts';
import { openRuler, type Ruler } from './engines/event-ruler/runner.ts';
import { costFigures, figuresOf, nameOf, rateOf, type PeerResult } from './figures.ts';
import { matcherOptions, type Flags, type MatcherOptions } from './options.ts';
import { subsetOf } from './subset.ts';
import type { BenchDefinition, Plan, Workload } from './workload/index.ts';

type Say = (line: string) => void;

const UPDATES = 200;

/** Measures what the flags leave in. */
export async function matcher(say: Say, flags: Flags = {}): Promise<readonly Figure[]> {
  return measureMatching(matcherOptions(flags), say);
}

/** Measures every size with every peer, one process at a time, and then the index's costs. */
export async function measureMatching(options: MatcherOptions, say: Say): Promise<readonly Figure[]> {
  const wanted = options.peers.includes('event-ruler');
  const ruler = wanted ? await openRuler(say) : 'not asked for';
  if (wanted && typeof ruler === 'string') say(`event-ruler left out: ${ruler}`);
  const figures: Figure[] = [];
  for (const tenants of options.tenants) {
    for (const definitions of options.sizes)
      figures.push(...(await measureSize({ seed: options.seed, tenants, definitions }, options, ruler, say)));
  }
  if (options.costsOf !== null) figures.push(...(await measureIndex(options.costsOf, options, say)));
  return figures;
}

async function measureSize(
  plan: Plan,
  { peers, timing }: MatcherOptions,
  ruler: Ruler | string,
  say: Say,
): Promise<readonly Figure[]> {
  const specOf = (engine: EngineName, expressedBy: EngineName): CellSpec => ({
    plan,
    engine,
    expressedBy,
    timing,
  });
  const whole = workloadOf(specOf('upshot', 'upshot'));
  const ours = await measureCell(specOf('upshot', 'upshot'), ruler);
  say(`${nameOf(plan)}: ${describe(whole, ours)}`);
  const results: PeerResult[] = [];
  for (const peer of peers) {
    if (peer === 'event-ruler' && typeof ruler === 'string') continue;
    const result = await measureCell(specOf(peer, peer), ruler);
    const agreed = compare(
      { engine: 'upshot', held: keysOf(whole.definitions), sets: ours.sets },
      { engine: peer, held: keysOf(subsetOf(peer, whole.definitions)), sets: result.sets },
      whole.definitions,
    );
    const isWhole = result.definitions === ours.definitions;
    const shared = isWhole ? ours : await measureCell(specOf('upshot', peer), ruler);
    results.push({ peer, result, ours: shared });
    say(`${nameOf(plan)}: ${describePeer({ peer, result, ours: shared })}; agreed on ${agreed} events`);
  }
  return figuresOf({ plan, ours, peers: results });
}

const keysOf = (definitions: readonly BenchDefinition[]): ReadonlySet<string> =>
  new Set(definitions.map(({ key }) => key));

const measureCell = async (spec: CellSpec, ruler: Ruler | string): Promise<CellResult> =>
  spec.engine === 'event-ruler' && typeof ruler !== 'string'
    ? ruler.runCell(spec)
    : cellResult.parse(await inChild('cell-main.ts', spec));

async function measureIndex(
  definitions: number,
  { seed, timing }: MatcherOptions,
  say: Say,
): Promise<readonly Figure[]> {
  const spec: CostsSpec = {
    plan: { seed, tenants: 1, definitions },
    events: timing.events,
    updates: UPDATES,
  };
  say(`building, keeping and updating ${definitions} definitions of one tenant`);
  return costFigures(definitions, costs.parse(await inChild('costs-main.ts', spec, ['--expose-gc'])));
}

/** What the workload is like, as it was measured. */
function describe({ definitions, events }: Workload, ours: CellResult): string {
  const buckets = inBuckets(definitions);
  const candidates = events.reduce((sum, event) => sum + countCandidates(buckets, event), 0) / events.length;
  const matches = ours.sets.flat().length / ours.sets.length;
  return `upshot ${perSecond(ours)}; ${candidates.toFixed(1)} candidates and ${matches.toFixed(2)} matches an event`;
}

function describePeer({ peer, result, ours }: PeerResult): string {
  const times = (rateOf(ours) / rateOf(result)).toFixed(2);
  return `${peer} ${perSecond(result)} on ${result.definitions} definitions, of which upshot does ${perSecond(ours)}, ${times} times as many`;
}

const perSecond = (result: CellResult): string => `${Math.round(rateOf(result)).toLocaleString('en')}/s`;
