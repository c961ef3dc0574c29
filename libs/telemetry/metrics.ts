/** The fixed set of metrics, with labels whose values are few. */
import type { Meter, ObservableGauge } from '@opentelemetry/api';
import { ATTRIBUTES } from './attributes.ts';
import type { Lag, Metrics } from './types.ts';

/** From a record's decoding to a slow provider's answer. */
const SECONDS = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

/** Makes the instruments of one process. */
export function createMetrics(meter: Meter): Metrics {
  const stages = meter.createHistogram('upshot.stage.duration', {
    unit: 's',
    description: 'How long a stage took, by its outcome.',
    advice: { explicitBucketBoundaries: SECONDS },
  });
  const records = counter(meter, 'upshot.records', '{record}', 'What became of the records of a topic.');
  const deadLetters = counter(meter, 'upshot.dead_letters', '{record}', 'Records that no retry helps.');
  const effects = counter(meter, 'upshot.effects', '{effect}', 'Outward acts, by channel and outcome.');
  return {
    recordStage: (stage, outcome, seconds) =>
      stages.record(seconds, { [ATTRIBUTES.stage]: stage, [ATTRIBUTES.outcome]: outcome }),
    countRecords: (topic, outcome, count = 1) =>
      records.add(count, { [ATTRIBUTES.messagingDestination]: topic, [ATTRIBUTES.outcome]: outcome }),
    countDeadLetter: (topic, code) =>
      deadLetters.add(1, { [ATTRIBUTES.messagingDestination]: topic, [ATTRIBUTES.errorType]: code }),
    countEffect: (channel, outcome) =>
      effects.add(1, { [ATTRIBUTES.channel]: channel, [ATTRIBUTES.outcome]: outcome }),
    observeLag: lagObserver(meter),
  };
}

function counter(meter: Meter, name: string, unit: string, description: string) {
  return meter.createCounter(name, { unit, description });
}

function lagObserver(meter: Meter): Metrics['observeLag'] {
  const records = meter.createObservableGauge('upshot.lag.records', {
    unit: '{record}',
    description: 'Records that a consumer group has not done.',
  });
  const seconds = meter.createObservableGauge('upshot.lag.seconds', {
    unit: 's',
    description: 'Age of the oldest record that a consumer group has not done.',
  });
  return (group, read) => {
    const stops = [
      observe(records, group, () => read().records),
      observe(seconds, group, () => read().seconds),
    ];
    return () => stops.forEach((stop) => stop());
  };
}

function observe(gauge: ObservableGauge, group: string, read: () => Lag[keyof Lag]): () => void {
  const callback: Parameters<ObservableGauge['addCallback']>[0] = (result) =>
    result.observe(read(), { [ATTRIBUTES.messagingGroup]: group });
  gauge.addCallback(callback);
  return () => gauge.removeCallback(callback);
}
