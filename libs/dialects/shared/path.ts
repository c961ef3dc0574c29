/** Places in a JSON document, as people write them and as RFC 6901 does. */

/** Keys and indices from the top of the document. */
export type Path = readonly (string | number)[];

const PLAIN = /^[\w$-]+$/u;

/** `actions[2].config.url`, keys that are no plain words in quotes (`["a b"]`); the empty path is `body`. */
export function fieldOf(path: Path): string {
  const text = path.reduce<string>((before, step) => before + stepOf(step, before === ''), '');
  return text === '' ? 'body' : text;
}

function stepOf(step: string | number, first: boolean): string {
  if (typeof step === 'number' || !PLAIN.test(step)) return `[${JSON.stringify(step)}]`;
  return first ? step : `.${step}`;
}

/** `/actions/2/config/url`, a JSON pointer. */
export function pointerOf(path: Path): string {
  return path.map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}
