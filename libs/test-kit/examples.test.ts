/** The examples hold, and so does what the kit says of itself: three business days pass in no time at all, and five hundred stories too. */
import { readdirSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { playScenario, readScenarios, type Played } from './index.ts';
import { EXAMPLES, readExample, readOther } from './testing/folder.ts';

const files = readdirSync(EXAMPLES).filter((name) => name.endsWith('.scenarios.yaml'));
const approval = (): ReturnType<typeof readScenarios> =>
  readScenarios(readExample('approval.scenarios.yaml'), readOther);

describe.each(files)('%s', (name) => {
  const read = readScenarios(readExample(name), readOther);
  it.each(read.map((each) => ({ name: each.scenario.name, ...each })))('$name', ({ scenario, given }) => {
    expect(playScenario(scenario, given).failures).toEqual([]);
  });
});

describe('time', () => {
  const offered = (span: string) => {
    const [first] = approval();
    const { scenario, given } = first ?? expect.fail('no scenario');
    const script = [
      { complete: { node: 'look', decision: 'approved', form: { discount: 5 } } },
      { advance: span },
      { expect: { effects: ['offer'] } },
    ];
    return playScenario({ ...scenario, script }, given);
  };

  it('costs nothing: a century takes no more decisions than three business days', () => {
    const [short, long] = [offered('3 business days'), offered('100 years')];
    expect([short.failures, long.failures]).toEqual([[], []]);
    expect(long.story).toEqual(short.story);
  });
  it('is not passed by waiting: five hundred stories of days and weeks', () => {
    const read = approval();
    const played: Played[] = [];
    while (played.length < 500)
      played.push(...read.map(({ scenario, given }) => playScenario(scenario, given)));
    expect(played.flatMap(({ failures }) => failures)).toEqual([]);
    const lines = played.reduce((sum, { story }) => sum + story.length, 0);
    expect(lines / played.length).toBeLessThan(20);
  });
});
