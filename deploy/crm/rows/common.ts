/** What all generated rows are made from: choices, texts, people. The same seed gives the same rows. */
import { base, de, en, Faker } from '@faker-js/faker';

export type Row = Readonly<Record<string, unknown>>;

/** A faker of its own, so that nobody else's draws change these rows. */
export function seededFaker(seed: number, today: Date): Faker {
  const faker = new Faker({ locale: [en, de, base] });
  faker.seed(seed);
  faker.setDefaultRefDate(today);
  return faker;
}

/** `make(0)` to `make(count - 1)`. */
export const times = <T>(count: number, make: (index: number) => T): readonly T[] =>
  Array.from({ length: count }, (_, index) => make(index));

/** One of `from`, which must not be empty. */
export const pick = <T>(faker: Faker, from: readonly T[]): T => faker.helpers.arrayElement(from);

export const chance = (faker: Faker, probability: number): boolean => faker.datatype.boolean({ probability });

/** When a row was made and last touched, in the two years before `today`. */
export function bornAt(faker: Faker, today: Date): Row {
  const created = faker.date.past({ years: 2, refDate: today });
  return { created_at: created, updated_at: faker.date.between({ from: created, to: today }) };
}

/** A description; two in five are longer than the 2 kB from which Postgres stores a text out of line. */
export function longText(faker: Faker): string | null {
  if (chance(faker, 0.15)) return null;
  const paragraphs = chance(faker, 0.4)
    ? faker.number.int({ min: 12, max: 18 })
    : faker.number.int({ min: 1, max: 3 });
  return faker.lorem.paragraphs({ min: paragraphs, max: paragraphs });
}

/** Up to three tags, none twice. */
export const tagsOf = (faker: Faker, from: readonly string[]): readonly string[] =>
  faker.helpers.arrayElements(from, { min: 0, max: 3 });

export const customFields = (faker: Faker): Row => ({
  region: pick(faker, ['north', 'south', 'east', 'west']),
  tier: pick(faker, ['gold', 'silver', 'bronze']),
  nps: faker.number.int({ min: 0, max: 10 }),
  newsletter: chance(faker, 0.5),
  ...(chance(faker, 0.3) && { referred_by: faker.person.fullName() }),
});

/** The columns that leads and contacts have in common. No address or number of theirs can reach anybody. */
export function person(faker: Faker): Row {
  const first = faker.person.firstName();
  const last = faker.person.lastName();
  const name = `${first}.${last}`.toLowerCase().replaceAll(/[^a-z.]/g, '');
  return {
    first_name: first,
    last_name: last,
    email: `${name}${faker.number.int(99)}@mail.example`,
    phone: faker.phone.number({ style: 'international' }),
    mobile: faker.phone.number({ style: 'international' }),
  };
}
