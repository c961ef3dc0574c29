/** Generated notes, e-mails, calls, meetings and appointments of the demo tenant. */
import type { Faker } from '@faker-js/faker';
import { bornAt, chance, longText, pick, times, type Row } from './common.ts';
import type { People } from './people.ts';
import type { Work } from './work.ts';

export interface Activities {
  readonly notes: readonly Row[];
  readonly emails: readonly Row[];
  readonly calls: readonly Row[];
  readonly meetings: readonly Row[];
  readonly appointments: readonly Row[];
}

/** What was said, and when people meet. */
export function activities(faker: Faker, today: Date, everyone: People, things: Work): Activities {
  const links = (): Row => linksOf(faker, everyone, things);
  return {
    notes: times(240, () => ({
      ...links(),
      title: faker.lorem.words(3),
      body: longText(faker),
      pinned: chance(faker, 0.1),
      ...bornAt(faker, today),
    })),
    emails: times(240, () => ({ ...links(), ...email(faker, today), ...bornAt(faker, today) })),
    calls: times(180, () => ({ ...links(), ...call(faker, today), ...bornAt(faker, today) })),
    meetings: times(110, () => ({ ...links(), ...meeting(faker, today, everyone), ...bornAt(faker, today) })),
    appointments: times(90, () => appointment(faker, today, everyone)),
  };
}

function linksOf(faker: Faker, everyone: People, things: Work): Row {
  const contact = pick(faker, everyone.contacts);
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, everyone.users)['id'],
    account_id: contact['account_id'],
    contact_id: contact['id'],
    opportunity_id: chance(faker, 0.4) ? pick(faker, things.opportunities)['id'] : null,
  };
}

function email(faker: Faker, today: Date): Row {
  const status = pick(faker, ['draft', 'sent', 'sent', 'opened']);
  return {
    direction: pick(faker, ['inbound', 'outbound']),
    status,
    from_address: faker.internet.email({ provider: 'upshot.example' }).toLowerCase(),
    to_address: faker.internet.email({ provider: 'mail.example' }).toLowerCase(),
    subject: faker.lorem.sentence(),
    body: longText(faker),
    sent_at: status === 'draft' ? null : faker.date.recent({ days: 60, refDate: today }),
    opened_at: status === 'opened' ? faker.date.recent({ days: 30, refDate: today }) : null,
  };
}

function call(faker: Faker, today: Date): Row {
  const held = chance(faker, 0.6);
  return {
    subject: pick(faker, ['Introduction', 'Price talk', 'Support', 'Renewal']),
    direction: pick(faker, ['inbound', 'outbound']),
    status: held ? 'held' : 'planned',
    outcome: held ? pick(faker, ['reached', 'voicemail', 'no_answer']) : null,
    phone: faker.phone.number({ style: 'international' }),
    duration_seconds: held ? faker.number.int({ min: 20, max: 3600 }) : null,
    due_at: faker.date.soon({ days: 14, refDate: today }),
    completed_at: held ? faker.date.recent({ days: 20, refDate: today }) : null,
  };
}

function meeting(faker: Faker, today: Date, everyone: People): Row {
  const start = faker.date.soon({ days: 30, refDate: today });
  return {
    title: pick(faker, ['Kick-off', 'Demo', 'Quarterly review', 'Negotiation']),
    status: pick(faker, ['planned', 'held', 'cancelled']),
    location: pick(faker, ['online', faker.location.streetAddress()]),
    attendees: times(2, () => ({ id: pick(faker, everyone.contacts)['id'], accepted: chance(faker, 0.7) })),
    due_at: start,
    ends_at: new Date(start.getTime() + 3_600_000),
    description: longText(faker),
  };
}

function appointment(faker: Faker, today: Date, everyone: People): Row {
  const contact = pick(faker, everyone.contacts);
  const hour = faker.number.int({ min: 8, max: 17 });
  return {
    id: faker.string.uuid(),
    owner_id: pick(faker, everyone.users)['id'],
    account_id: contact['account_id'],
    contact_id: contact['id'],
    title: 'On-site visit',
    status: pick(faker, ['scheduled', 'confirmed', 'completed', 'no_show']),
    location: faker.location.streetAddress(),
    due_date: faker.date.soon({ days: 20, refDate: today }).toISOString().slice(0, 10),
    start_time: `${String(hour).padStart(2, '0')}:30:00`,
    end_time: `${String(hour + 1).padStart(2, '0')}:00:00`,
    ...bornAt(faker, today),
  };
}
