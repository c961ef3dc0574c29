/** Carries a trace through headers, as W3C Trace Context; whatever is malformed or hostile there is no trace. */
import {
  type Context,
  defaultTextMapGetter,
  defaultTextMapSetter,
  type Link,
  ROOT_CONTEXT,
  trace,
} from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { TraceHeaders } from './types.ts';

const propagator = new W3CTraceContextPropagator();
const TRACESTATE_LONGEST = 512;
const PRINTABLE = /^[\x20-\x7e]*$/u;

/** The headers that continue the trace of `context`: `traceparent`, and `tracestate` when there is one. */
export function contextToHeaders(context: Context): Record<string, string> {
  const headers: Record<string, string> = {};
  propagator.inject(context, headers, defaultTextMapSetter);
  if (headers['tracestate'] === '') delete headers['tracestate'];
  return headers;
}

/** The context that headers carry, an empty one when they carry none; baggage is dropped. */
export function contextFromHeaders(headers: TraceHeaders): Context {
  const traceparent = headers['traceparent']?.toString();
  if (traceparent === undefined) return ROOT_CONTEXT;
  const carrier = { traceparent, tracestate: cleanTracestate(headers['tracestate']) };
  return propagator.extract(ROOT_CONTEXT, carrier, defaultTextMapGetter);
}

/** A link to the span that headers name, undefined when they name none. */
export function linkFrom(headers: TraceHeaders): Link | undefined {
  return linkTo(contextFromHeaders(headers));
}

/** A link to the span of `context`, undefined when it has none. */
export function linkTo(context: Context): Link | undefined {
  const spanContext = trace.getSpanContext(context);
  return spanContext && { context: spanContext };
}

/** The id of the trace that `context` belongs to. */
export function traceIdOf(context: Context): string | undefined {
  return trace.getSpanContext(context)?.traceId;
}

function cleanTracestate(header: Buffer | string | undefined): string {
  if (header === undefined || header.length > TRACESTATE_LONGEST) return '';
  const text = header.toString();
  return PRINTABLE.test(text) ? text : '';
}
