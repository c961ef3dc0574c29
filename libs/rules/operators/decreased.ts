/** `decreased` (Zoho, score_decrease): the value moved down. */
import { direction } from './direction.ts';

export const decreased = direction('decreased', (sign) => sign < 0);
