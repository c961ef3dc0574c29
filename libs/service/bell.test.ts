/** Shows that a bell ends a sleep, also one that begins after it rang, and only one. */
import { describe, expect, it } from 'vitest';
import { createBell } from './bell.ts';

const LONG_MS = 3_600_000;

describe('a bell', () => {
  it('ends the sleep that it rings in', async () => {
    const bell = createBell();
    const slept = bell.sleep(LONG_MS);
    bell.ring();
    await expect(slept).resolves.toBeUndefined();
  });
  it('ends the next sleep when it rang before', async () => {
    const bell = createBell();
    bell.ring();
    bell.ring();
    await expect(bell.sleep(LONG_MS)).resolves.toBeUndefined();
  });
  it('rings once: the sleep after that one lasts', async () => {
    const bell = createBell();
    bell.ring();
    await bell.sleep(LONG_MS);
    let over = false;
    const next = bell.sleep(LONG_MS).then(() => (over = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(over).toBe(false);
    bell.ring();
    await next;
  });
  it('lets a sleep end by itself', async () => {
    await expect(createBell().sleep(1)).resolves.toBeUndefined();
  });
});
