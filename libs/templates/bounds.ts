/** How large a template may be: counts, so that the same template is refused everywhere and every time. */
import { UpshotError } from '@upshot/errors';

/** The longest template, in characters. */
export const MAX_TEMPLATE_LENGTH = 262_144;
/** The most tokens in one template. */
export const MAX_TOKENS = 1000;
/** The longest token, braces and filters included, in characters. */
export const MAX_TOKEN_LENGTH = 1000;
/** The longest text that is rendered, in characters. */
export const MAX_RENDERED_LENGTH = 1_048_576;

/** Throws `template_invalid` where `source` exceeds a bound, before anything parses it. */
export function checkBounds(source: string): void {
  if (source.length > MAX_TEMPLATE_LENGTH) refuse('the template is too long');
  let tokens = 0;
  let start = source.indexOf('{{');
  while (start >= 0) {
    const end = source.indexOf('}}', start);
    tokens += 1;
    if (end < 0) return;
    if (tokens > MAX_TOKENS) refuse('the template has too many tokens');
    if (end - start > MAX_TOKEN_LENGTH) refuse('a token is too long');
    start = source.indexOf('{{', end);
  }
}

function refuse(message: string): never {
  throw new UpshotError('template_invalid', message);
}
