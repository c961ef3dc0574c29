/** Before runs begin on a version, or come to it: what they may wait for there is told to those who signal. */
import type { ApiRequest } from '../../../http/answer.ts';
import { keyOf } from '../../../ports/definition-store.ts';
import type { Version } from '../../../ports/versions.ts';
import { PUBLISH_WAIT_MS, type HandlerPorts } from '../../handler.ts';

/** Of the newest version that is told anyway. An earlier one may have been forgotten since its last run. */
export async function recallVersion(
  { caller }: Pick<ApiRequest, 'caller'>,
  definitionId: string,
  version: Version,
  { operating, publisher }: Pick<HandlerPorts, 'operating' | 'publisher'>,
): Promise<void> {
  if (version.replacedAtMs === null) return;
  const recalled = await operating.formerNodes.recall(caller, definitionId, version);
  if (recalled) await publisher.publishSoon(keyOf(caller, definitionId), PUBLISH_WAIT_MS);
}
