/** The config of `webhook`: where to, how, and with which body. */
import { z } from 'zod';
import { headersSchema } from './headers.ts';
import { pairsSchema } from './pairs.ts';
import { isTemplated } from './template.ts';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD'] as const;

const url = z
  .string()
  .trim()
  .min(1)
  .max(2048)
  .refine((text) => isTemplated(text) || isHttpUrl(text), 'must be an http or https URL without a user name');

const body = z.union([z.string(), z.record(z.string(), z.json()), z.array(z.json())]).nullable();

/** `json` without a body sends the trigger's whole payload; `body` is another name for `bodyJson` or `bodyRaw`. */
export const webhookConfig = z
  .strictObject({
    url,
    method: z
      .string()
      .transform((method) => method.toUpperCase())
      .pipe(z.enum(METHODS))
      .optional()
      .default('POST'),
    params: pairsSchema.nullish(),
    headers: headersSchema.nullish(),
    bodyType: z.enum(['json', 'form-data', 'raw', 'none']).optional().default('json'),
    bodyJson: body.optional(),
    body: body.optional(),
    formData: pairsSchema.nullish(),
    bodyRaw: z.string().nullish(),
    timeoutSeconds: z.number().positive().max(30).optional().default(30),
    verifySsl: z.literal(true, 'certificates are always checked').optional().default(true),
  })
  .superRefine((config, context) => {
    if (config.bodyType !== 'json') return;
    for (const key of ['bodyJson', 'body'] as const) {
      const text = config[key];
      if (typeof text !== 'string' || text === '' || isTemplated(text) || isJson(text)) continue;
      context.addIssue({ code: 'custom', path: [key], message: 'is not JSON' });
    }
  });

export type WebhookConfig = z.output<typeof webhookConfig>;

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function isHttpUrl(text: string): boolean {
  const parsed = URL.parse(text);
  const isHttp = parsed?.protocol === 'http:' || parsed?.protocol === 'https:';
  return isHttp && parsed.username === '' && parsed.password === '';
}
