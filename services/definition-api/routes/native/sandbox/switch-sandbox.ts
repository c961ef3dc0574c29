/** GET and PUT /api/sandbox: whether the tenant is in the sandbox as a whole. */
import { z } from 'zod';
import type { Handler } from '../../handler.ts';
import { okay } from '../../../http/answer.ts';
import { refuseProblems } from '../refusals.ts';

/** What PUT takes. */
const sandboxBody = z.strictObject({
  sandbox: z
    .boolean()
    .describe('Whether runs that start from now on describe their effects and carry none out.'),
});

export const getSandbox: Handler = async ({ caller }, { sandboxes }) =>
  okay({ sandbox: await sandboxes.isOn(caller) });

/** Every definition of the tenant is published anew; a run that has started stays what it is. */
export const putSandbox: Handler = async ({ caller, body }, { sandboxes }) => {
  const read = sandboxBody.safeParse(body);
  if (!read.success)
    return refuseProblems(
      400,
      'The switch is refused',
      read.error.issues.map(({ path, message }) => ({
        code: 'invalid_value',
        path: path.filter((step) => typeof step !== 'symbol'),
        message,
      })),
    );
  return okay({ ...(await sandboxes.switchTo(caller, read.data.sandbox, caller.keyId)) });
};
