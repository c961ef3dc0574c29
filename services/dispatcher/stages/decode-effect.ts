/** Stage decode-effect: a record into an effect; what cannot be read goes to the dead letters. */
import type { Codec } from '@upshot/avro';
import type { BusRecord } from '@upshot/bus';
import { readOrBury, type DeadLetters } from '@upshot/dead-letters';
import { UpshotError } from '@upshot/errors';
import type { Effect } from '@upshot/schemas';
import { ATTRIBUTES, contextFromHeaders, inStage, type Context, type Telemetry } from '@upshot/telemetry';
import { dueEffectOf, type DueEffect } from '../due-effect.ts';

export interface DecodeEffectPorts {
  readonly codec: Pick<Codec<Effect>, 'decode'>;
  readonly deadLetters: DeadLetters;
  readonly telemetry: Telemetry;
}

/** An effect with the trace that it belongs to. */
export interface TracedEffect extends DueEffect {
  readonly trace: Context;
}

/** Null for a poison record, which is buried. Throws what another attempt can help. */
export async function decodeEffect(
  record: BusRecord,
  ports: DecodeEffectPorts,
): Promise<TracedEffect | null> {
  return readOrBury(record, 'decode-effect', ports.deadLetters, () => read(record, ports));
}

async function read(record: BusRecord, { codec, telemetry }: DecodeEffectPorts): Promise<TracedEffect> {
  const parent = contextFromHeaders(record.headers);
  return inStage(telemetry, 'decode-effect', { parent }, async (stage) => {
    if (record.value === null) throw new UpshotError('record_invalid', 'an effect without a value');
    const effect = dueEffectOf(await codec.decode(record.value));
    stage.set(attributesOf(effect));
    return { ...effect, trace: stage.context };
  });
}

/** What every stage's span says of its effect. */
export const attributesOf = ({ tenantId, runId, stepId, effectId, action, channel }: DueEffect) => ({
  [ATTRIBUTES.tenantId]: tenantId,
  [ATTRIBUTES.runId]: runId,
  [ATTRIBUTES.stepId]: stepId,
  [ATTRIBUTES.effectId]: effectId,
  [ATTRIBUTES.actionKind]: action,
  [ATTRIBUTES.channel]: channel,
});
