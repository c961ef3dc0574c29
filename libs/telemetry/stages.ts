/** A stage of the walk: its span, named exactly as the stage, and its rate, errors and duration. */
import { type Context, context, type Span, SpanStatusCode, trace } from '@opentelemetry/api';
import { toUpshotError } from '@upshot/errors';
import { ATTRIBUTES, type Attributes } from './attributes.ts';
import type { RecordedStageOptions, Stage, StageOptions, Telemetry } from './types.ts';

const MS_PER_SECOND = 1_000;

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
  const elapsedMs = stopwatch(options.startTimeMs);
  const { span, stageContext } = startStage(telemetry, name, options);
  let outcome = 'ok';
  const stage: Stage = {
    context: stageContext,
    set: (attributes) => setAttributes(span, attributes),
    outcome: (named) => {
      outcome = named;
    },
  };
  try {
    return await context.with(stageContext, () => work(stage));
  } catch (thrown) {
    outcome = markFailed(span, thrown);
    throw thrown;
  } finally {
    setAttributes(span, { [ATTRIBUTES.outcome]: outcome });
    span.end();
    telemetry.metrics.recordStage(name, outcome, elapsedMs() / MS_PER_SECOND);
  }
}

/** Makes the span of a stage that is over; returns the context that carries it, for headers and further stages. */
export function recordedStage(telemetry: Telemetry, name: string, options: RecordedStageOptions): Context {
  const outcome = options.outcome ?? 'ok';
  const { span, stageContext } = startStage(telemetry, name, options);
  setAttributes(span, { [ATTRIBUTES.outcome]: outcome });
  const endTimeMs = Math.max(options.startTimeMs, options.endTimeMs);
  span.end(endTimeMs);
  if (options.measured ?? true) {
    telemetry.metrics.recordStage(name, outcome, (endTimeMs - options.startTimeMs) / MS_PER_SECOND);
  }
  return stageContext;
}

function startStage(
  telemetry: Telemetry,
  name: string,
  options: StageOptions,
): { span: Span; stageContext: Context } {
  const parent = options.parent ?? context.active();
  const { attributes = {}, links = [], startTimeMs } = options;
  const span = telemetry.tracer.startSpan(
    name,
    { attributes, links: [...links], ...(startTimeMs !== undefined && { startTime: startTimeMs }) },
    parent,
  );
  return { span, stageContext: trace.setSpan(parent, span) };
}

function setAttributes(span: Span, attributes: Attributes): void {
  span.setAttributes(attributes);
}

function markFailed(span: Span, thrown: unknown): string {
  const { code } = toUpshotError(thrown);
  setAttributes(span, { [ATTRIBUTES.errorType]: code });
  span.setStatus({ code: SpanStatusCode.ERROR, message: code });
  return code;
}

/** Time since `startTimeMs` on the wall, else since now on a clock that nobody sets. */
function stopwatch(startTimeMs: number | undefined): () => number {
  if (startTimeMs !== undefined) return () => Math.max(0, Date.now() - startTimeMs);
  const start = performance.now();
  return () => performance.now() - start;
}
