/** `increased` (Zoho, score_increase): the value moved up. */
import { direction } from './direction.ts';

export const increased = direction('increased', (sign) => sign > 0);
