/** Places in a JSON document, as people write them and as RFC 6901 does. */

/** Keys and indices from the top of the document. */
export type Path = readonly (string | number)[];

/** `actions[2].config.url`; the empty path is `body`. */
export function fieldOf(path: Path): string {
  const text = path.reduce<string>(
    (before, step) => (typeof step === 'number' ? `${before}[${step}]` : `${before}${before && '.'}${step}`),
    '',
  );
  return text === '' ? 'body' : text;
}

/** `/actions/2/config/url`, a JSON pointer. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
