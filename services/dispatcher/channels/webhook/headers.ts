/** A webhook's headers: the author's, and those that carry the effect's key. */

const USER_AGENT = 'Upshot';

/** Names are lower case. The key and its time are fixed when the request is first rendered. */
export function webhookHeaders(
  effectId: string,
  nowMs: number,
  contentType: string | null,
  own: readonly (readonly [name: string, value: string])[],
): Readonly<Record<string, string>> {
  const fixed = own.map(([name, value]) => [name.toLowerCase(), oneLine(value)] as const);
  return {
    'user-agent': USER_AGENT,
    ...(contentType === null ? {} : { 'content-type': contentType }),
    ...Object.fromEntries(fixed),
    'webhook-id': effectId,
    'webhook-timestamp': String(Math.floor(nowMs / 1000)),
    'idempotency-key': effectId,
  };
}

/** What a record holds must not end a header or widen it: only printable Latin-1 goes through. */
const oneLine = (value: string): string =>
  value
    // oxlint-disable-next-line no-control-regex -- control characters are what is taken out
    .replaceAll(/[\u0000-\u001f\u007f]+/g, ' ')
    .replaceAll(/[^\u0020-\u00ff]/g, '?')
    .trim();
