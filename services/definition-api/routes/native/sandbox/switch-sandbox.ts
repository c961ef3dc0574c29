/** GET and PUT /api/sandbox: whether the tenant is in the sandbox as a whole. */
import { z } from 'zod';
import { okay } from '../../../http/answer.ts';
import type { Handler } from '../../handler.ts';
import { byOf, perform, planned } from '../operating/perform.ts';
import { readBody, reasonSchema } from '../operating/read-body.ts';

/** What PUT takes. */
export const sandboxBodySchema = z.strictObject({
  sandbox: z
    .boolean()
    .describe('Whether runs that start from now on describe their effects and carry none out.'),
  reason: reasonSchema.describe('Why, for the audit.'),
});

export const getSandbox: Handler = async ({ caller }, { sandboxes }) =>
  okay({ sandbox: await sandboxes.isOn(caller) });

/** Every definition of the tenant is published anew; a run that has started stays what it is. */
export const putSandbox: Handler = async (request, ports) => {
  const read = readBody(sandboxBodySchema, request.body);
  if (!read.ok) return read.error;
  const { sandbox, reason } = read.value;
  const { caller } = request;
  return perform(request, ports, 'sandbox', async (actId) => {
    const switched = { sandbox, definitions: await ports.sandboxes.count(caller) };
    return planned({
      subject: { kind: 'tenant', id: caller.tenantId },
      reason,
      detail: switched,
      todo: [{ do: 'sandbox', sandbox, by: byOf(caller) }],
      answer: { status: 200, body: { ...switched, act: actId } },
    });
  });
};
