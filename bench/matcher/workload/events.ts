/** Events as the matcher sees them after decoding: a quarter creates, the rest updates in which one to four fields moved. */
import { sameValue, type FieldValue, type RecordChange } from '@upshot/values';
import { modulesOf, tenantName, type Plan } from './definitions.ts';
import { FIELDS, recordOf, valueOf, type Field } from './fields.ts';
import { CREATES, type Kind } from './kind.ts';
import { at, randomOf, weighted, type Random } from './random.ts';

export interface BenchEvent {
  readonly tenantId: string;
  readonly module: string;
  /** What the change is, as the source mapping would derive it. */
  readonly kinds: readonly Kind[];
  readonly change: RecordChange;
  readonly moved: readonly string[];
}

type Values = Record<string, FieldValue>;

const MOST_MOVED = 4;
const drawMoved = weighted(FIELDS, ({ moves }) => moves);

/** `count` events for the tenants and modules of a plan. */
export function makeEvents(plan: Plan, count: number): BenchEvent[] {
  const random = randomOf(plan.seed, `events/${plan.tenants}/${plan.definitions}`);
  const modules = modulesOf(plan);
  return Array.from({ length: count }, () => {
    const tenantId = tenantName(random.int(plan.tenants));
    const module = random.pick(modules);
    const after = recordOf(random);
    return random.chance(CREATES)
      ? { tenantId, module, kinds: ['created'], moved: [], change: created(after) }
      : { tenantId, module, ...updated(random, after) };
  });
}

const created = (after: Values): RecordChange => ({
  operation: 'create',
  before: null,
  after: { values: after, unknown: [] },
});

function updated(random: Random, after: Values): Pick<BenchEvent, 'kinds' | 'moved' | 'change'> {
  const fields = new Set<Field>();
  const count = 1 + random.int(MOST_MOVED);
  while (fields.size < count) fields.add(drawMoved(random));
  const before = { ...after };
  for (const field of fields) before[field.name] = another(random, field, after[field.name] ?? null);
  const moved = [...fields].map(({ name }) => name);
  const kinds: readonly Kind[] = moved.includes('stage') ? ['updated', 'stage_changed'] : ['updated'];
  const change: RecordChange = {
    operation: 'update',
    before: { values: before, unknown: [] },
    after: { values: after, unknown: [] },
  };
  return { kinds, moved, change };
}

/** Another value than `value`; that all draws are alike is a fault of the field. */
function another(random: Random, field: Field, value: FieldValue): FieldValue {
  const drawn = Array.from({ length: 50 }, () => valueOf(field, random));
  return at(
    drawn.filter((each) => !sameValue(field.type, each, value)),
    0,
  );
}
