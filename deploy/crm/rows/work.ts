/** Generated opportunities, projects, tasks and cases of the demo tenant. */
import type { Faker } from '@faker-js/faker';
import { bornAt, chance, customFields, longText, pick, tagsOf, times, type Row } from './common.ts';
import { SOURCES, type People } from './people.ts';

const TAGS = ['urgent', 'q1', 'q2', 'expansion', 'renewal', 'pilot'];

/** How likely a deal is at each stage. */
export const PROBABILITIES: Readonly<Record<string, number>> = {
  prospecting: 10,
  qualification: 25,
  proposal: 50,
  negotiation: 75,
  won: 100,
  lost: 0,
};
const STAGES = Object.keys(PROBABILITIES);

export interface Work {
  readonly opportunities: readonly Row[];
  readonly projects: readonly Row[];
  readonly tasks: readonly Row[];
  readonly cases: readonly Row[];
}

/** What these people sell and do. */
export function work(faker: Faker, today: Date, everyone: People): Work {
  const opportunities = times(420, () => opportunity(faker, today, everyone));
  const projects = times(90, () => project(faker, today, everyone, opportunities));
  return {
    opportunities,
    projects,
    tasks: times(760, () => task(faker, today, everyone, opportunities, projects)),
    cases: times(160, () => supportCase(faker, today, everyone)),
  };
}

/** One deal with somebody's employer. */
export function opportunity(faker: Faker, today: Date, everyone: People): Row {
  const contact = pick(faker, everyone.contacts);
  const stage = pick(faker, STAGES);
  const closed = stage === 'won' || stage === 'lost';
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, everyone.users)['id'],
    account_id: contact['account_id'],
    contact_id: contact['id'],
    name: `${String(contact['company'])}: ${faker.commerce.productName()}`,
    stage,
    amount: faker.commerce.price({ min: 500, max: 250_000, dec: 2 }),
    currency: pick(faker, ['EUR', 'EUR', 'USD', 'GBP']),
    exchange_rate: chance(faker, 0.3)
      ? faker.number.float({ min: 0.8, max: 1.3, fractionDigits: 6 }).toString()
      : null,
    probability: PROBABILITIES[stage],
    score: chance(faker, 0.5) ? faker.number.int({ min: 0, max: 100 }) : null,
    source: pick(faker, SOURCES),
    close_date: dayNear(faker, today, 60),
    closed_at: closed ? faker.date.recent({ days: 60, refDate: today }) : null,
    lost_reason: stage === 'lost' ? pick(faker, ['price', 'timing', 'competitor', 'no_decision']) : null,
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}

function project(faker: Faker, today: Date, everyone: People, opportunities: readonly Row[]): Row {
  const sold = pick(faker, opportunities);
  const status = pick(faker, ['planned', 'active', 'active', 'on_hold', 'completed']);
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, everyone.users)['id'],
    account_id: sold['account_id'],
    opportunity_id: sold['id'],
    name: `${faker.company.buzzVerb()} ${faker.company.buzzNoun()}`,
    status,
    budget: faker.commerce.price({ min: 1000, max: 400_000, dec: 2 }),
    start_date: dayNear(faker, today, 90),
    due_date: dayNear(faker, today, 45),
    completed_at: status === 'completed' ? faker.date.recent({ days: 30, refDate: today }) : null,
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}

function task(
  faker: Faker,
  today: Date,
  everyone: People,
  opportunities: readonly Row[],
  projects: readonly Row[],
): Row {
  const status = pick(faker, ['open', 'open', 'in_progress', 'waiting', 'completed']);
  const due = faker.date.between({ from: addDays(today, -20), to: addDays(today, 30) });
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, everyone.users)['id'],
    contact_id: chance(faker, 0.5) ? pick(faker, everyone.contacts)['id'] : null,
    lead_id: chance(faker, 0.3) ? pick(faker, everyone.leads)['id'] : null,
    opportunity_id: chance(faker, 0.4) ? pick(faker, opportunities)['id'] : null,
    project_id: chance(faker, 0.3) ? pick(faker, projects)['id'] : null,
    title: pick(faker, [
      'Call back',
      'Send proposal',
      'Follow up',
      'Prepare demo',
      'Check contract',
      'Write minutes',
    ]),
    type: pick(faker, ['to_do', 'call', 'email']),
    status,
    priority: pick(faker, ['low', 'normal', 'normal', 'high']),
    due_date: due.toISOString().slice(0, 10),
    due_at: due,
    completed_at: status === 'completed' ? faker.date.recent({ days: 20, refDate: today }) : null,
    estimated_minutes: pick(faker, [15, 30, 60, 120, null]),
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}

function supportCase(faker: Faker, today: Date, everyone: People): Row {
  const contact = pick(faker, everyone.contacts);
  const status = pick(faker, ['new', 'in_progress', 'waiting', 'closed']);
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, everyone.users)['id'],
    account_id: contact['account_id'],
    contact_id: contact['id'],
    title: faker.hacker.phrase(),
    status,
    priority: pick(faker, ['low', 'normal', 'high', 'urgent']),
    source: pick(faker, ['email', 'phone', 'portal']),
    due_at: faker.date.soon({ days: 10, refDate: today }),
    completed_at: status === 'closed' ? faker.date.recent({ days: 20, refDate: today }) : null,
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}

/** `YYYY-MM-DD`, at most `days` before or after `today`. */
const dayNear = (faker: Faker, today: Date, days: number): string =>
  faker.date
    .between({ from: addDays(today, -days), to: addDays(today, days) })
    .toISOString()
    .slice(0, 10);

const addDays = (date: Date, days: number): Date => new Date(date.getTime() + days * 86_400_000);
