// A task's hibernating WebSockets: which participant is behind each, how many a participant may have, and how large a frame may be.

import { MAX_MESSAGE_BYTES } from "../../shared/protocol/messages.ts";

/** The platform keeps this record with a socket through hibernation. */
export interface Attachment {
  readonly participant: string;
  /** The epoch in which the socket last spoke. It gets no replies of another epoch. */
  readonly epoch: number;
  /** The socket's place in the order in which the participant opened its sockets. */
  readonly opened: number;
}

const MAX_SOCKETS = 4;

export const closeCodes = {
  normal: 1000,
  policy: 1008,
  tooLarge: 1009,
  failed: 1011,
  /** Four codes of our own: the owner removed the participant; the list of partner sites lost an entry; the task was deleted; a fifth socket was opened. */
  removed: 4401,
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

/** Accepts a socket for a participant and closes its oldest ones beyond the limit. Returns both ends. */
export function acceptSocket(ctx: DurableObjectState, participant: string, epoch: number): { client: WebSocket; server: WebSocket } {
  const byAge = openSockets(ctx, participant).sort((a, b) => openedOf(a) - openedOf(b));
  const opened = 1 + Math.max(0, ...byAge.map(openedOf));
  for (const old of byAge.slice(0, Math.max(0, byAge.length - MAX_SOCKETS + 1))) old.close(closeCodes.tooMany, "too many sockets");
  const { 0: client, 1: server } = new WebSocketPair();
  ctx.acceptWebSocket(server, [participant]);
  server.serializeAttachment({ participant, epoch, opened } satisfies Attachment);
  return { client, server };
}

/** If the other end is gone, the text is lost: the participant asks again on its next socket. */
export function sendText(socket: WebSocket, text: string): void {
  try {
    socket.send(text);
  } catch {
    // The close event follows, or the lease ends.
  }
}

/** The time of the last ping that the platform answered without waking the object; 0 for never. */
export function pingedAt(ctx: DurableObjectState, socket: WebSocket): number {
  return ctx.getWebSocketAutoResponseTimestamp(socket)?.getTime() ?? 0;
}

/** Compares a frame's bytes in UTF-8 with the limit. Short frames need not be encoded for that. */
export function isTooLarge(frame: string | ArrayBuffer): boolean {
  if (typeof frame !== "string") return frame.byteLength > MAX_MESSAGE_BYTES;
  if (frame.length * 3 <= MAX_MESSAGE_BYTES) return false;
  return frame.length > MAX_MESSAGE_BYTES || new TextEncoder().encode(frame).length > MAX_MESSAGE_BYTES;
}

function openedOf(socket: WebSocket): number {
  return attachmentOf(socket)?.opened ?? 0;
}
