/** Gathers what is asked for at about the same time, so that a store is asked once: many effects, and many partitions, are worked on beside each other. */
import { UpshotError } from '@upshot/errors';

/**
 * How many questions go together, and how many such are under way: while these are, the next ones gather. A write costs the store a
 * third among 64 of what it costs among 8, and a twelfth of what it costs alone: it is the fuller question that makes it fast.
 */
const MOST_TOGETHER = 256;
const MOST_UNDER_WAY = 1;

interface Waiting<I, O> {
  readonly item: I;
  readonly resolve: (answer: O) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * One question at a time over `askAll`, whose answers stand in the order of what was asked. What fails together is asked again one by
 * one, so that nobody's question fails for another's.
 */
export function gathered<I, O>(
  askAll: (items: readonly I[]) => Promise<readonly O[]>,
): (item: I) => Promise<O> {
  const waiting: Waiting<I, O>[] = [];
  let underWay = 0;
  let isSet = false;

  async function ask(some: readonly Waiting<I, O>[]): Promise<void> {
    try {
      const answers = await askAll(some.map(({ item }) => item));
      some.forEach(({ resolve, reject }, at) => {
        const answer = answers[at];
        if (answer === undefined) reject(new UpshotError('internal', 'a question was not answered'));
        else resolve(answer);
      });
    } catch (thrown) {
      if (some.length === 1) some[0]?.reject(thrown);
      else await Promise.all(some.map((each) => ask([each])));
    }
  }
  async function next(): Promise<void> {
    underWay += 1;
    await ask(waiting.splice(0, MOST_TOGETHER));
    underWay -= 1;
    start();
  }
  function start(): void {
    while (underWay < MOST_UNDER_WAY && waiting.length > 0) void next();
  }
  /** All that is asked in this turn of the loop goes together. */
  function soon(): void {
    if (isSet) return;
    isSet = true;
    setImmediate(() => {
      isSet = false;
      start();
    });
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      soon();
    });
}
