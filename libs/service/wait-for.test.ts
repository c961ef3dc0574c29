/** Waiting for an engine that is away. */
import { describe, expect, it } from 'vitest';
import { UpshotError } from '@upshot/errors';
import { createLogger } from '@upshot/telemetry';
import { waitFor } from './index.ts';

const lines: string[] = [];
const log = createLogger({ service: 'test', write: (line) => lines.push(line) });
const away = new UpshotError('store_unavailable', 'MongoDB does not answer');

describe('waitFor', () => {
  it('probes until the probe succeeds, and says why it waits', async () => {
    const reasons: string[] = [];
    let probes = 0;
    const probe = async (): Promise<string> => {
      probes += 1;
      if (probes < 4) throw probes === 1 ? new Error('canary') : away;
      return 'connected';
    };
    const options = { firstPauseMs: 1, longestPauseMs: 2, onAway: (reason: string) => reasons.push(reason) };
    expect(await waitFor('mongo', probe, log, options)).toBe('connected');
    expect(reasons).toEqual([
      'internal: Error',
      'store_unavailable: MongoDB does not answer',
      'store_unavailable: MongoDB does not answer',
    ]);
    expect(lines.join('')).not.toContain('canary');
    expect(lines.map((line) => JSON.parse(line).pauseMs)).toEqual([1, 2, 2]);
  });
  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const probe = async (): Promise<never> => {
      stop.abort();
      throw away;
    };
    await expect(waitFor('mongo', probe, log, { signal: stop.signal })).rejects.toMatchObject({
      code: 'internal',
    });
  });
});
