/** Shows who is woken by a bell. */
import { expect, it } from 'vitest';
import { Bell } from './bell.ts';

it('wakes everybody who waits, and nobody who comes later', async () => {
  const bell = new Bell();
  const woken: string[] = [];
  const waiting = ['a', 'b'].map(async (name) => bell.wait(60_000).then(() => woken.push(name)));
  bell.ring();
  await Promise.all(waiting);
  let isWoken = false;
  void bell.wait(60_000).then(() => (isWoken = true));
  await new Promise((resolve) => setImmediate(resolve));
  expect([woken, isWoken]).toEqual([['a', 'b'], false]);
  bell.ring();
});

it('lets who waits go when the time is up', async () => {
  await new Bell().wait(1);
});

it('may ring for nobody', () => {
  new Bell().ring();
});
