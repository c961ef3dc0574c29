/** Shows what a client learns of a fault, and what only the log does. */
import { CODES, UpshotError } from '@upshot/errors';
import { createLogger } from '@upshot/telemetry';
import { describe, expect, it } from 'vitest';
import { refusalOf } from './answer-errors.ts';

const lines: string[] = [];
const log = createLogger({ service: 'test', write: (line) => lines.push(line) });
const codes = Object.keys(CODES).filter((code): code is keyof typeof CODES => code in CODES);

describe('refusalOf', () => {
  it.each(codes)('says nothing of what is inside: %s', (code) => {
    const refusal = refusalOf(
      new UpshotError(code, 'canary', { cause: new UpshotError(code, 'canary') }),
      log,
    );
    expect(JSON.stringify(refusal)).not.toContain('canary');
    expect(refusal.status).toBe(code === 'store_unavailable' || code === 'bus_unavailable' ? 503 : 500);
  });
  it('tells a client when to try again where that helps', () => {
    const refusal = refusalOf(new UpshotError('store_unavailable', 'x'), log);
    expect(refusal.headers).toEqual({ 'retry-after': '2' });
  });
  it('logs what is our fault, and not that a client went away', () => {
    lines.length = 0;
    refusalOf(new TypeError('boom'), log);
    expect(lines).toHaveLength(1);
    const gone = Object.assign(new TypeError('aborted'), { code: 'ECONNRESET' });
    expect(refusalOf(gone, log).status).toBe(400);
    expect(lines).toHaveLength(1);
  });
});
