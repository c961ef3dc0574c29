/** Log lines: what each carries, and what none may. */
import { describe, expect, it } from 'vitest';
import { UpshotError } from '@upshot/errors';
import { createLogger, inStage, type Logger, messageFirst, startTelemetry, traceIdOf } from './index.ts';

function recorded(level?: 'debug' | 'warn'): { log: Logger; lines: string[]; last(): unknown } {
  const lines: string[] = [];
  const log = createLogger({ service: 'runner', level, write: (line) => lines.push(line) });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '') };
}

describe('a line', () => {
  it('is one JSON object with level, time, service, message and fields', () => {
    const { log, last, lines } = recorded();
    log.info({ runId: 'r1', attempt: 2 }, 'run stored');
    expect(last()).toMatchObject({
      level: 'info',
      service: 'runner',
      msg: 'run stored',
      runId: 'r1',
      attempt: 2,
    });
    expect(last()).toHaveProperty('time', expect.stringMatching(/^\d{4}-.*Z$/u));
    expect(lines).toHaveLength(1);
  });
  it('is written from its level on', () => {
    const { log, lines } = recorded('warn');
    log.debug({}, 'a');
    log.info({}, 'b');
    log.warn({}, 'c');
    log.error({}, 'd');
    expect(lines).toHaveLength(2);
  });
  it('names the trace of the stage that it is written in', async () => {
    const { log, last } = recorded();
    const telemetry = startTelemetry({ service: 'runner' });
    await inStage(telemetry, 'decide', {}, async (stage) => {
      await new Promise(setImmediate);
      log.info({}, 'inside');
      expect(last()).toMatchObject({ trace_id: traceIdOf(stage.context), span_id: expect.any(String) });
    });
    log.info({}, 'outside');
    expect(last()).not.toHaveProperty('trace_id');
    await telemetry.shutdown();
  });
  it('cannot be forged by a value', () => {
    const { log, lines } = recorded();
    log.info({ name: '\n{"level":"fatal"}\u001b[31m' }, 'named');
    expect(lines.join('').trimEnd().split('\n')).toHaveLength(1);
    expect(lines.join('')).not.toContain('\u001b');
  });
  it('hides what may be secret or personal', () => {
    const { log, lines } = recorded();
    const hidden = { authorization: 'canary', password: 'canary', email: 'canary', value: 'canary' };
    log.info({ ...hidden, request: hidden, to: ['canary'] }, 'careless');
    expect(lines.join('')).not.toContain('canary');
    expect(lines.join('')).toContain('[redacted]');
  });
});

describe('an error in a line', () => {
  it('shows code, message, place and frames', () => {
    const { log, last } = recorded();
    const error = new UpshotError('conflict', 'the run moved on', { place: '/revision' });
    log.error({ error }, 'not stored');
    expect(last()).toMatchObject({
      error: {
        code: 'conflict',
        message: 'the run moved on',
        place: '/revision',
        retry: 'now',
        stack: expect.arrayContaining([expect.stringMatching(/^at .*logger\.test\.ts/u)]),
      },
    });
  });
  it('shows of its causes the kind and the frames, never what they say', () => {
    const { log, last, lines } = recorded();
    const deepest = Object.assign(new RangeError('canary'), { code: 'ECONNREFUSED', detail: 'canary' });
    const cause = new TypeError('canary\nand more canary', { cause: deepest });
    log.error({ error: new UpshotError('http_failed', 'not reached', { cause }) }, 'failed');
    expect(last()).toMatchObject({
      error: { causes: [{ name: 'TypeError' }, { name: 'RangeError', code: 'ECONNREFUSED' }] },
    });
    expect(lines.join('')).not.toContain('canary');
  });
  it.each([new Error('canary'), 'canary', { message: 'canary' }, null])(
    'without a code is internal: %#',
    (thrown) => {
      const { log, last, lines } = recorded();
      log.error({ error: thrown }, 'failed');
      expect(last()).toMatchObject({ error: { code: 'internal' } });
      expect(lines.join('')).not.toContain('canary');
    },
  );
  it('ends at a bounded depth of causes', () => {
    const { log, last } = recorded();
    const circle = new Error('a');
    circle.cause = circle;
    log.error({ error: circle }, 'failed');
    expect(last()).toHaveProperty('error.causes.length', 5);
  });
});

describe('message first', () => {
  it('is the same logger in the other order', () => {
    const { log, last } = recorded('debug');
    const turned = messageFirst(log);
    turned.debug('a');
    turned.info('b');
    turned.warn('c', { group: 'g' });
    expect(last()).toMatchObject({ level: 'warn', msg: 'c', group: 'g' });
    turned.error('d', { group: 'h' });
    expect(last()).toMatchObject({ level: 'error', msg: 'd', group: 'h' });
  });
});
