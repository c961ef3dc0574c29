/** A wait is until something that can come: bounded, and of a date that the record has. */
import { fieldType } from '@upshot/rules';
import type { GraphCheck } from '../graph-check.ts';
import { checkDuration } from '../durations.ts';
import { eachOf } from '../subject.ts';

export const waits: GraphCheck = (subject, report) => {
  eachOf(subject, 'wait', ({ until, staleAfterMs }, place) => {
    const { schema } = subject.scope;
    if (until.kind === 'duration') checkDuration(until.durationMs, [...place, 'until', 'durationMs'], report);
    checkDuration(staleAfterMs, [...place, 'staleAfterMs'], report);
    if (until.kind !== 'date' || schema === null) return;
    const type = fieldType(until.field, schema);
    const sentAs = Object.hasOwn(schema.fields, until.field) ? schema.fields[until.field]?.sentAs : undefined;
    const at = [...place, 'until', 'field'];
    if (type === undefined) report(at, 'unknown_field', `is not a field of ${schema.module}`);
    else if (type !== 'date' && type !== 'datetime' && type !== 'json')
      report(at, 'invalid_value', `is of type ${type}, and no date`);
    else if (typeof sentAs === 'string') report(at, 'invalid_value', `is sent as ${sentAs}, and no date`);
  });
};
