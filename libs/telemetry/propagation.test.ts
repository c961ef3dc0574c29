/** Traces through headers, and what is none. */
import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { contextFromHeaders, contextToHeaders, linkFrom, ROOT_CONTEXT, traceIdOf } from './index.ts';

const TRACE = 'a'.repeat(32);
const traceparent = `00-${TRACE}-${'b'.repeat(16)}-01`;

describe('headers', () => {
  it('carry a trace there and back, as text or as bytes', () => {
    const context = contextFromHeaders({ traceparent: Buffer.from(traceparent), tracestate: 'vendor=1' });
    expect(traceIdOf(context)).toBe(TRACE);
    expect(contextToHeaders(context)).toEqual({ traceparent, tracestate: 'vendor=1' });
    expect(linkFrom({ traceparent })?.context.traceId).toBe(TRACE);
  });
  it('without a trace give an empty context and no link', () => {
    expect(contextFromHeaders({})).toBe(ROOT_CONTEXT);
    expect(contextToHeaders(ROOT_CONTEXT)).toEqual({});
    expect(linkFrom({})).toBeUndefined();
    expect(traceIdOf(ROOT_CONTEXT)).toBeUndefined();
  });
  it.each([
    ['', 'empty'],
    ['x', 'no trace'],
    [`00-${'0'.repeat(32)}-${'b'.repeat(16)}-01`, 'a zero trace id'],
    [`00-${TRACE}-${'0'.repeat(16)}-01`, 'a zero span id'],
    [`ff-${TRACE}-${'b'.repeat(16)}-01`, 'the forbidden version'],
    [`00-${TRACE.toUpperCase()}-${'b'.repeat(16)}-01`, 'upper case'],
    [`00-${TRACE}-${'b'.repeat(16)}-01-extra`, 'more parts than the version has'],
    [`00-${TRACE}-${'b'.repeat(16)}-0`, 'a flag cut off'],
    [`${traceparent}\r\nx: y`, 'a line break'],
    ['0'.repeat(1_000_000), 'a megabyte'],
  ])('with a hostile traceparent give an empty context: %#', (hostile) => {
    expect(traceIdOf(contextFromHeaders({ traceparent: hostile }))).toBeUndefined();
  });
  it.each(['a=1\r\nx: y', 'ü=1', 'a='.repeat(300), '\u0000', ','.repeat(500)])(
    'with a hostile tracestate lose it and keep the trace: %#',
    (tracestate) => {
      const context = contextFromHeaders({ traceparent, tracestate });
      expect(contextToHeaders(context)).toEqual({ traceparent });
    },
  );
  it('never carry baggage on', () => {
    const context = contextFromHeaders({ traceparent, baggage: `user=ann@example.com,${'x'.repeat(8_192)}` });
    expect(contextToHeaders(context)).toEqual({ traceparent });
    expect(trace.getSpanContext(context)?.isRemote).toBe(true);
  });
});
