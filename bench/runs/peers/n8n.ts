/** n8n with its defaults: a webhook node, an IF, an HTTP request; executions kept in its own SQLite. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { run } from '../../../deploy/local/download/run.ts';
import { readConfig } from '../../../deploy/local/config.ts';
import { freePort, installed, startPeer } from './child.ts';
import { SOURCE, type OpenPeer } from './peer.ts';

const VERSION = '2.41.1';
const WORKFLOW_ID = 'benchbenchbench1';

/** Nothing is sent home. The workflow is imported and published by its own commands. */
export const n8n: OpenPeer = async ({ callUrl, home, say }) => {
  const folder = await installed('n8n', VERSION, say);
  const bin = join(folder, 'node_modules', 'n8n', 'bin', 'n8n');
  const port = await freePort();
  const env = environment(home, port);
  const command = (...args: readonly string[]): Promise<string> =>
    run({ command: process.execPath, args: [bin, ...args], env: { ...readConfig().inherited, ...env } });
  const file = join(home, 'workflow.json');
  await writeFile(file, JSON.stringify(workflow(callUrl)));
  await command('import:workflow', `--input=${file}`);
  await command('publish:workflow', `--id=${WORKFLOW_ID}`);
  const base = `http://127.0.0.1:${port}`;
  return startPeer({
    args: [bin, 'start'],
    env,
    url: `${base}/webhook/event`,
    readyUrl: `${base}/healthz/readiness`,
  });
};

const environment = (home: string, port: number) => ({
  N8N_USER_FOLDER: home,
  N8N_PORT: String(port),
  N8N_LISTEN_ADDRESS: '127.0.0.1',
  N8N_RUNNERS_BROKER_PORT: String(port + 1),
  N8N_DIAGNOSTICS_ENABLED: 'false',
  N8N_VERSION_NOTIFICATIONS_ENABLED: 'false',
  N8N_TEMPLATES_ENABLED: 'false',
  N8N_LOG_LEVEL: 'error',
});

const node = (name: string, type: string, typeVersion: number, x: number, parameters: object, more = {}) => ({
  id: name.toLowerCase(),
  name,
  type: `n8n-nodes-base.${type}`,
  typeVersion,
  position: [x, 0],
  parameters,
  ...more,
});

const to = (name: string) => ({ main: [[{ node: name, type: 'main', index: 0 }]] });

/** The event is answered before the condition, which is the webhook node's default. */
function workflow(callUrl: string): object {
  const condition = {
    id: 'source',
    leftValue: '={{ $json.body.source }}',
    rightValue: SOURCE,
    operator: { type: 'string', operation: 'equals' },
  };
  const options = { caseSensitive: true, leftValue: '', typeValidation: 'strict', version: 2 };
  return {
    id: WORKFLOW_ID,
    name: 'bench',
    active: false,
    settings: { executionOrder: 'v1' },
    nodes: [
      node(
        'Event',
        'webhook',
        2,
        0,
        { httpMethod: 'POST', path: 'event', options: {} },
        { webhookId: 'event' },
      ),
      node('If', 'if', 2.2, 200, {
        conditions: { options, conditions: [condition], combinator: 'and' },
        options: {},
      }),
      node('Call', 'httpRequest', 4.2, 400, {
        method: 'POST',
        url: callUrl,
        sendBody: true,
        specifyBody: 'json',
        jsonBody: '={{ JSON.stringify({ email: $json.body.email }) }}',
        options: {},
      }),
    ],
    connections: { Event: to('If'), If: to('Call') },
  };
}
