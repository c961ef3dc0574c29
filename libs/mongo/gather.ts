/** Gathers what is asked for at about the same time, so that a store is asked once: many effects, and many partitions, are worked on beside each other. */
import { UpshotError } from '@upshot/errors';

/**
 * How many questions go together; while they are under way, the next ones gather. A write costs the store a
 * third among 64 of what it costs among 8, and a twelfth of what it costs alone: it is the fuller question that makes it fast.
 */
const MOST_TOGETHER = 256;

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
  let isUnderWay = false;
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
  async function askOn(): Promise<void> {
    isUnderWay = true;
    while (waiting.length > 0) await ask(waiting.splice(0, MOST_TOGETHER));
    isUnderWay = false;
  }
  /** All that is asked in this turn of the loop goes together. */
  function soon(): void {
    if (isSet) return;
    isSet = true;
    setImmediate(() => {
      isSet = false;
      if (!isUnderWay) void askOn();
    });
  }
  return (item) =>
    new Promise((resolve, reject) => {
      waiting.push({ item, resolve, reject });
      soon();
    });
}
