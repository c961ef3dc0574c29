/** Every verb and every expectation is in docs/scenarios.md. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { expectation, scriptStep } from './script.ts';
import { scenario } from './scenario.ts';

const page = readFileSync(new URL('../../docs/scenarios.md', import.meta.url), 'utf8');
const verbs = scriptStep.options.flatMap((option) => Object.keys(option.shape));

describe('docs/scenarios.md', () => {
  it.each(verbs.filter((verb) => verb !== 'expect'))('knows the verb %s', (verb) => {
    expect(page).toMatch(new RegExp(`\`${verb}:`, 'u'));
  });
  it.each(Object.keys(expectation.shape))('knows what is expected as %s', (part) => {
    expect(page).toMatch(new RegExp(`\`${part}(?:: true)?\``, 'u'));
  });
  it.each(Object.keys(scenario.shape))('knows what a scenario has as %s', (part) => {
    expect(page).toMatch(new RegExp(`\\b${part}\\b`, 'u'));
  });
});
