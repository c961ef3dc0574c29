/** Definitions of one to four conditions, as selective as it takes for an event to match one to three of them. */
import type { Criteria } from '@upshot/rules';
import { partsOf, type Part } from './conditions.ts';
import { ASKED, KINDS, type Kind } from './kind.ts';
import type { Column } from './population.ts';
import { randomOf, weighted, type Random } from './random.ts';

export interface BenchDefinition {
  readonly key: string;
  readonly tenantId: string;
  readonly module: string;
  readonly kind: Kind;
  readonly criteria: Criteria;
}

export interface Plan {
  readonly seed: number;
  readonly tenants: number;
  readonly definitions: number;
}

const ALL_MODULES = [
  'leads',
  'contacts',
  'accounts',
  'opportunities',
  'orders',
  'cases',
  'quotes',
  'projects',
];
/** A tenant with few definitions has them on few modules. */
const DEFINITIONS_PER_MODULE = 40;
const SIZES: readonly (readonly [number, number])[] = [
  [1, 25],
  [2, 35],
  [3, 25],
  [4, 15],
];
const MATCHES_AN_EVENT = 2;
const MOST_SELECTED = 0.9;
const TRIES = 24;
const CLOSE_ENOUGH = 1.6;
const EITHER_SHARE = 0.08;

const drawKind = weighted(KINDS, ([, weight]) => weight);
const drawSize = weighted(SIZES, ([, weight]) => weight);

/** The modules that each tenant of the plan has definitions on. */
export function modulesOf({ tenants, definitions }: Plan): readonly string[] {
  const each = definitions / tenants / DEFINITIONS_PER_MODULE;
  return ALL_MODULES.slice(0, Math.min(ALL_MODULES.length, Math.max(1, Math.round(each))));
}

export const tenantName = (place: number): string => `tenant-${String(place).padStart(2, '0')}`;

/** How many definitions an event is expected to meet in its buckets. */
export function expectedCandidates(plan: Plan): number {
  const perModule = plan.definitions / plan.tenants / modulesOf(plan).length;
  return KINDS.reduce((sum, [kind, share]) => sum + perModule * share * ASKED[kind], 0);
}

/** The definitions of a plan; `label` gives others of the same sort. */
export function makeDefinitions(
  plan: Plan,
  columns: readonly Column[],
  label = 'definitions',
): BenchDefinition[] {
  const random = randomOf(plan.seed, `${label}/${plan.tenants}/${plan.definitions}`);
  const draw = partsOf(columns);
  const modules = modulesOf(plan);
  const mean = MATCHES_AN_EVENT / expectedCandidates(plan);
  let [wanted, found] = [mean, mean];
  return Array.from({ length: plan.definitions }, (_none, place) => {
    const [kind] = drawKind(random);
    const parts = partsNear(random, aim(random, mean * Math.min(2, wanted / found)), kind, draw);
    [wanted, found] = [wanted + mean, found + shareOf(parts)];
    const key = `definition-${String(place).padStart(6, '0')}`;
    const tenantId = tenantName(place % plan.tenants);
    return {
      key,
      tenantId,
      module: random.pick(modules),
      kind,
      criteria: { kind: 'all', of: parts.flatMap(({ criteria }) => criteria) },
    };
  });
}

/**
 * From an eighth of the mean to three and a half times it, evenly by magnitude: their mean is the mean. The mean itself is lowered
 * where what was found so far is less selective than what was wanted.
 */
const aim = (random: Random, mean: number): number =>
  Math.min(MOST_SELECTED, (mean / 8) * 28 ** random.next());

const shareOf = (parts: readonly Part[]): number => parts.reduce((product, { share }) => product * share, 1);

/** Of several drafts the one whose selectivity is nearest to `share`. */
function partsNear(
  random: Random,
  share: number,
  kind: Kind,
  draw: (random: Random, kind: Kind) => Part,
): readonly Part[] {
  const [size] = drawSize(random);
  let best: readonly Part[] = [];
  let bestOff = Number.POSITIVE_INFINITY;
  for (let tried = 0; tried < TRIES && bestOff > Math.log(CLOSE_ENOUGH); tried += 1) {
    const parts = draft(random, size, kind, draw);
    const off = Math.abs(Math.log(shareOf(parts) / share));
    if (parts.length > 0 && (off < bestOff || best.length === 0)) [best, bestOff] = [parts, off];
  }
  return best;
}

/** Parts on different fields that hold `size` conditions together. */
function draft(
  random: Random,
  size: number,
  kind: Kind,
  draw: (random: Random, kind: Kind) => Part,
): readonly Part[] {
  const parts: Part[] = [];
  let left = size;
  for (let tried = 0; left > 0 && tried < 3 * size; tried += 1) {
    const part = draw(random, kind);
    if (part.size > left || parts.some(({ field }) => field === part.field)) continue;
    parts.push(part);
    left -= part.size;
  }
  return withEither(parts, random);
}

/** Now and then the last two stand for one another, where more than those are asked. */
function withEither(parts: readonly Part[], random: Random): readonly Part[] {
  const [one, other] = parts.slice(-2);
  if (parts.length < 3 || one === undefined || other === undefined || !random.chance(EITHER_SHARE))
    return parts;
  const of: readonly Criteria[] = [one, other].map(({ criteria }) => ({ kind: 'all', of: criteria }));
  const share = 1 - (1 - one.share) * (1 - other.share);
  return [
    ...parts.slice(0, -2),
    {
      field: one.field,
      size: one.size + other.size,
      criteria: [{ kind: 'any', of: of.map(plainest) }],
      share,
    },
  ];
}

const plainest = (criteria: Criteria): Criteria =>
  criteria.kind === 'all' && criteria.of.length === 1 ? (criteria.of[0] ?? criteria) : criteria;
