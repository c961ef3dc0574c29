/** Files of scenarios for the tests of the kit: the examples, and how other files are found from them. */
import { readFileSync } from 'node:fs';
import type { ReadOther } from '../index.ts';

export const EXAMPLES = new URL('../examples/', import.meta.url);

export const readExample = (name: string): string => readFileSync(new URL(name, EXAMPLES), 'utf8');

export const readOther: ReadOther = readExample;

/** The mapping of the demo CRM, by its text. */
export const demoMapping = (): string => readExample('../../../deploy/crm/source-mapping.yaml');
