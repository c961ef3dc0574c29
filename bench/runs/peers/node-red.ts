/** Node-RED: an HTTP-in node, a switch, an HTTP request; nothing of a run is kept. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, installed, startPeer } from './child.ts';
import { SOURCE, type OpenPeer } from './peer.ts';

const VERSION = '5.0.7';

/** With its defaults, but for the editor, which is left out. */
export const nodeRed: OpenPeer = async ({ callUrl, home, say }) => {
  const folder = await installed('node-red', VERSION, say);
  const port = await freePort();
  await mkdir(home, { recursive: true });
  await writeFile(join(home, 'flows.json'), JSON.stringify(flows(callUrl)));
  await writeFile(join(home, 'settings.js'), `module.exports = ${JSON.stringify(settings(port))};\n`);
  const base = `http://127.0.0.1:${port}`;
  return startPeer({
    args: [join(folder, 'node_modules', 'node-red', 'red.js'), '--userDir', home],
    env: {},
    url: `${base}/event`,
    readyUrl: `${base}/ready`,
  });
};

const settings = (uiPort: number) => ({
  uiPort,
  uiHost: '127.0.0.1',
  flowFile: 'flows.json',
  httpAdminRoot: false,
  logging: { console: { level: 'error', metrics: false, audit: false } },
});

/** The event is answered before the condition, as a webhook usually is. */
function flows(callUrl: string): readonly object[] {
  const on = { z: 'tab' };
  return [
    { id: 'tab', type: 'tab', label: 'bench', disabled: false },
    {
      id: 'in',
      type: 'http in',
      ...on,
      url: '/event',
      method: 'post',
      upload: false,
      wires: [['out', 'if']],
    },
    { id: 'out', type: 'http response', ...on, statusCode: '202', headers: {}, wires: [] },
    {
      id: 'if',
      type: 'switch',
      ...on,
      property: 'payload.source',
      propertyType: 'msg',
      rules: [{ t: 'eq', v: SOURCE, vt: 'str' }],
      checkall: 'true',
      outputs: 1,
      wires: [['body']],
    },
    {
      id: 'body',
      type: 'change',
      ...on,
      rules: [
        { t: 'set', p: 'payload', pt: 'msg', to: '{"email": payload.email}', tot: 'jsonata' },
        { t: 'delete', p: 'headers', pt: 'msg' },
      ],
      wires: [['call']],
    },
    { id: 'call', type: 'http request', ...on, method: 'POST', ret: 'txt', url: callUrl, wires: [[]] },
    { id: 'ready', type: 'http in', ...on, url: '/ready', method: 'get', wires: [['yes']] },
    { id: 'yes', type: 'http response', ...on, statusCode: '200', headers: {}, wires: [] },
  ];
}
