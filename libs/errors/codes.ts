/** The catalogue of error codes: each says when trying again can help. */

/** When another attempt at the same work can help: at once, after a pause, or never. */
export type Retry = 'now' | 'later' | 'never';

/** Every code, with its retry advice and one sentence for whoever is called at night. */
export const CODES = {
  avro_invalid: { retry: 'never', meaning: 'The bytes are not a value of their Avro schema.' },
  bad_envelope: { retry: 'never', meaning: 'The record is not a Debezium change event.' },
  bad_magic_byte: { retry: 'never', meaning: 'The record is neither Confluent-framed Avro nor JSON.' },
  bus_unavailable: { retry: 'later', meaning: 'Kafka does not answer.' },
  config_invalid: { retry: 'never', meaning: 'A setting is missing or wrong.' },
  conflict: { retry: 'now', meaning: 'Another process changed the document first.' },
  connect_unavailable: { retry: 'later', meaning: 'Kafka Connect does not answer.' },
  connector_failed: { retry: 'later', meaning: 'The connector that streams the CRM does not run.' },
  crm_unavailable: { retry: 'later', meaning: 'The CRM database does not answer.' },
  crm_refused: { retry: 'never', meaning: 'The CRM database refused the write.' },
  definition_behind: {
    retry: 'later',
    meaning: 'The matcher has not read this version of a definition yet.',
  },
  definition_invalid: { retry: 'never', meaning: 'A definition breaks its schema.' },
  egress_refused: { retry: 'never', meaning: 'The address is not one that a webhook may reach.' },
  history_gap: { retry: 'never', meaning: 'Run events are missing between the history and the next event.' },
  http_failed: { retry: 'later', meaning: 'The other side could not be reached or did not answer in time.' },
  internal: { retry: 'later', meaning: 'A fault of our own; the log has the stack.' },
  json_invalid: {
    retry: 'never',
    meaning: 'A text is not JSON, or not JSON that can be taken without loss.',
  },
  key_without_row: { retry: 'never', meaning: 'A change event names a key and carries no row.' },
  lease_held: { retry: 'later', meaning: 'Another process is carrying the effect out right now.' },
  limit_reached: { retry: 'later', meaning: 'The tenant has used up its share of a channel for the moment.' },
  mail_failed: { retry: 'later', meaning: 'The mail server could not be reached or asked to wait.' },
  mail_refused: { retry: 'never', meaning: 'The mail server refused the message.' },
  mapping_invalid: { retry: 'never', meaning: 'The source mapping file is wrong at the line named.' },
  mirror_behind: { retry: 'later', meaning: 'The mirror lacks changes that a date waits for.' },
  record_invalid: { retry: 'never', meaning: 'A record of our own topics breaks its schema.' },
  registry_unavailable: { retry: 'later', meaning: 'The schema registry does not answer.' },
  schema_incompatible: {
    retry: 'never',
    meaning: 'The registry refuses the schema: it breaks the compatibility level.',
  },
  scenario_invalid: {
    retry: 'never',
    meaning: 'A scenario of the test kit says something that cannot be played.',
  },
  schema_unknown: { retry: 'never', meaning: 'The registry does not know the schema id.' },
  setup_failed: { retry: 'never', meaning: 'The local set-up could not install, start or stop a program.' },
  store_unavailable: { retry: 'later', meaning: 'A store (MongoDB or Redis) does not answer.' },
  template_invalid: { retry: 'never', meaning: 'A template cannot be parsed or exceeds its bounds.' },
  unknown_outcome: {
    retry: 'never',
    meaning: 'The answer was lost: whether the effect happened is not known.',
  },
} as const satisfies Record<string, { retry: Retry; meaning: string }>;

/** The code of an error: stable, safe to show, the key of its page in the docs. */
export type Code = keyof typeof CODES;
