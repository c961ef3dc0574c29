/** Kafka behind one seam: the bus, and how to connect to it. */
export { connectBus } from './connect.ts';
export type {
  Batch,
  BatchOptions,
  Bus,
  BusLog,
  BusOptions,
  BusRecord,
  BusTimings,
  Consumer,
  ConsumerClient,
  ConsumerHealth,
  Follower,
  FollowOptions,
  LogFields,
  OpenSocket,
  OutgoingRecord,
  PartitionEnds,
  RecordOptions,
  TopicSpec,
  WorkContext,
} from './bus.ts';
