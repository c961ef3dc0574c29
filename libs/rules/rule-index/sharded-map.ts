/** An immutable map in two levels: a changed entry copies one shard, not the whole. */

const SHARDS = 256;
type Shards<Value> = readonly (ReadonlyMap<string, Value> | undefined)[];

export class ShardedMap<Value> {
  readonly size: number;
  readonly #shards: Shards<Value>;

  private constructor(shards: Shards<Value>, size: number) {
    this.#shards = shards;
    this.size = size;
  }

  /** Of two entries with one key the later stays. */
  static of<Value>(entries: Iterable<readonly [string, Value]>): ShardedMap<Value> {
    const shards: (Map<string, Value> | undefined)[] = Array.from({ length: SHARDS });
    for (const [key, value] of entries) (shards[shardOf(key)] ??= new Map<string, Value>()).set(key, value);
    return new ShardedMap(
      shards,
      shards.reduce((sum, shard) => sum + (shard?.size ?? 0), 0),
    );
  }

  get(key: string): Value | undefined {
    return this.#shards[shardOf(key)]?.get(key);
  }

  with(key: string, value: Value): ShardedMap<Value> {
    return this.#replaced(key, (shard) => shard.set(key, value));
  }

  without(key: string): ShardedMap<Value> {
    return this.get(key) === undefined ? this : this.#replaced(key, (shard) => shard.delete(key));
  }

  #replaced(key: string, change: (shard: Map<string, Value>) => unknown): ShardedMap<Value> {
    const place = shardOf(key);
    const before = this.#shards[place];
    const shard = new Map(before);
    change(shard);
    return new ShardedMap(this.#shards.with(place, shard), this.size + shard.size - (before?.size ?? 0));
  }
}

function shardOf(key: string): number {
  let hash = 0;
  for (let place = 0; place < key.length; place += 1)
    hash = (Math.imul(hash, 31) + key.charCodeAt(place)) | 0;
  return (hash ^ (hash >>> 16)) & (SHARDS - 1);
}
