/** Kept images in memory, for tests and benches that have no MongoDB: it holds to the contract that the real store is held to. */
import type { Kept } from '../kept-images/kept.ts';
import type { KeptImageStore } from '../ports/kept-image-store.ts';

export interface MemoryStore extends KeptImageStore {
  /** The names of the calls that were made, in order. */
  readonly calls: string[];
  readonly images: ReadonlyMap<string, Kept>;
}

/** An empty store; what `fail` throws, each call throws. */
export function memoryStore(fail: () => void = () => undefined): MemoryStore {
  const topics = new Set<string>();
  const images = new Map<string, Kept>();
  const calls: string[] = [];
  const called = (name: string): void => {
    calls.push(name);
    fail();
  };
  return {
    calls,
    images,
    async topics() {
      called('topics');
      return new Set(topics);
    },
    async addTopic(topic) {
      called('addTopic');
      topics.add(topic);
    },
    async load(keys) {
      called('load');
      return new Map([...images].filter(([key]) => keys.includes(key)));
    },
    async store(records) {
      called('store');
      for (const [key, kept] of records) if (isLater(kept, images.get(key))) images.set(key, copyOf(kept));
    },
  };
}

const isLater = (kept: Kept, known: Kept | undefined): boolean =>
  known === undefined || known.sequence < kept.sequence;

const copyOf = ({ tenantId, sequence, after, before }: Kept): Kept =>
  structuredClone({ tenantId, sequence, after, before });
