/** Holds the tree to the house rules, and each rule to its samples: one that cannot fail is no rule. */
import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { LAYERS } from './layers.ts';
import { RULES } from './rules/index.ts';
import { readTree } from './tree.ts';

const tree = await readTree();

describe.each(RULES)('$name', (rule) => {
  it('holds in the tree', () => {
    expect(rule.check(tree).map(({ path, line, message }) => `${path}:${line} ${message}`)).toEqual([]);
  });
  it.each(rule.broken.map((sample) => ({ sample })))('is broken by $sample', ({ sample }) => {
    expect(rule.check(sample).length).toBeGreaterThan(0);
  });
  it.each(rule.sound.map((sample) => ({ sample })))('lets $sample pass', ({ sample }) => {
    expect(rule.check(sample)).toEqual([]);
  });
});

describe('the rules', () => {
  it('are all in the list', async () => {
    const files = await readdir(new URL('./rules/', import.meta.url));
    expect(RULES.length).toBe(files.length - 1);
  });
  it('each have samples of both kinds', () => {
    for (const { broken, sound } of RULES)
      expect([broken.length > 0, sound.length > 0]).toEqual([true, true]);
  });
  it('look at the whole tree', () => {
    const paths = tree.map(({ path }) => path);
    expect(paths).toEqual(
      expect.arrayContaining(['libs/tidy/tidy.test.ts', 'schemas/topics.json', 'GLOSSARY.md']),
    );
    expect(paths.some((path) => path.includes('node_modules'))).toBe(false);
  });
  it('know every library by its layer, and no other', () => {
    const libraries = new Set(
      tree.flatMap(({ path }) => /^libs\/([^/]+)\/package\.json$/u.exec(path)?.[1] ?? []),
    );
    expect(LAYERS.flat().toSorted()).toEqual([...libraries, 'schemas'].toSorted());
  });
});
