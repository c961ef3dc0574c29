/** A request as people may read it: what stands under a name that sounds like a secret is hidden, and long texts are cut. */
import { isList, isObject, type FieldValue } from '@upshot/values';

export const HIDDEN = '***';

const SECRET =
  /authori[sz]ation|cookie|token|secret|passw|pwd|apikey|accesskey|privatekey|signature|credential|sessionid|^auth$|^key$/;
const LONGEST = 4_000;
const DEEPEST = 32;

/** Whether a header, a parameter or a field of that name may hold a secret; `X-Api-Key`, `apiKey` and `api_key` are one name. */
export const soundsSecret = (name: string): boolean =>
  SECRET.test(name.toLowerCase().replaceAll(/[^a-z0-9]/g, ''));

/** The value without what stands under such names, however deep. */
export function withoutSecrets(value: FieldValue, depth = 0): FieldValue {
  if (typeof value === 'string') return value.length > LONGEST ? `${value.slice(0, LONGEST)}…` : value;
  if (!isList(value) && !isObject(value)) return value;
  if (depth >= DEEPEST) return '…';
  if (isList(value)) return value.map((each) => withoutSecrets(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([name, inside]) => [
      name,
      inside !== null && soundsSecret(name) ? HIDDEN : withoutSecrets(inside, depth + 1),
    ]),
  );
}
