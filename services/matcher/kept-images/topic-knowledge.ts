/** What is known of each topic's source: whether it leaves something out. One per process. */
import type { KeptImageStore } from '../ports/kept-image-store.ts';

/** `unseen`: no update has been seen yet that would tell. */
export type Source = 'unseen' | 'whole' | 'leaves_out';

export class TopicKnowledge {
  readonly #store: Pick<KeptImageStore, 'topics' | 'addTopic'>;
  readonly #sources = new Map<string, Source>();
  readonly #recorded = new Set<string>();

  constructor(store: Pick<KeptImageStore, 'topics' | 'addTopic'>) {
    this.#store = store;
  }

  sourceOf(topic: string): Source {
    return this.#sources.get(topic) ?? 'unseen';
  }

  get someLeavesOut(): boolean {
    return this.#sources.values().some((source) => source === 'leaves_out');
  }

  /** An update has been seen. A source that once left something out counts as one that does. */
  sawUpdate(topic: string, lacksSomething: boolean): void {
    if (lacksSomething) this.#sources.set(topic, 'leaves_out');
    else if (!this.#sources.has(topic)) this.#sources.set(topic, 'whole');
  }

  /** Writes down, once, that a topic's source leaves something out: the other matchers are to know. */
  async record(topic: string): Promise<void> {
    if (this.#recorded.has(topic)) return;
    await this.#store.addTopic(topic);
    this.#recorded.add(topic);
  }

  /** Asks what the matchers have written down. */
  async refresh(): Promise<void> {
    for (const topic of await this.#store.topics()) {
      this.#recorded.add(topic);
      this.#sources.set(topic, 'leaves_out');
    }
  }
}
