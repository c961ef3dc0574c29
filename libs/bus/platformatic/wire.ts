/** The client's shapes of a fetch, which it does not export by name. */
import type { Consumer } from '@platformatic/kafka';

export type FetchResponse = Awaited<ReturnType<Consumer['fetch']>>;
export type FetchResponsePartition = FetchResponse['responses'][number]['partitions'][number];
export type FetchRequestTopic = Parameters<Consumer['fetch']>[0]['topics'][number];
