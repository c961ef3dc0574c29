/** Shows where kafkajs's log goes. */
import kafkajs from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { quietLogCreator } from './log.ts';

describe('the log', () => {
  it('takes what kafkajs says as detail, without its payloads', () => {
    const lines: unknown[] = [];
    const none = (): void => undefined;
    const log = { debug: (...line: unknown[]) => void lines.push(line), info: none, warn: none, error: none };
    const entry = {
      timestamp: '',
      logger: 'kafkajs',
      message: 'retrying',
      stack: 's',
      payload: 'ann@example.com',
    };
    const level = kafkajs.logLevel.ERROR;
    quietLogCreator(log)(level)({ namespace: 'Runner', level, label: 'ERROR', log: entry });
    expect(lines).toEqual([['kafkajs: retrying', { namespace: 'Runner', level: 'ERROR' }]]);
  });
});
