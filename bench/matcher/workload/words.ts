/** The words that records are made of: small pools, and names put together from syllables. */
import { randomOf, type Random } from './random.ts';

const SYLLABLES =
  'an bel cor dan el far gor hal in jor kal lin mar nor ol per quin ros sal tor ul ven wil xan yor zel bri cla dro fen'.split(
    ' ',
  );

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function pool(label: string, size: number): readonly string[] {
  const random = randomOf(1, label);
  const words = new Set<string>();
  while (words.size < size) words.add(capital(syllables(random, 2 + random.int(2))));
  return [...words];
}

const syllables = (random: Random, count: number): string =>
  Array.from({ length: count }, () => random.pick(SYLLABLES)).join('');

export const FIRST_NAMES = pool('first names', 80);
export const LAST_NAMES = pool('last names', 200);
export const COMPANY_WORDS = pool('companies', 300);
export const MAIL_HOSTS = pool('hosts', 40).map((word) => `${word.toLowerCase()}.example`);
export const TITLES =
  'Head Lead Director Manager Officer Analyst Engineer Consultant Partner Assistant Founder Owner'.split(' ');
export const AREAS =
  'Sales Marketing Finance Operations Purchasing Support Research People Logistics Legal'.split(' ');
export const PHRASES =
  'asked for a quote|called twice|renewal due|met at the fair|wants a demo|no budget yet|compares offers|new office|referred by a customer|long contract|pilot running|needs approval'.split(
    '|',
  );
export const TAGS =
  'vip newsletter partner trial churn-risk upsell webinar fair referral inbound outbound priority gdpr blocked key-account startup enterprise public nonprofit reseller'.split(
    ' ',
  );

/** `name-00` and so on: the values of an enumeration. */
export const numbered = (name: string, count: number): readonly string[] =>
  Array.from({ length: count }, (_none, place) => `${name}_${String(place).padStart(2, '0')}`);
