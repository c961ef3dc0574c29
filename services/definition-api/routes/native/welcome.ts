/** GET /: what is here. */
import { okay, type Answer } from '../../http/answer.ts';

/** Says nothing that a stranger may not know. */
export const welcome = (): Answer =>
  okay({
    service: 'definition-api',
    dialects: [
      { name: 'workflows-api', paths: ['/workflows', '/api/workflows'] },
      { name: 'native', paths: ['/api/definitions'] },
    ],
    events: '/api/events',
    openApi: '/api/openapi.json',
    health: ['/healthz', '/readyz'],
  });
