// Holds the types that are served as embed.d.ts against what embed.js exports: this file compiles only while they agree.

import type { FrameEvent } from "./bridge.ts";
import type * as served from "./element-api.d.ts";
import type * as built from "./embed.ts";

type Fits<Built extends Served, Served> = Built;
type Told = Exclude<served.AsyndbtParticipantElement["status"], null>;

export type Agreed = [
  Fits<typeof built.createParticipant, typeof served.createParticipant>,
  Fits<typeof built.EmbedError, typeof served.EmbedError>,
  Fits<typeof built.version, typeof served.version>,
  Fits<built.AsyndbtParticipantElement, served.AsyndbtParticipantElement>,
  Fits<FrameEvent, Told>,
  Fits<Told, FrameEvent>,
];
