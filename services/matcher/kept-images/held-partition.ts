/** The images of one partition, for as long as it is held without a break: what is in memory, and what the store must know. */
import type { KeptImageStore } from '../ports/kept-image-store.ts';
import type { Kept } from './kept.ts';
import { PartitionMemory } from './partition-memory.ts';
import type { TopicKnowledge } from './topic-knowledge.ts';

/** What happens to images: stored, held in memory until it is known whether they must be stored, or neither. */
export type Keeping = 'stored' | 'held' | 'none';

export class HeldPartition {
  readonly memory: PartitionMemory;
  readonly #topic: string;
  readonly #knowledge: TopicKnowledge;
  readonly #store: Pick<KeptImageStore, 'load' | 'store'>;
  #asking = false;
  #isConfirmed = false;

  constructor(
    topic: string,
    knowledge: TopicKnowledge,
    store: Pick<KeptImageStore, 'load' | 'store'>,
    limit: number,
  ) {
    this.#topic = topic;
    this.#knowledge = knowledge;
    this.#store = store;
    this.memory = new PartitionMemory(limit);
  }

  get keeping(): Keeping {
    const source = this.#knowledge.sourceOf(this.#topic);
    if (source === 'leaves_out') return 'stored';
    return source === 'whole' && this.#isConfirmed ? 'none' : 'held';
  }

  /** Whether what has not been read can be told from what has not been kept: nobody else kept images of this partition. */
  get mayPass(): boolean {
    return this.#isConfirmed && this.keeping !== 'stored';
  }

  /**
   * Asks once, and without waiting for it, whether another matcher knows that the source leaves something out: then it may
   * have kept images of this partition, which must not grow old. Until that is known, images are held in memory.
   */
  confirm(): void {
    if (this.#isConfirmed || this.#asking) return;
    this.#asking = true;
    this.#knowledge.refresh().then(
      () => {
        this.#isConfirmed = true;
        if (this.keeping === 'none') this.memory.clear();
      },
      () => {
        this.#asking = false;
      },
    );
  }

  sawUpdate(lacksSomething: boolean): void {
    const { keeping } = this;
    this.#knowledge.sawUpdate(this.#topic, lacksSomething);
    if (keeping === 'held' && this.keeping === 'none') this.memory.clear();
  }

  /** Reads what is kept of records that memory does not hold. */
  async recall(keys: Iterable<string>): Promise<void> {
    const missing = [...new Set(keys)].filter((key) => this.memory.get(key) === undefined);
    if (missing.length === 0) return;
    for (const [key, kept] of await this.#store.load(missing)) this.memory.recall(key, kept);
  }

  /** Takes in what a batch left, and stores it where it must be. */
  async advance(records: ReadonlyMap<string, Kept>): Promise<void> {
    const { keeping, memory } = this;
    if (keeping === 'stored') {
      await this.#knowledge.record(this.#topic);
      await this.#store.store(new Map([...memory.unstored, ...records]));
      memory.stored();
    }
    if (keeping === 'none') return;
    for (const [key, kept] of records) memory.advance(key, kept, keeping === 'held');
  }
}
