// The frame's side of a partner's page: meets the one window and origin that may be spoken to, and gives it four methods behind a guard.

import { expose, type Remote, wrap } from "comlink";
import { BRIDGE, CONNECT, FRAME_METHODS, type FrameApi, type HostApi, READY } from "../../embed/bridge.ts";
import { guardedPort } from "../../embed/guarded-port.ts";

/**
 * Resolves when the host has answered. `host` comes from the address, and could be anybody's claim: the browser delivers our message to
 * that origin only, and refuses the frame where that origin is not listed.
 */
export function meetHost(host: string, api: FrameApi): Promise<Remote<HostApi>> {
  return new Promise((resolve) => {
    const onMessage = ({ source, origin, data, ports }: MessageEvent<unknown>): void => {
      const [calls, reports] = ports;
      if (source !== window.parent || origin !== host || !calls || !reports || !isConnect(data)) return;
      removeEventListener("message", onMessage);
      expose(api, guardedPort(calls, FRAME_METHODS));
      resolve(wrap<HostApi>(reports));
    };
    addEventListener("message", onMessage);
    window.parent.postMessage({ type: READY, bridge: BRIDGE }, host);
  });
}

function isConnect(data: unknown): boolean {
  return typeof data === "object" && data !== null && "type" in data && data.type === CONNECT && "bridge" in data && data.bridge === BRIDGE;
}
