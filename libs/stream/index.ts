/** What every stream service connects to, and how its share of the work is watched. */
export { connectStream, type Stream, type StreamSettings } from './connect-stream.ts';
export { hasHandled, type HandledPorts } from './has-handled.ts';
export { watchConsumer, type WatchedConsumer } from './watch-consumer.ts';
