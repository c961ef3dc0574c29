/** What the history shows of a request: as people may read it, and never too long to keep. */
import type { Action } from './action.ts';
import { withoutSecrets } from './without-secrets.ts';

const MAX_CHARS = 32_768;

/** JSON of what `request` sends; a note of its size where it is too long. */
export function inputOf(action: Pick<Action, 'foresee'>, request: string): string {
  const shown = JSON.stringify(withoutSecrets(action.foresee(request).shown));
  return shown.length > MAX_CHARS ? JSON.stringify({ truncated: true, chars: shown.length }) : shown;
}
