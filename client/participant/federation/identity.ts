// Who a participant is for one task's aggregator.

/** Who the participant is for one task's aggregator. */
export interface Identity {
  readonly aggregator: string;
  readonly taskId: string;
  readonly participant: string;
  readonly participantToken: string;
}
