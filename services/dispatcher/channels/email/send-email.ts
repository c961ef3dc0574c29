/** The action `send_email`: a mail to the record, its owner or given addresses. SMTP honours no key (law 3). */
import { sendEmailConfig, type SendEmailConfig } from '@upshot/actions';
import type { SourceMapping } from '@upshot/mapping';
import { z } from 'zod';
import { defineAction, type Action } from '../../action.ts';
import type { Crm } from '../../ports/crm.ts';
import type { Mailer } from '../../ports/mail.ts';
import type { Renderer } from '../../rendering.ts';
import { copiesOf, recipientsOf } from './recipients.ts';

export interface SendEmailPorts {
  readonly mailer: Mailer;
  readonly crm: Pick<Crm, 'read'>;
  readonly mapping: SourceMapping;
}

const addresses = z.array(z.string());
const request = z.object({
  messageId: z.string(),
  dateMs: z.number(),
  to: addresses,
  cc: addresses,
  bcc: addresses,
  subject: z.string(),
  html: z.string().nullable(),
  text: z.string().nullable(),
});

/** Skipped where no address can be found; an address that is none fails the step. */
export const sendEmail = ({ mailer, crm, mapping }: SendEmailPorts): Action =>
  defineAction({
    name: 'send_email',
    config: sendEmailConfig,
    request,
    honoursKey: false,
    async render(config, effect, renderer, nowMs) {
      const to = await recipientsOf(config, effect, renderer, { crm, mapping });
      if (to.length === 0) return { skipped: 'no email address resolved' };
      return {
        request: {
          messageId: `<${effect.effectId}@${mailer.idDomain}>`,
          dateMs: nowMs,
          to: [...to],
          cc: [...copiesOf(config.cc, renderer)],
          bcc: [...copiesOf(config.bcc, renderer)],
          subject: renderer.plain(config.subject),
          ...contentOf(config, renderer),
        },
      };
    },
    async deliver(mail, _effect, { noReturn }) {
      const accepted = await mailer.send(mail, noReturn);
      const refused = new Set([...mail.to, ...mail.cc, ...mail.bcc]).size - accepted.length;
      return { output: { sent: true, to: mail.to.join(', '), ...(refused > 0 ? { refused } : {}) } };
    },
  });

/** `body` and `html` are HTML; a mail with neither is plain text. */
function contentOf(
  config: SendEmailConfig,
  renderer: Renderer,
): { html: string | null; text: string | null } {
  const html = config.html ?? config.body ?? null;
  const text = config.text ?? null;
  return {
    html: html === null ? null : renderer.html(html),
    text: text === null ? (html === null ? '' : null) : renderer.plain(text),
  };
}
