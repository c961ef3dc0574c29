/** The record of `upshot.activities`. */
export interface Activity {
  readonly tenantId: string;
  readonly positionId: string;
  readonly source: string;
  readonly id: string;
  readonly type: string;
  readonly module: string;
  readonly recordId: string;
  readonly occurredAtMs: number;
  readonly acceptedAtMs: number;
  readonly data: string;
}
