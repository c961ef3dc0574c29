/** Results as figures: `stream.<definitions>` against raw and decoded consumption of the same client library. */
import type { ConsumerClient } from '@upshot/bus';
import { percentile, type Figure } from '../report.ts';
import type { Burst } from './burst.ts';
import type { CellResult } from './cell.ts';

/** One way of reading the topic, each time that it was measured. */
export interface Measured {
  readonly client: ConsumerClient;
  /** How many definitions the matcher held; null where there was none. */
  readonly definitions: number | null;
  readonly mode: 'raw' | 'decoded' | 'matched';
  readonly results: readonly CellResult[];
}

type Rate = (result: CellResult) => number;

interface Scale {
  /** At the end of a figure's name. */
  readonly suffix: string;
  readonly unit: string;
  readonly rate: Rate;
}

/** Records per second by the clock, and per second of the process's own CPU time. */
const SCALES: readonly Scale[] = [
  { suffix: '', unit: 'records/s', rate: ({ records, seconds }) => records / seconds },
  { suffix: '.cpu', unit: 'records/CPU s', rate: ({ records, cpuSeconds }) => records / cpuSeconds },
];

const median = (results: readonly CellResult[], rate: Rate): number => percentile(results.map(rate), 0.5);

/** `kafkajs-raw`; `stream.1000`, or `stream.1000.platformatic` where that library is not the default. */
export function nameOf({ client, mode, definitions }: Omit<Measured, 'results'>): string {
  if (mode !== 'matched') return `${client}-${mode}`;
  return client === 'kafkajs' ? `stream.${definitions}` : `stream.${definitions}.${client}`;
}

/** Each matcher beside raw and decoded consumption, then these by themselves, all as medians. */
export function streamFigures(measured: readonly Measured[]): readonly Figure[] {
  return SCALES.flatMap((scale) =>
    measured.flatMap((one): Figure[] => {
      const name = nameOf(one) + scale.suffix;
      const value = median(one.results, scale.rate);
      const peers = measured.filter(({ client, mode }) => client === one.client && mode !== 'matched');
      const beside = one.mode === 'matched' ? peers : peers.filter(({ mode }) => mode === 'raw');
      return beside.map((peer) => ({
        name,
        value,
        unit: scale.unit,
        versus: nameOf(peer) + scale.suffix,
        ratio: value / median(peer.results, scale.rate),
      }));
    }),
  );
}

/** What a burst did, beside the raw reading's memory and the burst's own size. */
export function burstFigures(burst: Burst, raw: Measured): readonly Figure[] {
  const rawMb = median(raw.results, ({ rssMb }) => rssMb);
  return [
    {
      name: 'stream.memory',
      value: burst.rssMb,
      unit: 'MB',
      versus: nameOf(raw),
      ratio: burst.rssMb / rawMb,
    },
    {
      name: 'stream.burst.lag',
      value: burst.lag,
      unit: 'records',
      versus: 'burst',
      ratio: burst.lag / burst.records,
    },
    {
      name: 'stream.burst.lag.seconds',
      value: burst.seconds,
      unit: 's',
      versus: 'burst',
      ratio: burst.seconds / burst.sendSeconds,
    },
  ];
}
