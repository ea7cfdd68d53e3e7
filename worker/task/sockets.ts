// A task's hibernating WebSockets: who is behind each, how many each participant may have, and what happens to a frame before it is read.

import { MAX_MESSAGE_BYTES } from "../../shared/protocol/messages.ts";

/** Kept with a socket through hibernation. */
export interface Attachment {
  readonly participant: string;
  /** The epoch that the socket last spoke in: replies of another are not for it. */
  readonly epoch: number;
  /** Order of opening among the participant's sockets. */
  readonly opened: number;
}

const MAX_SOCKETS = 4;

export const closeCodes = {
  normal: 1000,
  policy: 1008,
  tooLarge: 1009,
  failed: 1011,
  /** Own codes: the list of partner sites lost an entry; the task was deleted; a fifth socket was opened. */
  partnersChanged: 4403,
  deleted: 4410,
  tooMany: 4429,
} as const;

export function attachmentOf(socket: WebSocket): Attachment | undefined {
  const attachment: Attachment | null = socket.deserializeAttachment();
  return attachment ?? undefined;
}

export function openSockets(ctx: DurableObjectState, participant?: string): WebSocket[] {
  return ctx.getWebSockets(participant).filter((socket) => socket.readyState === WebSocket.READY_STATE_OPEN);
}

/** Accepts a socket for a participant, closing its oldest ones beyond the limit. Returns the client's end. */
export function acceptSocket(ctx: DurableObjectState, participant: string, epoch: number): { client: WebSocket; server: WebSocket } {
  const byAge = openSockets(ctx, participant).sort((a, b) => openedOf(a) - openedOf(b));
  const opened = 1 + Math.max(0, ...byAge.map(openedOf));
  for (const old of byAge.slice(0, Math.max(0, byAge.length - MAX_SOCKETS + 1))) old.close(closeCodes.tooMany, "too many sockets");
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server, [participant]);
  server.serializeAttachment({ participant, epoch, opened } satisfies Attachment);
  return { client, server };
}

/** A socket whose other end is gone takes nothing; what it misses is asked for again. */
export function sendText(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The close event follows, or the lease ends.
  }
}

/** When the socket last showed a sign of life that did not wake the object; 0 for never. */
export function pingedAt(ctx: DurableObjectState, socket: WebSocket): number {
  return ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
}

/** Bytes of a frame in UTF-8, without encoding the short ones. */
export function isTooLarge(frame: string | ArrayBuffer): boolean {
  if (typeof frame !== "string") return frame.byteLength > MAX_MESSAGE_BYTES;
  if (frame.length * 3 <= MAX_MESSAGE_BYTES) return false;
  return frame.length > MAX_MESSAGE_BYTES || new TextEncoder().encode(frame).length > MAX_MESSAGE_BYTES;
}

function openedOf(socket: WebSocket): number {
  return attachmentOf(socket)?.opened ?? 0;
}
