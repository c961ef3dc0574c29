/**
 * The last two images of each record, for sources that leave something out (law 5): in memory while a partition is held, and
 * in a store, so that they are right after restarts, redelivery and rebalances. A source that sends everything waits for neither.
 */
import type { ChangeEvent } from '@upshot/cdc';
import type { KeptImageStore } from '../ports/kept-image-store.ts';
import { HeldPartition } from './held-partition.ts';
import { filled, KeptChange, lacksSomething, wholeOf, type Kept } from './kept.ts';
import { TopicKnowledge } from './topic-knowledge.ts';

/** A change, and the record that it is of: unique over all topics. */
export interface KeyedChange {
  readonly key: string;
  readonly change: ChangeEvent;
}

export interface KeptImages {
  /** For a batch of `topic`. `holding` is one and the same object for as long as the partition is held without a break. */
  open(topic: string, holding: object): BatchImages;
  /** Whether the source of some topic leaves something out, so that the store has to answer. */
  needStore(): boolean;
}

/** Records of one partition. */
const LIMIT = 10_000;

/** Images of at most `limit` records of each partition are in memory. The store is not asked before a batch is opened. */
export function createKeptImages(store: KeptImageStore, limit = LIMIT): KeptImages {
  const knowledge = new TopicKnowledge(store);
  const held = new WeakMap<object, HeldPartition>();
  return {
    open(topic, holding) {
      const partition = held.get(holding) ?? new HeldPartition(topic, knowledge, store, limit);
      held.set(holding, partition);
      partition.confirm();
      return new BatchImages(partition);
    },
    needStore: () => knowledge.someLeavesOut,
  };
}

/**
 * The images of one batch. What it changes is in force for later changes of the batch at once, and for later batches when
 * `keep` resolves: a batch that fails and comes again finds everything as it was.
 */
export class BatchImages {
  readonly #partition: HeldPartition;
  readonly #changed = new Map<string, Kept>();

  constructor(partition: HeldPartition) {
    this.#partition = partition;
  }

  /** Whether every column of every change is needed, because its image is going to be kept. */
  get needsWhole(): boolean {
    return this.#partition.keeping === 'stored';
  }

  /** Whether anything is kept or held at all: if not, there is nothing to fill with, and nothing to advance. */
  get isKeeping(): boolean {
    return this.#partition.keeping !== 'none';
  }

  /** Whether the batch may go by unread. What memory holds of the partition is then forgotten, for it grows old. */
  pass(): boolean {
    if (!this.#partition.mayPass) return false;
    this.#partition.memory.clear();
    return true;
  }

  /** The change as it came; whole, where the source left something out. Throws as `ChangeEvent.whole`. */
  look(change: ChangeEvent): ChangeEvent {
    const lacks = lacksSomething(change);
    if (change.operation === 'update') this.#partition.sawUpdate(lacks);
    return lacks ? wholeOf(change) : change;
  }

  /** Reads, at once, what is kept of the records of which something was not sent. May throw `store_unavailable`. */
  async recall(changes: readonly KeyedChange[]): Promise<void> {
    const lacking = changes.filter(({ change }) => lacksSomething(change));
    if (this.needsWhole && lacking.length > 0) await this.#partition.recall(lacking.map(({ key }) => key));
  }

  /** The change with what was not sent filled in where it is known. */
  filled({ key, change }: KeyedChange): ChangeEvent {
    return filled(change, this.#changed.get(key) ?? this.#partition.memory.get(key) ?? null);
  }

  /** Takes a filled change for the last one of its record; not one that comes again after later ones. */
  advance({ key, change }: KeyedChange, tenantId: string): void {
    const known = this.#changed.get(key) ?? this.#partition.memory.get(key);
    if (known === undefined || known.sequence < change.position.sequence)
      this.#changed.set(key, new KeptChange(tenantId, change));
  }

  /** Stores what is new: after the batch's commands are sent, before its offset. May throw `store_unavailable`. */
  async keep(): Promise<void> {
    await this.#partition.advance(this.#changed);
  }
}
