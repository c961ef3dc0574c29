/** The peers, in an explicit list, and how one of them is measured. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toUpshotError } from '@upshot/errors';
import { openWebhookEnd } from '../../../e2e/support/webhook-end.ts';
import type { Measured } from '../figures.ts';
import type { PeerName, RunsOptions } from '../options.ts';
import { drive } from './drive.ts';
import { n8n } from './n8n.ts';
import { nodeRed } from './node-red.ts';
import type { OpenPeer } from './peer.ts';

const OPEN: Readonly<Record<PeerName, OpenPeer>> = { 'node-red': nodeRed, n8n };

/** It takes some twenty events a second. */
const SHARE: Readonly<Record<PeerName, number>> = { 'node-red': 1, n8n: 0.02 };

/** What it does, or why it cannot be measured here. */
export async function measurePeer(
  name: PeerName,
  { calls, seconds }: RunsOptions,
  say: (line: string) => void,
): Promise<Measured | string> {
  const home = await mkdtemp(join(tmpdir(), `upshot-bench-${name}-`));
  const end = await openWebhookEnd('http://127.0.0.1');
  try {
    const peer = await OPEN[name]({ callUrl: end.url, home, say });
    try {
      const measured = await drive(peer, end, Math.ceil(calls * SHARE[name]), seconds);
      say(`${name}: ${measured.perSecond.toFixed(0)} events a second, all matching`);
      return measured;
    } finally {
      await peer.close();
    }
  } catch (thrown) {
    return toUpshotError(thrown).message;
  } finally {
    await end.close();
    await rm(home, { recursive: true, force: true });
  }
}
