/** A cache that forgets what was asked for longest ago, so that hostile input cannot fill the memory. */

/** Returns `get`, which makes a value once for each key among the last `limit` ones. */
export function boundedCache<V>(limit: number): (key: string, make: () => V) => V {
  const values = new Map<string, V>();
  return (key, make) => {
    const value = values.has(key) ? values.get(key) : undefined;
    const found = value ?? make();
    values.delete(key);
    values.set(key, found);
    const oldest = values.keys().next();
    if (values.size > limit && oldest.done === false) values.delete(oldest.value);
    return found;
  };
}
