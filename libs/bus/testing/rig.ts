/** What each test of the contract works with: buses, topics and groups of its own, cleared away afterwards. */
import { randomUUID } from 'node:crypto';
import { afterEach, vi } from 'vitest';
import type { Bus, BusOptions, ConsumerClient } from '../bus.ts';
import { QUICK_TIMINGS } from './timings.ts';

/** An adapter under test, and the brokers to test it on. */
export interface Adapter {
  readonly name: ConsumerClient;
  /** The module that exports `connectBus`, for a process of its own. */
  readonly module: URL;
  connect(options: BusOptions): Promise<Bus>;
  brokers(): readonly string[];
}

/** One thing that every adapter must hold. */
export interface Case {
  readonly name: string;
  readonly run: (rig: Rig) => Promise<void>;
}

export class Rig {
  readonly adapter: Adapter;
  readonly #buses: Bus[] = [];

  constructor(adapter: Adapter) {
    this.adapter = adapter;
  }

  /** One address of the brokers. */
  get broker(): string {
    return this.adapter.brokers()[0] ?? '';
  }

  /** A bus with short waiting times, closed after the test. */
  async bus(options: Partial<BusOptions> = {}): Promise<Bus> {
    const timings = { ...QUICK_TIMINGS, ...options.timings };
    const bus = await this.adapter.connect({
      brokers: this.adapter.brokers(),
      clientId: `contract-${short()}`,
      consumerClient: this.adapter.name,
      ...options,
      timings,
    });
    this.#buses.push(bus);
    return bus;
  }

  /** A new topic. */
  async topic(bus: Bus, partitions = 1, config: Readonly<Record<string, string>> = {}): Promise<string> {
    const name = unused('topic');
    await bus.ensureTopics([{ name, partitions, config }]);
    return name;
  }

  async close(): Promise<void> {
    await Promise.all(this.#buses.splice(0).map(async (bus) => bus.close()));
  }
}

/** A rig for the tests of the surrounding suite. */
export function useRig(adapter: Adapter): Rig {
  const rig = new Rig(adapter);
  afterEach(async () => rig.close());
  return rig;
}

/** A name that nobody has. */
export function unused(kind: string): string {
  return `contract.${kind}.${short()}`;
}

/** Retries the assertions until they hold; how long it takes is not judged. */
export async function eventually(assertions: () => void | Promise<void>): Promise<void> {
  await vi.waitFor(assertions, { timeout: 40_000, interval: 25 });
}

/** A promise and its resolver, under names that read in a test. */
export function gate(): { readonly opened: Promise<void>; open(): void } {
  const { promise, resolve } = Promise.withResolvers<void>();
  return { opened: promise, open: () => resolve() };
}

function short(): string {
  return randomUUID().slice(0, 8);
}
