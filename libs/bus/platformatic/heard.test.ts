/** Shows what becomes of an answer that does not come. */
import type { UpshotError } from '@upshot/errors';
import { expect, it } from 'vitest';
import { heard } from './heard.ts';

const nobody = (thrown: UpshotError): void => {
  throw thrown;
};

it('passes an answer on, and a failure', async () => {
  await expect(heard(Promise.resolve(1), 60_000, 'ask', nobody)).resolves.toBe(1);
  await expect(heard(Promise.reject(new TypeError('x')), 60_000, 'ask', nobody)).rejects.toThrow(TypeError);
});

it('gives up on silence, and says so', async () => {
  const silences: UpshotError[] = [];
  const asking = heard(new Promise(() => undefined), 1, 'ask', (thrown) => void silences.push(thrown));
  await expect(asking).rejects.toMatchObject({ code: 'bus_unavailable', message: 'ask: no answer' });
  expect(silences).toHaveLength(1);
});

it('is not troubled by what comes too late', async () => {
  const late = Promise.withResolvers<void>();
  await expect(heard(late.promise, 1, 'ask', () => undefined)).rejects.toMatchObject({
    code: 'bus_unavailable',
  });
  late.reject(new TypeError('x'));
  await new Promise((resolve) => setImmediate(resolve));
});
