/** The config of `send_email`: to whom, and what. */
import { z } from 'zod';
import { addressParts, isAddress } from './address.ts';
import { isTemplated } from './template.ts';

const KINDS = ['record_email', 'owner_email', 'custom', 'specific'] as const;

/** Kinds whose address stands in `toEmail`. */
const WRITTEN_OUT = new Set<unknown>(['custom', 'specific']);

const written = z
  .string()
  .max(4096)
  .refine(
    (text) => addressParts(text).every((part) => isTemplated(part) || isAddress(part)),
    'must be plain e-mail addresses (name@example.com)',
  );
const addresses = z.union([written, z.array(written).max(50)]).nullish();
const to = z
  .union([z.enum(KINDS), written, z.array(written).max(50)])
  .optional()
  .default('record_email');

/** `to` is a kind of recipient (`specific` is the real web client's word for `custom`), or the addresses themselves; `html` is another name for `body`. */
export const sendEmailConfig = z
  .strictObject({
    to,
    toEmail: addresses,
    subject: z.string().max(998).optional().default(''),
    body: z.string().nullish(),
    html: z.string().nullish(),
    text: z.string().nullish(),
    cc: addresses,
    bcc: addresses,
  })
  .refine((config) => !WRITTEN_OUT.has(config.to) || hasAddress(config.toEmail), {
    path: ['toEmail'],
    message: 'is required where to is custom or specific',
  });

export type SendEmailConfig = z.output<typeof sendEmailConfig>;

function hasAddress(value: z.output<typeof addresses>): boolean {
  return [value ?? []].flat().some((text) => addressParts(text).length > 0);
}
