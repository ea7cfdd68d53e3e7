// embed.js: defines <asyndbt-participant> and exports createParticipant. Nothing is put on the page's global object.

import { AsyndbtParticipantElement } from "./element.ts";

export { createParticipant } from "./create-participant.ts";
export { EmbedError } from "./embed-error.ts";
export { AsyndbtParticipantElement };
export const version: string = EMBED_VERSION;

// The moving and a pinned version may meet on one page: the first one stays.
if (!customElements.get("asyndbt-participant")) customElements.define("asyndbt-participant", AsyndbtParticipantElement);
