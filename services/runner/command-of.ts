/** Turns a record of `upshot.run-commands` into a command of the flow. */
import { criteriaSchema, graphSchema, type Graph, type Reentry } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  stepResultsSchema,
  type Cancel,
  type Command,
  type EffectReport,
  type Fields,
  type Pause,
  type Resume,
  type Signal,
  type Start,
  type TakeOver,
  type TimerFired,
} from '@upshot/flow';
import type {
  ControlRun,
  FireTimer,
  ReentryRule,
  ReportEffect,
  RunCommand,
  SignalRun,
  StartRun,
} from '@upshot/schemas';
import type { FieldValue, Operation } from '@upshot/values';
import { z } from 'zod';

const fields: z.ZodType<Record<string, FieldValue>> = z.record(z.string(), z.json());
const operation: z.ZodType<Operation> = z.enum(['create', 'update', 'delete', 'read']);

/** The command in `message`; throws `record_invalid` where it has none or breaks its schema. */
export function commandOf(message: RunCommand): Command {
  if (message.start !== null) return startOf(message, message.start);
  if (message.reportEffect !== null) return reportOf(message.reportEffect);
  if (message.fireTimer !== null) return firedOf(message.fireTimer);
  if (message.signal !== null) return signalOf(message.signal);
  if (message.control !== null) return controlOf(message.control);
  throw new UpshotError('record_invalid', 'a command that says nothing');
}

function startOf({ tenantId, runId }: RunCommand, start: StartRun): Start {
  const { graph, operation: how, before, after, reentry, ...rest } = start;
  const { startAt, criteria, variables, results = null, sandbox, parent, startedBy, ...facts } = rest;
  const origin = {
    tenantId,
    runId,
    ...facts,
    operation: parsed(operation, how, 'operation'),
    before: before === null ? null : fieldsOf(before, 'before'),
    after: after === null ? null : fieldsOf(after, 'after'),
    ...(reentry !== null && { reentry: reentryOf(reentry) }),
    ...(criteria !== null && { criteria: parsed(criteriaSchema, json(criteria, 'criteria'), 'criteria') }),
    ...(variables !== null && { variables: fieldsOf(variables, 'variables') }),
    ...(results !== null && { results: parsed(stepResultsSchema, json(results, 'results'), 'results') }),
    ...(sandbox && { sandbox }),
    ...(parent !== null && { parent }),
    ...(startedBy !== null && { startedBy }),
  };
  return { type: 'start', origin, graph: graphOf(graph), ...(startAt !== null && { startAt }) };
}

/** A policy of a newer writer must not pass in silence: it would start runs that it forbids. */
function reentryOf({ policy, coolDownMs }: ReentryRule): Reentry {
  if (policy === 'other') throw new UpshotError('record_invalid', 'a start with an unknown re-entry policy');
  return policy === 'cool_down' ? { policy, coolDownMs } : { policy };
}

function reportOf(report: ReportEffect): EffectReport {
  const { stepId, outcome, answer, output, recordPatch, errorCode, errorMessage, attempts } = report;
  const { input, attemptLog } = report;
  return {
    type: 'report-effect',
    stepId,
    outcome: outcome === 'other' ? 'unknown_outcome' : outcome,
    answer,
    output: fieldsOf(output, 'output'),
    recordPatch: recordPatch === null ? null : fieldsOf(recordPatch, 'recordPatch'),
    errorCode,
    errorMessage,
    attempts,
    ...(typeof input === 'string' && { input }),
    ...(attemptLog !== undefined && attemptLog.length > 0 && { attemptLog }),
  };
}

const firedOf = ({ timerId, stepId, firedAtMs }: FireTimer): TimerFired => ({
  type: 'fire-timer',
  timerId,
  stepId,
  firedAtMs,
});

function signalOf({ nodeId, what, occurredAtMs, record, output }: SignalRun): Signal {
  if (what === 'other') throw new UpshotError('record_invalid', 'a signal of an unknown kind');
  const read = { record: fieldsOf(record, 'record'), output: fieldsOf(output, 'output') };
  return { type: 'signal', nodeId, what, occurredAtMs, ...read };
}

function controlOf(control: ControlRun): Pause | Resume | Cancel | TakeOver {
  const { verb, by, reason, version, graph, nodes } = control;
  const act = { by, reason };
  if (verb === 'pause' || verb === 'resume' || verb === 'cancel') return { type: verb, act };
  if (verb === 'other' || graph === null)
    throw new UpshotError('record_invalid', 'a control command that cannot be read');
  return { type: 'take-over', version, graph: graphOf(graph), nodes, act };
}

const graphOf = (text: string): Graph => parsed(graphSchema, json(text, 'graph'), 'graph');
const fieldsOf = (text: string, name: string): Fields => parsed(fields, json(text, name), name);

function json(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UpshotError('record_invalid', `${name} is not JSON`, { cause });
  }
}

function parsed<T>(schema: z.ZodType<T>, value: unknown, name: string): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const place = [name, ...(result.error.issues[0]?.path ?? [])].join('/');
  throw new UpshotError('record_invalid', `${place} breaks its schema`, { place });
}
