/** Where a rendered string goes, and what a value must not be able to do there. */

/** `html`: no tags, no attributes; `json`: not out of its string; `url`: not out of its part; `none`: takes any text. */
export type Sink = 'none' | 'html' | 'json' | 'url';

const ENTITIES: ReadonlyMap<string, string> = new Map([
  ['&', '&amp;'],
  ['<', '&lt;'],
  ['>', '&gt;'],
  ['"', '&#34;'],
  ["'", '&#39;'],
]);

const ESCAPE: Readonly<Record<Sink, (text: string) => string>> = {
  none: (text) => text,
  html: (text) => text.replaceAll(/[&<>"']/g, (character) => ENTITIES.get(character) ?? character),
  json: (text) => JSON.stringify(text).slice(1, -1),
  url: (text) => encodeURIComponent(text.toWellFormed()),
};

/** `text` as it may stand in the sink. */
export const escapeFor = (sink: Sink, text: string): string => ESCAPE[sink](text);
