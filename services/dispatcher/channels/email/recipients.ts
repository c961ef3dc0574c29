/** To whom a mail goes. What a template inserts stays one address: a list is only what the author wrote as one. */
import { addressParts, isAddress, type SendEmailConfig } from '@upshot/actions';
import { UpshotError } from '@upshot/errors';
import type { SourceMapping } from '@upshot/mapping';
import type { DueEffect } from '../../due-effect.ts';
import type { Crm } from '../../ports/crm.ts';
import { emailOf, ownerOf } from '../../record-roles.ts';
import type { Renderer } from '../../rendering.ts';

export interface RecipientSources {
  readonly crm: Pick<Crm, 'read'>;
  readonly mapping: SourceMapping;
}

/** The addresses of `to`, none where nobody can be found. Throws `mail_refused` for one that is no plain address. */
export async function recipientsOf(
  config: SendEmailConfig,
  effect: DueEffect,
  renderer: Renderer,
  sources: RecipientSources,
): Promise<readonly string[]> {
  switch (config.to) {
    case 'record_email':
      return checked([emailOf(sources.mapping, effect) ?? '']);
    case 'owner_email':
      return checked([(await ownerEmail(effect, sources)) ?? '']);
    case 'custom':
    case 'specific':
      return copiesOf(config.toEmail, renderer);
    default:
      return copiesOf(config.to, renderer);
  }
}

/** The addresses that an author wrote, each rendered by itself. */
export function copiesOf(written: SendEmailConfig['cc'], renderer: Renderer): readonly string[] {
  const parts = [written ?? []].flat().flatMap(addressParts);
  return checked(parts.map((part) => renderer.plain(part)));
}

function checked(addresses: readonly string[]): readonly string[] {
  const found = addresses.map((address) => address.trim()).filter((address) => address !== '');
  if (found.every(isAddress)) return [...new Set(found)];
  throw new UpshotError('mail_refused', 'a recipient is not one plain mail address');
}

/** The mail address of the user whom the owner column points at. */
async function ownerEmail(effect: DueEffect, { crm, mapping }: RecipientSources): Promise<string | null> {
  const module = mapping.modules.get(effect.module);
  const ownerId = ownerOf(mapping, effect);
  const lookup = Object.values(module?.lookups ?? {}).find(({ column }) => column === module?.roles.owner);
  const column = lookup === undefined ? undefined : mapping.modules.get(lookup.module)?.roles.email;
  if (lookup === undefined || column === undefined || ownerId === null) return null;
  const user = await crm.read(effect.tenantId, lookup.module, ownerId, [column]);
  return user?.[column] ?? null;
}
