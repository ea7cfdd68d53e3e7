/** A contribution that stays unanswered for this long while its participant is online is sent again. A repeat is harmless. */
export const RESEND_MS = 15_000;
