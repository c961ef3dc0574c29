/** An event as a client sends it. */

/** A form sent by somebody who became a lead; `more` over it. */
export const event = (more: Readonly<Record<string, unknown>> = {}) => ({
  specversion: '1.0',
  id: 'e-1',
  source: '/web/forms',
  type: 'form_sent',
  subject: 'forms/contact-us',
  time: '2026-03-01T10:00:00+01:00',
  data: { email: 'ada@example.com', value: 12.5, consent: true, answers: { why: ['a', 'b'] } },
  ...more,
});
