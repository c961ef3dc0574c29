/** What the tests of other rooms need of the rules: the published cases, and generators. */
export { anyCriteria, anyImage, anyValue } from './arbitraries.ts';
export type { PublishedCase, PublishedRefusal } from './published-case.ts';
export { publishedCases, publishedRefusals } from './published.ts';
