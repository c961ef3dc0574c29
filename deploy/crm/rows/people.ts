/** Generated users, groups, tags, accounts, contacts and leads of the demo tenant. */
import type { Faker } from '@faker-js/faker';
import { bornAt, chance, customFields, longText, person, pick, tagsOf, times, type Row } from './common.ts';

const TAGS = [
  'vip',
  'newsletter',
  'partner',
  'renewal',
  'at-risk',
  'event-2026',
  'inbound',
  'upsell',
  'churned',
  'beta',
];
const GROUPS = ['Sales North', 'Sales South', 'Enterprise', 'Inside Sales', 'Customer Success', 'Support'];
const INDUSTRIES = [
  'software',
  'manufacturing',
  'retail',
  'healthcare',
  'finance',
  'logistics',
  'energy',
  'education',
];
const LEAD_STAGES = ['new', 'new', 'new', 'contacted', 'contacted', 'qualified', 'unqualified', 'converted'];
export const SOURCES = ['website', 'referral', 'event', 'cold_call', 'advertisement', 'partner'];

export interface People {
  readonly users: readonly Row[];
  readonly groups: readonly Row[];
  readonly group_members: readonly Row[];
  readonly tags: readonly Row[];
  readonly accounts: readonly Row[];
  readonly contacts: readonly Row[];
  readonly leads: readonly Row[];
}

/** Everyone, and the companies they work for. */
export function people(faker: Faker, today: Date): People {
  const users = times(16, (index) => user(faker, today, index));
  const groups = GROUPS.map((name) => ({
    id: faker.string.uuid(),
    name,
    description: faker.lorem.sentence(),
    ...bornAt(faker, today),
  }));
  const accounts = times(260, () => account(faker, today, users));
  return {
    users,
    groups,
    group_members: users.map((each, index) => ({
      group_id: groups[index % groups.length]?.['id'],
      user_id: each['id'],
    })),
    tags: TAGS.map((name) => ({
      id: faker.string.uuid(),
      name,
      color: faker.color.rgb(),
      ...bornAt(faker, today),
    })),
    accounts,
    contacts: times(620, () => contact(faker, today, users, accounts)),
    leads: times(720, () => lead(faker, today, users)),
  };
}

/** One lead as it comes in. */
export function lead(faker: Faker, today: Date, users: readonly Row[]): Row {
  const stage = pick(faker, LEAD_STAGES);
  const converted = stage === 'converted';
  return {
    id: faker.string.uuid(),
    owner_id: chance(faker, 0.85) ? pick(faker, users)['id'] : null,
    ...person(faker),
    title: faker.person.jobTitle(),
    company: faker.company.name(),
    stage,
    status: converted ? 'closed' : 'open',
    score: faker.number.int({ min: 0, max: 100 }),
    source: pick(faker, SOURCES),
    industry: pick(faker, INDUSTRIES),
    city: faker.location.city(),
    country: faker.location.countryCode(),
    website: faker.internet.url(),
    estimated_value: faker.commerce.price({ min: 200, max: 90_000, dec: 2 }),
    is_converted: converted,
    converted_at: converted ? faker.date.recent({ days: 90, refDate: today }) : null,
    last_contacted_at: chance(faker, 0.5) ? faker.date.recent({ days: 30, refDate: today }) : null,
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}

function user(faker: Faker, today: Date, index: number): Row {
  const first = faker.person.firstName();
  const last = faker.person.lastName();
  return {
    id: faker.string.uuid(),
    name: `${first} ${last}`,
    email: `${first}.${last}${index}@upshot.example`.toLowerCase().replaceAll(/[^a-z0-9.@]/g, ''),
    phone: faker.phone.number({ style: 'international' }),
    title: index < 2 ? 'Sales Manager' : 'Account Executive',
    is_active: index !== 15,
    ...bornAt(faker, today),
  };
}

function account(faker: Faker, today: Date, users: readonly Row[]): Row {
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, users)['id'],
    name: faker.company.name(),
    type: pick(faker, ['prospect', 'customer', 'customer', 'partner']),
    status: pick(faker, ['active', 'active', 'active', 'inactive']),
    industry: pick(faker, INDUSTRIES),
    email: faker.internet.email({ provider: 'company.example' }).toLowerCase(),
    phone: faker.phone.number({ style: 'international' }),
    website: faker.internet.url(),
    city: faker.location.city(),
    country: faker.location.countryCode(),
    employees: faker.number.int({ min: 1, max: 20_000 }),
    annual_revenue: faker.commerce.price({ min: 10_000, max: 90_000_000, dec: 2 }),
    currency: pick(faker, ['EUR', 'EUR', 'USD', 'GBP']),
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}

function contact(faker: Faker, today: Date, users: readonly Row[], accounts: readonly Row[]): Row {
  const employer = pick(faker, accounts);
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, users)['id'],
    account_id: employer['id'],
    ...person(faker),
    title: faker.person.jobTitle(),
    company: employer['name'],
    status: pick(faker, ['active', 'active', 'active', 'left']),
    source: pick(faker, SOURCES),
    city: faker.location.city(),
    country: faker.location.countryCode(),
    birthday: chance(faker, 0.4) ? faker.date.birthdate({ refDate: today }).toISOString().slice(0, 10) : null,
    description: longText(faker),
    tags: tagsOf(faker, TAGS),
    custom_fields: customFields(faker),
    ...bornAt(faker, today),
  };
}
