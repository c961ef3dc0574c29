/** Calendars and previews in the OpenAPI document: routes, bodies by the schemas that validate them, and what is answered. */
import { answer, BODY, header, json, KEYED, operation, parameter, problem, ref } from '../open-api-parts.ts';
import { calendarBody, previewBody } from './bodies.ts';

/** Each under its name, for the registry of schemas. */
export const CALENDAR_BODIES = { Calendar: calendarBody, DuePreview: previewBody };

const READ = 'definitions:read';
const WRITE = 'definitions:write';
const calendar = (description: string) => answer(description, ref('StoredCalendar'));

export const CALENDAR_PATHS = {
  '/api/calendar': {
    get: operation('getCalendar', READ, 'When the tenant’s people work.', {
      responses: {
        200: calendar('The calendar; revision 0 is the usual week, where none was ever put.'),
        ...KEYED,
      },
    }),
    put: operation('putCalendar', WRITE, 'Puts a whole calendar in its place. Dates that are planned stay.', {
      parameters: [header('If-Match', 'The ETag that the client has seen.')],
      requestBody: { required: true, content: json(ref('Calendar')) },
      responses: {
        200: calendar('As it is now.'),
        ...BODY,
        409: problem('Others change it at this moment.'),
        412: problem('It is no longer as If-Match, or its revision, says.'),
        ...KEYED,
      },
    }),
  },
  '/api/calendar/days': {
    get: operation('listSpecialDays', READ, 'The days of a year that are unlike their weekday.', {
      parameters: [
        parameter('year', { type: 'string', pattern: '^[0-9]{4}$' }, 'Left out: the one that it is.'),
      ],
      responses: {
        200: answer('In order, one for each day.', ref('SpecialDays')),
        400: problem('The query is wrong.'),
        ...KEYED,
      },
    }),
  },
  '/api/previews/due': {
    post: operation('previewDue', WRITE, 'The next times at which a wait is over, or a date starts a run.', {
      requestBody: { required: true, content: json(ref('DuePreview')) },
      responses: {
        200: answer('The times, the next one first; none where there is no date.', ref('PreviewedDues')),
        ...BODY,
        422: problem('No such module.'),
        ...KEYED,
      },
    }),
  },
};

const text = { type: 'string' };
const date = { type: 'string', format: 'date' };
const dateTime = { type: 'string', format: 'date-time' };
const hours = {
  type: 'array',
  items: { type: 'object', required: ['from', 'to'], properties: { from: text, to: text } },
};

/** What is answered, where no schema validates it. */
export const CALENDAR_ANSWERS = {
  StoredCalendar: {
    type: 'object',
    description: 'What was put; it can be sent back.',
    required: ['zone', 'week', 'publicHolidays', 'days', 'revision', 'updatedAt'],
    properties: { revision: { type: 'integer' }, updatedAt: { ...dateTime, type: ['string', 'null'] } },
    allOf: [ref('Calendar')],
  },
  SpecialDays: {
    type: 'object',
    required: ['year', 'days'],
    properties: {
      year: { type: 'integer' },
      days: {
        type: 'array',
        items: {
          type: 'object',
          required: ['day', 'name', 'from', 'hours'],
          properties: { day: date, name: text, from: { enum: ['own', 'public'] }, hours },
        },
      },
    },
  },
  PreviewedDues: {
    type: 'object',
    required: ['from', 'dues'],
    properties: {
      from: dateTime,
      dues: {
        type: 'array',
        items: {
          type: 'object',
          required: ['dueAt', 'local', 'zone', 'isPast'],
          properties: {
            dueAt: dateTime,
            local: { ...dateTime, description: 'On the wall clock of the zone.' },
            zone: text,
            isPast: { type: 'boolean' },
          },
        },
      },
    },
  },
};
