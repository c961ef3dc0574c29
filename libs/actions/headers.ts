/** Which headers a webhook's author may set, and which belong to the connection or to the effect's own key. */
import { enabledPairs, pairsSchema } from './pairs.ts';

const RESERVED = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'idempotency-key',
  'keep-alive',
  'te',
  'traceparent',
  'tracestate',
  'trailer',
  'transfer-encoding',
  'upgrade',
  'webhook-id',
  'webhook-signature',
  'webhook-timestamp',
]);
const TOKEN = /^[A-Za-z0-9!#$%&'*+.^_`|~-]+$/;

/** Whether the header is the connection's or Upshot's own, so that a config must not set it. */
export const isReservedHeader = (name: string): boolean =>
  RESERVED.has(name.toLowerCase()) || name.toLowerCase().startsWith('proxy-');

/** A webhook's headers, as rows or as a plain object. */
export const headersSchema = pairsSchema.superRefine((pairs, context) => {
  for (const [name, value] of enabledPairs(pairs)) {
    const message = faultOf(name, value);
    if (message !== null) context.addIssue({ code: 'custom', message });
  }
});

function faultOf(name: string, value: string): string | null {
  if (!TOKEN.test(name)) return "a header name may hold only letters, digits and !#$%&'*+.^_`|~-";
  if (isReservedHeader(name)) return `the header ${name.toLowerCase()} is set by the sender`;
  return /[\r\n\0]/.test(value) ? `the value of header ${name.toLowerCase()} holds a line break` : null;
}
