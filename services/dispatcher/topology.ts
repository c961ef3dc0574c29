/** The dispatcher, from a record of `upshot.effects.<channel>` to the report: the table of contents. */
import type { BusRecord } from '@upshot/bus';
import type { EffectResult } from './effect-result.ts';
import type { TracedEffect } from './stages/decode-effect.ts';
import { checkLimits, type CheckLimitsPorts } from './stages/check-limits.ts';
import { claimOnce, type ClaimOncePorts } from './stages/claim-once.ts';
import { decodeEffect, type DecodeEffectPorts } from './stages/decode-effect.ts';
import { deliver, type DeliverPorts } from './stages/deliver.ts';
import { describeEffect, type DescribeEffectPorts } from './stages/describe-effect.ts';
import { render, type RenderPorts } from './stages/render.ts';
import { reportResult, type ReportResultPorts } from './stages/report-result.ts';
import type { Claim } from './ports/ledger.ts';
import { whileHeld, type HoldPorts } from './while-held.ts';

export type DispatcherPorts = DecodeEffectPorts &
  ClaimOncePorts &
  HoldPorts &
  CheckLimitsPorts &
  RenderPorts &
  DescribeEffectPorts &
  DeliverPorts &
  ReportResultPorts;

/**
 * Carries one effect out, or describes it where its run is in the sandbox, and reports what became of it. Resolves when the
 * report is acknowledged; throws what waiting may heal, with nothing lost: the record comes again.
 */
export async function dispatchEffect(
  record: BusRecord,
  signal: AbortSignal,
  ports: DispatcherPorts,
): Promise<void> {
  const effect = await decodeEffect(record, ports);
  if (effect === null) return;
  const result = await (effect.sandbox ? describeEffect(effect, ports) : happenOnce(effect, signal, ports));
  await reportResult(effect, result, ports);
}

async function happenOnce(
  effect: TracedEffect,
  signal: AbortSignal,
  ports: DispatcherPorts,
): Promise<EffectResult> {
  const claim = await claimOnce(effect, ports);
  return claim.result ?? whileHeld(claim, ports, () => carryOut(effect, claim, signal, ports));
}

async function carryOut(
  effect: TracedEffect,
  claim: Claim,
  signal: AbortSignal,
  ports: DispatcherPorts,
): Promise<EffectResult> {
  await checkLimits(effect, claim, ports);
  const rendered = await render(effect, claim, ports);
  return deliver(effect, claim, rendered, signal, ports);
}
