/** Refusals as the Workflows API's clients know them (Nest's shape), and those that its handlers share. */
import { fieldOf, pointerOf, type DialectProblem } from '@upshot/dialects';
import type { Answer } from '../../http/answer.ts';
import { titleOf, type Refusal, type RefusalDetail, type RefusalShape } from '../../http/refusal.ts';

/** `{statusCode, message, error, details?}`; 401 without `error`, as Nest's guard has it. */
export const nestShape: RefusalShape = ({ status, message, details, headers = {} }) => ({
  status,
  headers,
  body: {
    statusCode: status,
    message,
    ...(status !== 401 && { error: titleOf(status) }),
    ...(details && { details }),
  },
});

const refuse = (refusal: Refusal): Answer => nestShape(refusal);

/** The same for an id that is malformed, unknown, or another tenant's. */
export const workflowNotFound = (): Answer => refuse({ status: 404, message: 'Workflow not found' });

export const runNotFound = (): Answer => refuse({ status: 404, message: 'Run not found' });

export const conflict = (): Answer =>
  refuse({ status: 409, message: 'The workflow is being changed by others: try again' });

/** 400, each problem by the name of its field. */
export function invalid(problems: readonly DialectProblem[]): Answer {
  return badFields(
    problems.map(({ path, message, code }) => ({
      field: fieldOf(path),
      path: pointerOf(path),
      message,
      code,
    })),
  );
}

/** 400 whose message names every field. */
export function badFields(details: readonly RefusalDetail[]): Answer {
  const message = details.map((each) => `${each.field}: ${each.message}`).join('; ');
  return refuse({ status: 400, message, details });
}
