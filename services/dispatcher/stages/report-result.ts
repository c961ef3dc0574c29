/** Stage report-result: tells the run what became of its effect, each time the effect is seen; the run hears it once. */
import type { Codec } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import { NO_COMMAND, RUN_COMMANDS, type ReportEffect, type RunCommand } from '@upshot/schemas';
import { contextToHeaders, inStage, type Logger, type Telemetry } from '@upshot/telemetry';
import type { DueEffect } from '../due-effect.ts';
import type { EffectResult } from '../effect-result.ts';
import { attributesOf, type TracedEffect } from './decode-effect.ts';

export interface ReportResultPorts {
  readonly bus: Pick<Bus, 'send'>;
  readonly commands: Pick<Codec<RunCommand>, 'encode'>;
  readonly telemetry: Telemetry;
  readonly log: Pick<Logger, 'warn'>;
  readonly now: () => number;
  readonly crashPoint: (name: string) => void;
}

/** Resolves when the report is acknowledged. Throws `bus_unavailable`. */
export async function reportResult(
  effect: TracedEffect,
  result: EffectResult,
  ports: ReportResultPorts,
): Promise<void> {
  const { bus, commands, telemetry, now, crashPoint } = ports;
  const options = { parent: effect.trace, attributes: attributesOf(effect) };
  await inStage(telemetry, 'report-result', options, async (stage) => {
    const { tenantId, runId } = effect;
    const report = reportOf(effect, result);
    const command = { tenantId, runId, sentAtMs: now(), ...NO_COMMAND, reportEffect: report };
    const headers = contextToHeaders(stage.context);
    await bus.send([{ topic: RUN_COMMANDS, key: runId, value: commands.encode(command), headers }]);
    telemetry.metrics.countEffect(effect.channel, effect.sandbox ? 'sandbox' : result.outcome);
    if (result.errorCode !== null) ports.log.warn(factsOf(effect, result), 'an effect did not succeed');
    crashPoint('dispatcher.reported');
  });
}

/** What a line of the log says of an effect: ids and codes, nothing of its record. */
const factsOf = (effect: DueEffect, { outcome, errorCode, attempts }: EffectResult) => {
  const { tenantId, runId, stepId, effectId, action, definitionId } = effect;
  return { tenantId, runId, stepId, effectId, action, definitionId, outcome, errorCode, attempts };
};

/** The report of a result, the same each time but for when it is sent. */
function reportOf({ effectId, stepId }: DueEffect, result: EffectResult): ReportEffect {
  const { outcome, answer, output, recordPatch, errorCode, errorMessage } = result;
  const { attempts, startedAtMs, finishedAtMs, input = null, attemptLog = [] } = result;
  return {
    effectId,
    stepId,
    outcome,
    answer,
    output: JSON.stringify(output),
    recordPatch: recordPatch === null ? null : JSON.stringify(recordPatch),
    errorCode,
    errorMessage,
    attempts,
    startedAtMs,
    finishedAtMs,
    input,
    attemptLog,
  };
}
