/** Shows that commits gather, go out one at a time, and are tried again. */
import { describe, expect, it, vi } from 'vitest';
import { Committer } from './committer.ts';
import type { OffsetToCommit } from './seat.ts';

const offset = (partition: number, at: bigint): OffsetToCommit => ({ topic: 't', partition, offset: at });

function recorded(answer: () => Promise<void> = async () => Promise.resolve()) {
  const commits: (readonly OffsetToCommit[])[] = [];
  const failures: unknown[] = [];
  const committer = new Committer({
    gapMs: 1,
    commit: async (offsets) => {
      commits.push(offsets);
      await answer();
    },
    onFailure: (thrown) => void failures.push(thrown),
  });
  return { committer, commits, failures };
}

describe('Committer', () => {
  it('commits at once, and what gathers meanwhile together, newest only', async () => {
    const gate = Promise.withResolvers<void>();
    const { committer, commits } = recorded(async () => gate.promise);
    committer.mark(offset(0, 1n));
    committer.mark(offset(0, 2n));
    committer.mark(offset(0, 3n));
    committer.mark(offset(1, 7n));
    expect(commits).toEqual([[offset(0, 1n)]]);
    gate.resolve();
    await vi.waitFor(() => expect(commits).toHaveLength(2));
    expect(commits[1]).toEqual([offset(0, 3n), offset(1, 7n)]);
  });
  it('commits the rest when it closes, and nothing after that', async () => {
    const { committer, commits } = recorded();
    committer.mark(offset(0, 1n));
    committer.mark(offset(0, 2n));
    await committer.close();
    committer.mark(offset(0, 3n));
    await committer.close();
    expect(commits).toEqual([[offset(0, 1n)], [offset(0, 2n)]]);
  });
  it('tries a failed commit again, with the newest offset', async () => {
    let fails = true;
    const { committer, commits, failures } = recorded(async () => {
      if (fails) throw new TypeError('down');
      return Promise.resolve();
    });
    committer.mark(offset(0, 1n));
    await vi.waitFor(() => expect(failures).toHaveLength(1));
    fails = false;
    committer.mark(offset(0, 2n));
    await committer.close();
    expect(commits.at(-1)).toEqual([offset(0, 2n)]);
    expect(commits.filter((each) => each.includes(offset(0, 1n)))).toHaveLength(0);
  });
  it('keeps an offset whose commit failed, when nothing newer came', async () => {
    let fails = true;
    const { committer, commits } = recorded(async () => {
      if (fails) throw new TypeError('down');
      return Promise.resolve();
    });
    committer.mark(offset(0, 1n));
    await vi.waitFor(() => expect(commits).toHaveLength(1));
    fails = false;
    await vi.waitFor(() => expect(commits).toHaveLength(2));
    expect(commits[1]).toEqual([offset(0, 1n)]);
  });
  it('closes although the last commit fails', async () => {
    const { committer, failures } = recorded(async () => Promise.reject(new TypeError('down')));
    committer.mark(offset(0, 1n));
    await committer.close();
    expect(failures.length).toBeGreaterThan(0);
  });
});
