/** A webhook's address: what templates insert behind the host is percent-encoded, so that it stays where it was put. */
import type { Pair } from '@upshot/actions';
import { UpshotError } from '@upshot/errors';
import type { Renderer } from '../../rendering.ts';

/** Scheme and host (which a template may hold whole), up to the path, the query or the fragment. */
const ORIGIN = /^(?:[a-z][a-z0-9+.-]*:\/\/(?:\{\{.*?\}\}|[^/?#{])*|\{\{.*?\}\})/i;

/** The address with its parameters. Throws `template_invalid` where it is none once rendered. */
export function webhookUrl(template: string, params: readonly Pair[], renderer: Renderer): string {
  const [origin = ''] = ORIGIN.exec(template) ?? [];
  const url = URL.parse(renderer.plain(origin) + renderer.url(template.slice(origin.length)));
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw new UpshotError('template_invalid', 'the rendered address is no http or https URL');
  }
  const added = new URLSearchParams(
    params.map(([key, value]): [string, string] => [renderer.plain(key), renderer.plain(value)]),
  );
  // What the author wrote stays as it is, byte for byte; parameters follow it.
  url.search = [url.search.slice(1), added.toString()].filter((part) => part !== '').join('&');
  return url.href;
}
