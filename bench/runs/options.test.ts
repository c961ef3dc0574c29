/** What the flags of the runs' and the timers' benchmarks mean, and which of them are refused. */
import { describe, expect, it } from 'vitest';
import { timersOptions } from '../timers/options.ts';
import { runsOptions } from './options.ts';

describe('the options of runs', () => {
  it('are all of it where nothing is said', () => {
    expect(runsOptions({})).toEqual({
      records: 10_000,
      calls: 10_000,
      seconds: 20,
      peers: ['node-red', 'n8n'],
    });
  });
  it('narrow it', () => {
    expect(runsOptions({ records: '100', seconds: '3', peers: 'n8n' })).toMatchObject({
      records: 100,
      seconds: 3,
      peers: ['n8n'],
    });
    expect(runsOptions({ peers: 'none' }).peers).toEqual([]);
  });
  it.each([{ records: '0' }, { records: '1.5' }, { seconds: 'x' }, { peers: 'zapier' }, { peers: '' }])(
    'refuse %j',
    (flags) => {
      expect(() => runsOptions(flags)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
    },
  );
});

describe('the options of timers', () => {
  it('are a million where nothing is said, and fewer where that is said', () => {
    expect(timersOptions({})).toEqual({ pending: 1_000_000, due: 50_000, seconds: 20 });
    expect(timersOptions({ sizes: '10', records: '5', seconds: '1' })).toEqual({
      pending: 10,
      due: 5,
      seconds: 1,
    });
  });
  it.each([{ sizes: '10,20' }, { records: '-1' }, { seconds: '0' }])('refuse %j', (flags) => {
    expect(() => timersOptions(flags)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });
});
