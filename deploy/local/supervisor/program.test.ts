/** Shows the command lines of programs, and how long one that dies has to wait. */
import { describe, expect, it } from 'vitest';
import { backOffMs } from './back-off.ts';
import { commandLine } from './program.ts';

describe('commandLine', () => {
  it('dies with its parent, by the signal that stops it in order', () => {
    expect(commandLine({ command: 'postgres', args: ['-D', 'x'], stopSignal: 'SIGINT' })).toEqual([
      'setpriv',
      '--pdeathsig',
      'INT',
      '--',
      'postgres',
      '-D',
      'x',
    ]);
  });
  it('leaves root for one that refuses to be root', () => {
    const line = commandLine({ command: 'postgres', args: [], stopSignal: 'SIGINT', asNobody: true });
    expect(line).toContain('--reuid=65534');
    expect(line).toContain('--ambient-caps=+dac_override');
  });
});

describe('backOffMs', () => {
  it.each([
    [0, 500],
    [1, 500],
    [2, 1000],
    [3, 2000],
    [5, 8000],
    [6, 10_000],
    [60, 10_000],
  ])('after %d quick deaths waits %d ms', (deaths, expected) => {
    expect(backOffMs(deaths)).toBe(expected);
  });
});
