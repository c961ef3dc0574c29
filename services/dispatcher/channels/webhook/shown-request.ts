/** A webhook's request as people may read it: its parameters and its body taken apart, so that secrets in them can be told by name. */
import { fieldValueSchema, type Fields } from '../../due-effect.ts';
import { HIDDEN, soundsSecret } from '../../without-secrets.ts';
import type { FieldValue } from '@upshot/values';

/** The parts of a request that are shown. */
export interface ShownParts {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | null;
}

/** Headers and JSON are left to whoever hides names; an address and a form are gone through here. */
export function shownRequest({ method, url, headers, body }: ShownParts): Fields {
  return { method, url: shownUrl(url), headers, body: shownBody(body, headers['content-type'] ?? '') };
}

function shownUrl(text: string): string {
  const url = URL.parse(text);
  if (url === null) return HIDDEN;
  if (url.username !== '' || url.password !== '') [url.username, url.password] = ['', ''];
  const names = [...url.searchParams.keys()].filter(soundsSecret);
  for (const name of names) url.searchParams.set(name, HIDDEN);
  return url.href;
}

function shownBody(body: string | null, type: string): FieldValue {
  if (body === null) return null;
  if (type.startsWith('application/x-www-form-urlencoded')) return shownForm(body);
  try {
    return fieldValueSchema.parse(JSON.parse(body));
  } catch {
    return body;
  }
}

/** A name that comes more than once keeps its values together. */
function shownForm(body: string): Fields {
  const form = new URLSearchParams(body);
  return Object.fromEntries(
    [...new Set(form.keys())].map((name) => {
      const [first = '', ...others] = form.getAll(name);
      return [name, others.length === 0 ? first : [first, ...others]];
    }),
  );
}
