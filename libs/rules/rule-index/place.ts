/** Values as places on a scale of numbers or of milliseconds, so that ranges are found by halving. */
import { isEmptyValue, parseDecimal, parseInstant, type FieldValue } from '@upshot/values';
import type { Scale } from './access.ts';

/** A value is nowhere on the scale; at a number; just above it (digits below the millisecond); or no number says exactly where. */
export const PLACES = { nowhere: 0, at: 1, above: 2, untold: 3 } as const;
export type Place = (typeof PLACES)[keyof typeof PLACES];

/** Writes the number into `mark`, and says how the value stands to it. */
export function placeOn(scale: Scale, value: FieldValue | undefined, mark: { at: number }): Place {
  if (isEmptyValue(value)) return PLACES.nowhere;
  return scale === 'decimal' ? placeNumber(value, mark) : placeInstant(value, mark);
}

function placeNumber(value: FieldValue, mark: { at: number }): Place {
  const number = parseDecimal(value);
  if (number === undefined) return PLACES.nowhere;
  if (typeof number !== 'number') return PLACES.untold;
  mark.at = number;
  return PLACES.at;
}

function placeInstant(value: FieldValue, mark: { at: number }): Place {
  const instant = parseInstant(value);
  if (instant === undefined) return PLACES.nowhere;
  mark.at = instant.ms;
  return instant.rest === '' ? PLACES.at : PLACES.above;
}
