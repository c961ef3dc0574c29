/** A schema registry over Confluent's HTTP API. */
import { UpshotError } from '@upshot/errors';
import type { Registry } from './types.ts';

/** Connects to the registry at `url` (with the path of its Confluent API); makes no request yet. */
export function connectRegistry(options: { readonly url: string }): Registry {
  throw new UpshotError('internal', `no registry yet (${options.url.length})`);
}
