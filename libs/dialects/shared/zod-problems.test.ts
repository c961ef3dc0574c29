/** Shows how zod's findings are told: by place, in one language with all other problems. */
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { fieldOf } from './path.ts';
import { gatherProblems } from './report.ts';
import { reportIssues } from './zod-problems.ts';

const schema = z.strictObject({
  name: z.string().max(3),
  count: z.number().int().optional(),
  to: z
    .union([z.string().refine((text) => text.includes('@'), 'must hold an @'), z.array(z.string()).max(1)])
    .optional(),
  rows: z.array(z.strictObject({ key: z.string() })).optional(),
});

function told(value: unknown): readonly string[] {
  const { report, problems } = gatherProblems();
  const parsed = schema.safeParse(value);
  if (!parsed.success) reportIssues(parsed.error, ['actions', 0, 'config'], report);
  return problems.map(({ path, code, message }) => `${fieldOf(path)} ${code}: ${message}`);
}

describe('reportIssues', () => {
  it.each<[unknown, readonly string[]]>([
    [{ name: 'a' }, []],
    [{}, ['actions[0].config.name required: is required']],
    [{ name: 1 }, ['actions[0].config.name wrong_type: invalid input: expected string, received number']],
    [{ name: 'abcd' }, ['actions[0].config.name too_long: too big: expected string to have <=3 characters']],
    [
      { name: 'a', x: 1, y: 2 },
      [
        'actions[0].config.x unknown_property: is not a known property',
        'actions[0].config.y unknown_property: is not a known property',
      ],
    ],
    [
      { name: 'a', rows: [{ key: 'k', extra: 1 }] },
      ['actions[0].config.rows[0].extra unknown_property: is not a known property'],
    ],
    [{ name: 'a', to: 'nobody' }, ['actions[0].config.to invalid_value: must hold an @']],
    [{ name: 'a', to: 1 }, ['actions[0].config.to wrong_type: is not of a type that is accepted here']],
  ])('%j', (value, expected) => {
    expect(told(value)).toEqual(expected);
  });
  it('repeats nothing of what was sent', () => {
    expect(told({ name: 'canary', count: 'canary', to: 'canary' }).join()).not.toContain('canary');
  });
});
