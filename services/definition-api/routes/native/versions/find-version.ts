/** The version that a request is about. */
import type { Answer, ApiRequest } from '../../../http/answer.ts';
import type { Version, Versioned } from '../../../ports/versions.ts';
import type { HandlerPorts } from '../../handler.ts';
import { readId } from '../../ids.ts';
import { notFound } from '../refusals.ts';

/** The definition with its versions, whatever its dialect; null where the tenant has none of that id. */
export async function findVersions(
  { caller, params }: Pick<ApiRequest, 'caller' | 'params'>,
  { operating }: Pick<HandlerPorts, 'operating'>,
): Promise<Versioned | null> {
  const id = readId(params['id']);
  return id === null ? null : operating.versions.find(caller, id);
}

/** The version with the number in a text; null where there is none, or it is kept no longer. */
export function versionAt({ versions }: Versioned, text: string | null | undefined): Version | null {
  if (text === undefined || text === null || !/^[1-9]\d{0,9}$/u.test(text)) return null;
  return versions.find(({ version }) => version === Number(text)) ?? null;
}

export const versionNotFound = (): Answer => notFound('Version');
